/**
 * All that is kept about one account: given out as one file, and taken away.
 *
 * Taken away is everything by which one signs in, and the name and the address. The id stays: who decided what in a review is
 * part of its record, and now names nobody.
 */
import { accepted, refused, type PersonId } from '@tandem/rules'
import type { Session } from '../auth/sessions.ts'
import type { TogetherStatement } from '../store/session-tables.ts'
import type { ApiTokens } from './api-tokens.ts'
import type { Credentials } from './credentials.ts'
import { emailKey } from './email.ts'
import type { Entrance } from './entrance.ts'
import type { Invitations } from './invitations.ts'
import { textOf, type OwnAccount } from './own-account.ts'
import type { Passkeys } from './passkeys.ts'
import type { PasswordReset } from './password-reset.ts'
import type { PendingSteps } from './pending.ts'
import type { People } from './people.ts'
import type { AccountPorts, Answered } from './ports.ts'
import type { SecurityLog } from './security-log.ts'

/** Whoever deletes their account keeps this name on what they did. */
const FORMER_MEMBER = 'Former member'

type RecordParts = Pick<AccountPorts, 'tables' | 'together' | 'sessions' | 'reviews' | 'clock'> & {
  readonly own: OwnAccount
  readonly people: People
  readonly credentials: Credentials
  readonly passkeys: Passkeys
  readonly entrance: Entrance
  readonly invitations: Invitations
  readonly pending: PendingSteps
  readonly tokens: ApiTokens
  readonly reset: PasswordReset
  readonly log: SecurityLog
}

export function ownRecords(parts: RecordParts) {
  const { tables, sessions, reviews, people, credentials, passkeys, entrance, log } = parts

  /** Credentials, and what waits for this person. */
  const removingAll = (person: PersonId, email: string): readonly TogetherStatement[] => [
    credentials.removingPassword(person),
    { statement: tables.deleteFrom('totp').where('person', '=', person) },
    { statement: tables.deleteFrom('recovery_code').where('person', '=', person) },
    passkeys.removingAll(person),
    credentials.forgettingDevices(person),
    parts.pending.removing(person),
    parts.reset.removing(person),
    { statement: tables.deleteFrom('api_token').where('person', '=', person) },
    { statement: tables.deleteFrom('outbox').where('recipient', '=', email) },
    ...parts.invitations.forgettingAddress(person, email),
  ]

  return {
    /** Tokens are not in it, nor the key of the codes, nor any hash. */
    async export(session: Session) {
      const { id } = session.person
      return {
        account: await parts.own.show(session),
        sessions: (await sessions.ofPerson(id)).map(({ device, createdAt, lastUsedAt, expiresAt }) => ({
          device,
          madeAt: textOf(createdAt),
          lastUsedAt: textOf(lastUsedAt),
          expiresAt: textOf(expiresAt),
        })),
        apiTokens: await parts.tokens.ofPerson(id),
        invitations: await parts.invitations.ofPerson(id),
        reviews: await reviews.membershipsOf(id),
        securityLog: await log.all(id),
      }
    },

    /** @param typed the own address once more, against a slip. */
    async delete(session: Session, typed: string, from: string): Answered<null> {
      const profile = await people.find(session.person.id)
      if (profile === null) return refused({ refusal: 'demo-account' })
      const { person, email } = profile
      if (emailKey(typed) !== emailKey(email)) return refused({ refusal: 'wrong-credentials' })
      const led = await reviews.ledAloneBy(person)
      if (led.length > 0) return refused({ refusal: 'last-lead', sentence: ledAlone(led) })
      const isDone = await entrance.endingSessions(person, [
        people.deletion(person),
        ...removingAll(person, email),
        people.renaming(person, FORMER_MEMBER),
        log.entry({ what: 'account-deleted', by: person, about: person, from }),
      ])
      if (!isDone) return refused({ refusal: 'last-administrator' })
      await reviews.onRenamed(person, FORMER_MEMBER)
      return accepted(null)
    },
  }
}

function ledAlone(titles: readonly string[]): string {
  return `Hand over the lead first. Nobody else leads: ${titles.join(', ')}.`
}
