/** One's own account: what it is, and by which name colleagues know it. */
import { accepted, refused } from '@tandem/rules'
import type { AccountAnswer } from '@tandem/wire'
import type { Session } from '../auth/sessions.ts'
import { ACCOUNT_LIMITS } from '../limits.ts'
import type { Credentials } from './credentials.ts'
import { minimumPassword } from './password-rules.ts'
import type { KeptPasskey, Passkeys } from './passkeys.ts'
import type { People } from './people.ts'
import type { AccountPorts, Answered } from './ports.ts'
import type { SecurityLog } from './security-log.ts'
import { textOf } from './times.ts'

type OwnAccountParts = Pick<AccountPorts, 'together' | 'clock' | 'reviews'> & {
  readonly people: People
  readonly credentials: Credentials
  readonly passkeys: Passkeys
  readonly log: SecurityLog
}

export type OwnAccount = ReturnType<typeof ownAccount>

export function ownAccount({ together, clock, reviews, people, credentials, passkeys, log }: OwnAccountParts) {
  return {
    /** Demo people have no profile. */
    async show(session: Session): Promise<AccountAnswer> {
      const { id, name, hue, administrator } = session.person
      const [profile, totp] = [await people.find(id), await credentials.totpOf(id)]
      const until = session.confirmedAt + ACCOUNT_LIMITS.confirmation
      return {
        id,
        name,
        hue,
        email: profile?.email ?? null,
        emailVerified: profile?.verifiedAt != null,
        administrator,
        madeAt: profile === null ? null : textOf(profile.madeAt),
        hasPassword: (await credentials.passwordOf(id)) !== null,
        minimumPassword: minimumPassword(totp !== null),
        totpSince: totp === null ? null : textOf(totp.madeAt),
        recoveryCodesLeft: await credentials.recoveryCodesLeft(id),
        passkeys: (await passkeys.ofPerson(id)).map(shownPasskey),
        confirmedUntil: clock() < until ? textOf(until) : null,
      }
    },

    async rename(session: Session, name: string, from: string): Answered<null> {
      const { id } = session.person
      if ((await people.find(id)) === null) return refused({ refusal: 'demo-account' })
      const entry = log.entry({ what: 'name-changed', by: id, about: id, from })
      await together([people.renaming(id, name), entry])
      await reviews.onRenamed(id, name)
      return accepted(null)
    },
  }
}

function shownPasskey({ id, name, madeAt, lastUsedOn }: KeptPasskey) {
  return { id, name, madeAt: textOf(madeAt), lastUsedOn }
}
