/** What administrators do with accounts. They see that accounts are there and how they are secured, and nothing of reviews. */
import { accepted, refused, type PersonId } from '@tandem/rules'
import type { AccountList, ResetLink, ServerSettings } from '@tandem/wire'
import type { Kysely } from 'kysely'
import type { SessionTables, TogetherStatement } from '../store/session-tables.ts'
import type { ApiTokens } from './api-tokens.ts'
import type { Credentials } from './credentials.ts'
import type { Entrance } from './entrance.ts'
import { interventionLetter, type Intervention } from './letters.ts'
import type { Passkeys } from './passkeys.ts'
import type { PasswordReset } from './password-reset.ts'
import type { People, Profile } from './people.ts'
import type { AccountPorts, Answered } from './ports.ts'
import type { SecurityLog } from './security-log.ts'
import type { Settings } from './settings.ts'
import { textOf } from './times.ts'

/** An administrator at work; `by` is null on the command line, where whoever may use the folder is one. */
export type Acting = { readonly by: PersonId | null; readonly from: string }

type AdministrationParts = Pick<AccountPorts, 'tables' | 'together' | 'addresses' | 'mailbox'> & {
  readonly people: People
  readonly credentials: Credentials
  readonly passkeys: Passkeys
  readonly entrance: Entrance
  readonly reset: PasswordReset
  readonly settings: Settings
  readonly tokens: ApiTokens
  readonly log: SecurityLog
}

export function administration(parts: AdministrationParts) {
  const {
    tables,
    together,
    addresses,
    mailbox,
    people,
    credentials,
    passkeys,
    entrance,
    reset,
    settings,
    tokens,
    log,
  } = parts

  /** Who administrates could come in as somebody: so it is not done without their knowing. Without mail the log tells it. */
  const tellingOwner = async ({ email }: Profile, what: Intervention, by: PersonId | null) => {
    if (mailbox === null) return []
    const doer = by === null ? null : await people.find(by)
    return [mailbox.writing(interventionLetter(email, addresses.publicUrl.host, what, doer?.name ?? null))]
  }

  return {
    async list(): Promise<AccountList> {
      const [profiles, factors] = [await people.all(), await factorsOf(tables)]
      const accounts = profiles.map(({ person: id, name, hue, email, administrator, ...profile }) => ({
        id,
        name,
        hue,
        email,
        madeAt: textOf(profile.madeAt),
        lastSeenOn: profile.lastSeenOn,
        administrator,
        disabled: profile.disabledAt !== null,
        hasTotp: factors.withTotp.has(id),
        passkeys: factors.passkeys.get(id) ?? 0,
      }))
      return { accounts }
    },

    /** Null: there is no such account. */
    async setDisabled(
      person: PersonId,
      disabled: boolean,
      { by, from }: Acting,
    ): Promise<Awaited<Answered<null>> | null> {
      const profile = await people.find(person)
      if (profile === null) return null
      const what = disabled ? 'account-disabled' : 'account-enabled'
      const statements = [
        people.disabling(person, disabled),
        ...(disabled ? await tokens.revokingAll(person, { by, from }) : []),
        log.entry({ what, by, about: person, from }),
      ]
      if (await entrance.endingSessions(person, statements)) return accepted(null)
      const isSo = (profile.disabledAt !== null) === disabled
      return refused({ refusal: isSo ? 'no-change' : 'last-administrator' })
    },

    /** The person's rights grow or shrink, so their sessions start anew. */
    async setAdministrator(person: PersonId, administrator: boolean, { by, from }: Acting) {
      const profile = await people.find(person)
      if (profile === null) return null
      const what = administrator ? 'administrator-made' : 'administrator-unmade'
      const statements = [people.administration(person, administrator), log.entry({ what, by, about: person, from })]
      if (await entrance.endingSessions(person, statements)) return accepted(null)
      return refused({ refusal: profile.administrator === administrator ? 'no-change' : 'last-administrator' } as const)
    },

    async resetLink(person: PersonId, { by, from }: Acting): Promise<ResetLink | null> {
      const profile = await people.find(person)
      return profile && reset.linkFor(person, by, from, await tellingOwner(profile, 'reset-link-made', by))
    },

    /** Codes and passkeys. A password that was too short to stand alone goes with them: a reset link sets the next one. */
    async removeSecondFactor(person: PersonId, reason: string, { by, from }: Acting) {
      const profile = await people.find(person)
      if (profile === null) return null
      const hasFactor = (await credentials.totpOf(person)) !== null || (await passkeys.ofPerson(person)).length > 0
      if (!hasFactor) return refused({ refusal: 'no-change' } as const)
      const needsFactor = (await credentials.passwordOf(person))?.needsFactor ?? false
      await entrance.endingSessions(person, [
        ...credentials.removingTotp(person).map(({ statement }): TogetherStatement => ({ statement })),
        passkeys.removingAll(person),
        ...(needsFactor ? [credentials.removingPassword(person)] : []),
        ...(await tellingOwner(profile, 'second-factor-removed', by)),
        log.entry({ what: 'second-factor-removed', by, about: person, from, detail: reason }),
      ])
      return accepted(null)
    },

    settings: async (): Promise<ServerSettings> => ({ registration: await settings.registration() }),

    async changeSettings({ registration }: ServerSettings, { by, from }: Acting): Promise<void> {
      const entry = log.entry({ what: 'registration-changed', by, about: null, from, detail: registration })
      await together([settings.settingRegistration(registration), entry])
    },
  }
}

async function factorsOf(tables: Kysely<SessionTables>) {
  const withTotp = await tables.selectFrom('totp').select('person').execute()
  const counts = tables.selectFrom('passkey').select(({ fn }) => ['person', fn.countAll<number>().as('count')])
  const passkeys = await counts.groupBy('person').execute()
  return {
    withTotp: new Set(withTotp.map(({ person }) => person)),
    passkeys: new Map(passkeys.map(({ person, count }) => [person, count])),
  }
}
