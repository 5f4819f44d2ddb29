/**
 * All that is kept about one account: given out as one file, and taken away.
 *
 * Taken away is everything by which one signs in, and the name and the address. The id stays: who decided what in a review is
 * part of its record, and now names nobody. So a person leaves their reviews first: somebody who can never come again must not
 * count as a lead, nor hold a place that waits for them.
 */
import { accepted, refused, type PersonId } from '@tandem/rules'
import { newSecret } from '../auth/secret.ts'
import type { Session } from '../auth/sessions.ts'
import type { TogetherStatement } from '../store/session-tables.ts'
import type { AddressLinks } from './address-links.ts'
import type { ApiTokens } from './api-tokens.ts'
import type { Credentials } from './credentials.ts'
import { emailKey } from './email.ts'
import type { Digest } from './digest.ts'
import type { Entrance } from './entrance.ts'
import type { Invitations } from './invitations.ts'
import type { OwnAccount } from './own-account.ts'
import type { Passkeys } from './passkeys.ts'
import type { PasswordReset } from './password-reset.ts'
import type { PendingSteps } from './pending.ts'
import type { People, Profile } from './people.ts'
import type { AccountPorts, Answered, Refused } from './ports.ts'
import type { SecurityLog } from './security-log.ts'
import { textOf } from './times.ts'

/** Whoever deletes their account keeps this name on what they did. */
const FORMER_MEMBER = 'Former member'

const COMMAND_ID_BYTES = 16

type RecordParts = Pick<AccountPorts, 'tables' | 'together' | 'sessions' | 'reviews' | 'clock' | 'random'> & {
  readonly own: OwnAccount
  readonly people: People
  readonly credentials: Credentials
  readonly passkeys: Passkeys
  readonly entrance: Entrance
  readonly invitations: Invitations
  readonly pending: PendingSteps
  readonly tokens: ApiTokens
  readonly links: AddressLinks
  readonly reset: PasswordReset
  readonly digest: Digest
  readonly log: SecurityLog
}

export function ownRecords(parts: RecordParts) {
  const { tables, random, sessions, reviews, people, credentials, passkeys, entrance, log } = parts

  /** Credentials, and what waits for this person. */
  const removingAll = (person: PersonId, email: string): readonly TogetherStatement[] => [
    credentials.removingPassword(person),
    { statement: tables.deleteFrom('totp').where('person', '=', person) },
    { statement: tables.deleteFrom('recovery_code').where('person', '=', person) },
    passkeys.removingAll(person),
    credentials.forgettingDevices(person),
    parts.pending.removing(person),
    parts.reset.removing(person),
    ...parts.digest.removing(person),
    parts.links.removing(person, email),
    { statement: tables.deleteFrom('api_token').where('person', '=', person) },
    { statement: tables.deleteFrom('outbox').where('recipient', '=', email) },
    ...parts.invitations.forgettingAddress(person, email),
  ]

  /** What is sure to be refused is refused before the first review is left. @returns what is in the way, or null */
  const leaveReviews = async ({ person, administrator }: Profile): Promise<Refused | null> => {
    if (administrator && !(await people.isAnotherAdministrator(person))) return { refusal: 'last-administrator' }
    const led = await reviews.ledAloneBy(person)
    // Each review decides once more by itself: the other lead may have gone since that look.
    const kept = led.length > 0 ? led : await reviews.leaveAll(person, () => newSecret(random, COMMAND_ID_BYTES))
    return kept.length > 0 ? { refusal: 'last-lead', sentence: ledAlone(kept) } : null
  }

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
        digest: await parts.digest.isOn(id),
        notices: await parts.digest.ofPerson(id),
        securityLog: await log.allOwn(id),
      }
    },

    /** @param typed the own address once more, against a slip. */
    async delete(session: Session, typed: string, from: string): Answered<null> {
      const profile = await people.find(session.person.id)
      if (profile === null) return refused({ refusal: 'demo-account' })
      const { person, email } = profile
      if (emailKey(typed) !== emailKey(email)) return refused({ refusal: 'wrong-credentials' })
      const obstacle = await leaveReviews(profile)
      if (obstacle !== null) return refused(obstacle)
      const isDone = await entrance.endingSessions(person, [
        people.deletion(person),
        ...removingAll(person, email),
        people.renaming(person, FORMER_MEMBER),
        log.entry({ what: 'account-deleted', by: person, about: person, from }),
      ])
      // Asked for twice at once: the other one has done it.
      if (!isDone && (await people.find(person)) === null) return accepted(null)
      if (!isDone) return refused({ refusal: 'last-administrator' })
      await reviews.onRenamed(person, FORMER_MEMBER)
      return accepted(null)
    },
  }
}

function ledAlone(titles: readonly string[]): string {
  return `Hand over the lead first. Nobody else leads: ${titles.join(', ')}.`
}
