/**
 * The last step of every way in: a session, and a device that is known from now on.
 *
 * A session that this browser had before ends, whoever put it there, so a token planted beforehand never becomes this
 * person's (session fixation). The known device is a cookie of its own that signs nobody in: it lets its owner try a
 * password while somebody elsewhere has used up all tries of the account.
 */
import type { PersonId } from '@tandem/rules'
import { sideCookie } from '../auth/cookies.ts'
import type { Factors } from '../auth/session-rows.ts'
import { newSecret } from '../auth/secret.ts'
import { ACCOUNT_LIMITS, SESSION_LIMITS } from '../limits.ts'
import type { SessionTables, TogetherStatement } from '../store/session-tables.ts'
import type { Kysely } from 'kysely'
import type { Credentials } from './credentials.ts'
import type { AccountPorts, Cookies, Visit } from './ports.ts'
import type { SecurityLog } from './security-log.ts'

export type Entrance = ReturnType<typeof entrance>

type EntrancePorts = Pick<AccountPorts, 'tables' | 'together' | 'sessions' | 'clock' | 'random' | 'addresses'> & {
  readonly credentials: Credentials
  readonly log: SecurityLog
}

export function entrance({ tables, together, sessions, clock, random, addresses, credentials, log }: EntrancePorts) {
  const device = sideCookie('device', addresses.isHttps)

  const renewDevice = async (person: PersonId, { cookies }: Visit, others: readonly TogetherStatement[]) => {
    const [before, secret] = [device.read(cookies), newSecret(random, SESSION_LIMITS.tokenBytes)]
    await together([
      ...(before === null ? [] : [credentials.forgettingDevice(before)]),
      credentials.knowingDevice(person, secret, clock() + ACCOUNT_LIMITS.knownDevice),
      ...others,
    ])
    return device.set(secret, ACCOUNT_LIMITS.knownDevice / 1_000)
  }

  const newSession = async (person: PersonId, { cookies, device: name }: Visit, shown: Factors): Promise<string> => {
    const before = await sessions.validate(cookies)
    if (before !== null) await sessions.end(before.session.id)
    return sessions.create(person, name, shown)
  }

  return {
    /** @param how e.g. "password", for the person's own log. */
    async enter(person: PersonId, visit: Visit, how: string, shown: Factors): Promise<Cookies> {
      const from = visit.address
      const detail = `${visit.device}, ${how}`
      const entry = log.entry({ what: 'signed-in', by: person, about: person, from, detail })
      const deviceCookie = await renewDevice(person, visit, [entry])
      return [await newSession(person, visit, shown), deviceCookie]
    },

    /** After a change of what one signs in with: this browser goes on with a new token, the old one is dead. */
    async renew(person: PersonId, visit: Visit, shown: Factors): Promise<Cookies> {
      return [await newSession(person, visit, shown)]
    },

    async isKnownDevice(person: PersonId, cookies: string | undefined): Promise<string | null> {
      const secret = device.read(cookies)
      return secret !== null && (await credentials.isKnownDevice(person, secret)) ? secret : null
    },

    /** Statements, and the end of all the person's sessions with their sockets; nothing ends if nothing was done. */
    async endingSessions(person: PersonId, statements: readonly TogetherStatement[]): Promise<boolean> {
      const ended = await sessions.ofPerson(person)
      const isDone = await together([...statements, removingSessions(tables, person)])
      if (isDone) for (const { id } of ended) await sessions.end(id)
      return isDone
    },
  }
}

function removingSessions(tables: Kysely<SessionTables>, person: PersonId): TogetherStatement {
  return { statement: tables.deleteFrom('session').where('person', '=', person) }
}
