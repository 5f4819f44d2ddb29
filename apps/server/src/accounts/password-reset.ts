/**
 * A new password for who forgot it: a link by mail, or one that an administrator makes. It holds an hour, works once, ends all
 * sessions, and never takes the place of the second factor: it signs nobody in.
 *
 * Asking for it tells nobody whether there is such an account: the answer goes out first, the work is done after it, and is one
 * write to the disk in either case.
 */
import { accepted, refused, type PersonId } from '@tandem/rules'
import type { ResetLook } from '@tandem/wire'
import { hashOfSecret, newSecret } from '../auth/secret.ts'
import { ACCOUNT_LIMITS, SESSION_LIMITS } from '../limits.ts'
import type { TogetherStatement } from '../store/session-tables.ts'
import type { ApiTokens } from './api-tokens.ts'
import type { Credentials } from './credentials.ts'
import type { Entrance } from './entrance.ts'
import { resetLetter } from './letters.ts'
import { minimumPassword, passwordFault } from './password-rules.ts'
import type { PendingSteps } from './pending.ts'
import type { People, Profile } from './people.ts'
import type { AccountPorts, Answered } from './ports.ts'
import { unknownAddress, type SecurityLog } from './security-log.ts'

type ResetParts = Pick<
  AccountPorts,
  'tables' | 'together' | 'clock' | 'random' | 'later' | 'addresses' | 'hashing' | 'mailbox' | 'onError'
> & {
  readonly people: People
  readonly credentials: Credentials
  readonly entrance: Entrance
  readonly pending: PendingSteps
  readonly tokens: ApiTokens
  readonly log: SecurityLog
}

export type PasswordReset = ReturnType<typeof passwordReset>

export function passwordReset(parts: ResetParts) {
  const { tables, together, clock, random, later, addresses, hashing, mailbox, people, credentials, entrance, log } =
    parts

  const newLink = (person: PersonId) => {
    const token = newSecret(random, SESSION_LIMITS.tokenBytes)
    const until = clock() + ACCOUNT_LIMITS.reset
    const row = { id: hashOfSecret(token), person, expires_at: until, used_at: null }
    const statement: TogetherStatement = { statement: tables.insertInto('password_reset').values(row) }
    return { link: `${addresses.publicUrl.origin}/password#token=${token}`, until, statement }
  }

  /** Each holds as long as the hour that is looked at. */
  const countOfHour = async (person: PersonId): Promise<number> => {
    const rows = tables.selectFrom('password_reset').select(({ fn }) => fn.countAll<number>().as('count'))
    const recent = rows.where('person', '=', person).where('expires_at', '>', clock())
    return (await recent.executeTakeFirstOrThrow()).count
  }

  const mailLink = async (email: string, from: string): Promise<void> => {
    const profile = await people.byEmail(email)
    const entry = { what: 'password-reset-asked', by: null, about: profile?.person ?? null, from } as const
    const mailed = profile === null ? null : await linkMailed(profile)
    if (mailed !== null) await together([...mailed, log.entry(entry)])
    else await log.write({ ...entry, detail: profile === null ? unknownAddress(email) : 'no letter was sent' })
  }

  /** Null: this account gets no letter now. */
  const linkMailed = async ({
    person,
    email,
    disabledAt,
    verifiedAt,
  }: Profile): Promise<readonly TogetherStatement[] | null> => {
    // An address that nobody has shown to be theirs may be a stranger's, by a slip of the pen.
    if (mailbox === null || disabledAt !== null || verifiedAt === null) return null
    if ((await countOfHour(person)) >= ACCOUNT_LIMITS.resetsPerHour) return null
    const { link, until, statement } = newLink(person)
    return [statement, mailbox.writing(resetLetter(email, addresses.publicUrl.host, link, until))]
  }

  const owner = async (token: string): Promise<Profile | null> => {
    const rows = tables.selectFrom('password_reset').select('person').where('id', '=', hashOfSecret(token))
    const row = await rows.where('used_at', 'is', null).where('expires_at', '>', clock()).executeTakeFirst()
    const profile = row === undefined ? null : await people.find(row.person)
    return profile?.disabledAt === null ? profile : null
  }

  const using = (token: string): TogetherStatement => ({
    statement: tables
      .updateTable('password_reset')
      .set({ used_at: clock() })
      .where('id', '=', hashOfSecret(token))
      .where('used_at', 'is', null)
      .where('expires_at', '>', clock()),
    mustChange: true,
  })

  return {
    forgotten(email: string, from: string) {
      if (mailbox === null) return refused({ refusal: 'no-mail' } as const)
      later(0, () => void mailLink(email, from).catch((error: unknown) => parts.onError('password-reset', error)))
      return accepted(null)
    },

    /** For an administrator to hand over. @param beside what is done with it, e.g. telling the owner */
    async linkFor(person: PersonId, by: PersonId | null, from: string, beside: readonly TogetherStatement[]) {
      const { link, until, statement } = newLink(person)
      await together([statement, ...beside, log.entry({ what: 'reset-link-made', by, about: person, from })])
      return { link, expiresAt: new Date(until).toISOString() }
    },

    async look(token: string): Answered<ResetLook> {
      const profile = await owner(token)
      if (profile === null) return refused({ refusal: 'link-over' })
      const hasSecondFactor = (await credentials.totpOf(profile.person)) !== null
      return accepted({ email: profile.email, minimumPassword: minimumPassword(hasSecondFactor) })
    },

    async reset(token: string, password: string, from: string): Answered<null> {
      const profile = await owner(token)
      if (profile === null) return refused({ refusal: 'link-over' })
      const { person, name, email } = profile
      const hasSecondFactor = (await credentials.totpOf(person)) !== null
      const words = [name, email, addresses.publicUrl.hostname]
      const fault = passwordFault(password, { words, hasSecondFactor })
      if (fault !== null) return refused({ refusal: 'weak-password', sentence: fault })
      const hash = await hashing.hash(password)
      if (hash === null) return refused({ refusal: 'busy', wait: 1_000 })
      const isDone = await entrance.endingSessions(person, [
        using(token),
        credentials.settingPassword(person, password, hash),
        credentials.forgettingDevices(person),
        parts.pending.removing(person),
        ...(await parts.tokens.revokingAll(person, { by: person, from })),
        // Other links for the same account die with the first that is used.
        { statement: tables.deleteFrom('password_reset').where('person', '=', person).where('used_at', 'is', null) },
        log.entry({ what: 'password-reset', by: person, about: person, from }),
      ])
      return isDone ? accepted(null) : refused({ refusal: 'link-over' })
    },

    /** Links of an account whose address or password changed. */
    removing: (person: PersonId): TogetherStatement => ({
      statement: tables.deleteFrom('password_reset').where('person', '=', person),
    }),

    async clear(): Promise<void> {
      await tables.deleteFrom('password_reset').where('expires_at', '<=', clock()).execute()
    },
  }
}
