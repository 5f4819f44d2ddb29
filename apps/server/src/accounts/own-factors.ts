/** What one signs in with: changing the password, codes of an app with their recovery codes, and passkeys. */
import { accepted, refused } from '@tandem/rules'
import type { PasskeyAttestation, RecoveryCodes, TotpBegun } from '@tandem/wire'
import type { Session } from '../auth/sessions.ts'
import { ACCOUNT_LIMITS } from '../limits.ts'
import type { TogetherStatement } from '../store/session-tables.ts'
import type { ApiTokens } from './api-tokens.ts'
import type { Credentials } from './credentials.ts'
import type { Entrance } from './entrance.ts'
import { newTotpSecret, qrPath, spelledSecret, stepOfCode, totpUri } from './one-time-codes.ts'
import { minimumPassword, passwordFault } from './password-rules.ts'
import type { PasswordReset } from './password-reset.ts'
import type { Passkeys } from './passkeys.ts'
import type { PendingSteps } from './pending.ts'
import type { People, Profile } from './people.ts'
import type { AccountPorts, Answered, Cookies, Refused, Visit } from './ports.ts'
import { newRecoveryCodes } from './recovery-codes.ts'
import type { SecurityLog } from './security-log.ts'

type OwnFactorParts = Pick<AccountPorts, 'together' | 'clock' | 'random' | 'addresses' | 'hashing'> & {
  readonly people: People
  readonly credentials: Credentials
  readonly entrance: Entrance
  readonly pending: PendingSteps
  readonly passkeys: Passkeys
  readonly reset: PasswordReset
  readonly tokens: ApiTokens
  readonly log: SecurityLog
}

const NO_CHANGE = { refusal: 'no-change' } as const satisfies Refused

export function ownFactors(parts: OwnFactorParts) {
  const { together, clock, random, addresses, people, credentials, entrance, pending, passkeys, log } = parts

  /** Demo people have no profile. */
  const mine = async (session: Session): Answered<Profile> => {
    const profile = await people.find(session.person.id)
    return profile === null ? refused({ refusal: 'demo-account' }) : accepted(profile)
  }

  return {
    /** Every other browser is signed out, no device is known any more but this one, and no API token holds. */
    async changePassword(session: Session, password: string, visit: Visit): Answered<Cookies> {
      const profile = await mine(session)
      if (!profile.ok) return profile
      const { person, name, email } = profile.value
      const hasSecondFactor = (await credentials.totpOf(person)) !== null
      const words = [name, email, addresses.publicUrl.hostname]
      const fault = passwordFault(password, { words, hasSecondFactor })
      if (fault !== null) return refused({ refusal: 'weak-password', sentence: fault })
      const hash = await parts.hashing.hash(password)
      if (hash === null) return refused({ refusal: 'busy', wait: 1_000 })
      await entrance.endingSessions(person, [
        credentials.settingPassword(person, password, hash),
        credentials.forgettingDevices(person),
        pending.removing(person),
        parts.reset.removing(person),
        ...(await parts.tokens.revokingAll(person, { by: person, from: visit.address })),
        log.entry({ what: 'password-changed', by: person, about: person, from: visit.address }),
      ])
      return accepted(await entrance.enter(person, visit, 'password change', session.shown))
    },

    async beginTotp(session: Session): Answered<TotpBegun> {
      const profile = await mine(session)
      if (!profile.ok) return profile
      const secret = newTotpSecret(random)
      await pending.beginInSession(session.id, 'new-totp', session.person.id, secret)
      const uri = totpUri(secret, profile.value.email)
      return accepted({ uri, secret: spelledSecret(secret), qr: qrPath(uri) })
    },

    async switchTotpOn(session: Session, code: string, visit: Visit): Answered<RecoveryCodes & { cookies: Cookies }> {
      const begun = await pending.find('new-totp', { session: session.id })
      if (begun === null) return refused({ refusal: 'start-again' })
      const step = stepOfCode(begun.content, code, clock())
      if (step === null) return refused({ refusal: 'wrong-code' })
      const { id } = session.person
      const recoveryCodes = newRecoveryCodes(random)
      const isDone = await together([
        pending.use(begun),
        credentials.settingTotp(id, begun.content, step),
        ...credentials.settingRecoveryCodes(id, recoveryCodes),
        log.entry({ what: 'totp-on', by: id, about: id, from: visit.address }),
      ])
      if (!isDone) return refused({ refusal: 'start-again' })
      return accepted({ recoveryCodes: [...recoveryCodes], cookies: await entrance.renew(id, visit, 'both') })
    },

    async switchTotpOff(session: Session, visit: Visit): Answered<Cookies> {
      const { id } = session.person
      if ((await credentials.passwordOf(id))?.needsFactor) {
        const sentence = `Set a password of at least ${minimumPassword(false)} characters first: this one is too short to stand alone.`
        return refused({ refusal: 'weak-password', sentence })
      }
      const entry = log.entry({ what: 'totp-off', by: id, about: id, from: visit.address })
      return afterChange(session, [...credentials.removingTotp(id), entry], visit)
    },

    async makeRecoveryCodes(session: Session, from: string): Answered<RecoveryCodes> {
      const { id } = session.person
      if ((await credentials.totpOf(id)) === null) return refused(NO_CHANGE)
      const recoveryCodes = newRecoveryCodes(random)
      const entry = log.entry({ what: 'recovery-codes-made', by: id, about: id, from })
      await together([...credentials.settingRecoveryCodes(id, recoveryCodes), entry])
      return accepted({ recoveryCodes: [...recoveryCodes] })
    },

    async beginPasskey(session: Session): Answered<object> {
      const profile = await mine(session)
      if (!profile.ok) return profile
      const { person, email, name } = profile.value
      if ((await passkeys.ofPerson(person)).length >= ACCOUNT_LIMITS.passkeys) return refused({ refusal: 'too-many' })
      const { options, challenge } = await passkeys.newPasskeyOptions(person, email, name)
      await pending.beginInSession(session.id, 'new-passkey', person, challenge)
      return accepted(options)
    },

    async addPasskey(session: Session, name: string, made: PasskeyAttestation, visit: Visit): Answered<Cookies> {
      const { id } = session.person
      const begun = await pending.find('new-passkey', { session: session.id })
      if (begun === null || !(await together([pending.use(begun)]))) return refused({ refusal: 'start-again' })
      const adding = await passkeys.adding(id, name, made, begun.content)
      if (adding === null) return refused({ refusal: 'wrong-credentials' })
      const entry = log.entry({ what: 'passkey-added', by: id, about: id, from: visit.address, detail: name })
      return afterChange({ ...session, shown: 'both' }, [adding, entry], visit)
    },

    removePasskey(session: Session, passkey: string, visit: Visit): Answered<Cookies> {
      const { id } = session.person
      const entry = log.entry({ what: 'passkey-removed', by: id, about: id, from: visit.address })
      return afterChange(session, [passkeys.removing(id, passkey), entry], visit)
    },
  }

  /** What one signs in with has changed: this browser goes on with a new token. */
  async function afterChange(
    { person: { id }, shown }: Pick<Session, 'person' | 'shown'>,
    statements: readonly TogetherStatement[],
    visit: Visit,
  ): Answered<Cookies> {
    return (await together(statements)) ? accepted(await entrance.renew(id, visit, shown)) : refused(NO_CHANGE)
  }
}
