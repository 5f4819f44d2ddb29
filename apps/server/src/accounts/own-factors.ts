/** What one signs in with: changing the password, codes of an app with their recovery codes, and passkeys. */
import { accepted, refused } from '@tandem/rules'
import type { PasskeyAttestation, RecoveryCodes, TotpBegun } from '@tandem/wire'
import type { Factors } from '../auth/session-rows.ts'
import type { Session } from '../auth/sessions.ts'
import { ACCOUNT_LIMITS } from '../limits.ts'
import type { TogetherStatement } from '../store/session-tables.ts'
import type { ApiTokens } from './api-tokens.ts'
import type { Credentials } from './credentials.ts'
import type { Entrance } from './entrance.ts'
import { factorLetter, type FactorChange } from './letters.ts'
import { newTotpSecret, qrPath, spelledSecret, stepOfCode, totpUri } from './one-time-codes.ts'
import { minimumPassword, passwordFault } from './password-rules.ts'
import type { PasswordReset } from './password-reset.ts'
import type { Passkeys } from './passkeys.ts'
import type { PendingSteps } from './pending.ts'
import type { People, Profile } from './people.ts'
import type { AccountPorts, Answered, Cookies, Refused, Visit } from './ports.ts'
import { newRecoveryCodes } from './recovery-codes.ts'
import type { SecurityLog } from './security-log.ts'

type OwnFactorParts = Pick<AccountPorts, 'together' | 'clock' | 'random' | 'addresses' | 'hashing' | 'mailbox'> & {
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
  const { together, clock, random, addresses, mailbox, people, credentials, entrance, pending, passkeys, log } = parts

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
        ...(await told(session, 'password-changed', visit.address)),
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
      const isDone = await carryOut(session, [
        pending.use(begun),
        credentials.settingTotp(id, begun.content, step),
        ...credentials.settingRecoveryCodes(id, recoveryCodes),
        ...(await told(session, 'totp-on', visit.address)),
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
      const telling = await told(session, 'totp-off', visit.address)
      return afterChange(session, session.shown, [...credentials.removingTotp(id), ...telling], visit)
    },

    async makeRecoveryCodes(session: Session, from: string): Answered<RecoveryCodes> {
      const { id } = session.person
      if ((await credentials.totpOf(id)) === null) return refused(NO_CHANGE)
      const recoveryCodes = newRecoveryCodes(random)
      const telling = await told(session, 'recovery-codes-made', from)
      await together([...credentials.settingRecoveryCodes(id, recoveryCodes), ...telling])
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
      return afterChange(
        session,
        'both',
        [adding, ...(await told(session, 'passkey-added', visit.address, name))],
        visit,
      )
    },

    async removePasskey(session: Session, passkey: string, visit: Visit): Answered<Cookies> {
      const telling = await told(session, 'passkey-removed', visit.address)
      return afterChange(session, session.shown, [passkeys.removing(session.person.id, passkey), ...telling], visit)
    },
  }

  /** What one signs in with has changed: this browser goes on with a new token. */
  async function afterChange(
    session: Session,
    shown: Factors,
    statements: readonly TogetherStatement[],
    visit: Visit,
  ): Answered<Cookies> {
    if (!(await carryOut(session, statements))) return refused(NO_CHANGE)
    return accepted(await entrance.renew(session.person.id, visit, shown))
  }

  /** Until now the password was enough. Whoever else has come in by it has to show the second factor from now on. */
  function carryOut({ person }: Session, statements: readonly TogetherStatement[]): Promise<boolean> {
    return person.hasSecondFactor ? together(statements) : entrance.endingSessions(person.id, statements)
  }

  /**
   * In the owner's log and by a letter, since whoever asks may not be the owner. To an address that nobody has shown to be
   * theirs no letter goes: it may be a stranger's, and this can be asked for often.
   */
  async function told({ person }: Session, what: FactorChange, from: string, detail: string | null = null) {
    const entry = log.entry({ what, by: person.id, about: person.id, from, detail })
    const profile = await people.find(person.id)
    if (mailbox === null || profile?.verifiedAt == null) return [entry]
    return [entry, mailbox.writing(factorLetter(profile.email, addresses.publicUrl.host, what))]
  }
}
