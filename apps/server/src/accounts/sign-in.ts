/**
 * Signing in with e-mail and password, then with a code where the second factor is on.
 *
 * Whoever does not know the password learns nothing: the same words come after the same work whether there is such an
 * account, whether it has a password, and whether it is disabled. Tries are counted by the address as it was typed, known or
 * not, and by the network address; for a device that has signed in to this account before they are counted by the device
 * alone, so that nobody can lock the owner out.
 */
import { accepted, refused } from '@tandem/rules'
import type { PersonId } from '@tandem/rules'
import type { Confirmation, SecondFactor } from '@tandem/wire'
import { sideCookie } from '../auth/cookies.ts'
import { hashOfSecret } from '../auth/secret.ts'
import type { Session } from '../auth/sessions.ts'
import { networkOf } from '../http/newcomers.ts'
import { ACCOUNT_LIMITS } from '../limits.ts'
import type { Credentials } from './credentials.ts'
import { emailKey } from './email.ts'
import type { Entrance } from './entrance.ts'
import type { Failures, Subject } from './failures.ts'
import { stepOfCode } from './one-time-codes.ts'
import type { Passkeys } from './passkeys.ts'
import type { Pending, PendingSteps } from './pending.ts'
import type { People, Profile } from './people.ts'
import type { AccountPorts, Answered, Cookies, Visit } from './ports.ts'
import type { SecurityLog } from './security-log.ts'
import type { TogetherStatement } from '../store/session-tables.ts'

export type SignInParts = Pick<AccountPorts, 'together' | 'sessions' | 'hashing' | 'clock' | 'addresses'> & {
  readonly people: People
  readonly credentials: Credentials
  readonly entrance: Entrance
  readonly failures: Failures
  readonly pending: PendingSteps
  readonly passkeys: Passkeys
  readonly log: SecurityLog
}

export type SignedIn = { readonly state: 'signed-in' | 'second-factor'; readonly cookies: Cookies }

export type SignIn = ReturnType<typeof signIn>

export function signIn(parts: SignInParts) {
  const { people, credentials, entrance, failures, pending, log, hashing, together, sessions, clock } = parts
  const waiting = sideCookie('sign-in', parts.addresses.isHttps)
  const challenge = sideCookie('passkey', parts.addresses.isHttps)

  const failed = async (profile: Profile | null, email: string, from: string): Promise<void> => {
    const about = profile?.person ?? null
    const detail = about === null ? `unknown address ${hashOfSecret(emailKey(email)).slice(0, 16)}` : null
    await log.write({ what: 'sign-in-failed', by: null, about, from, detail })
  }

  const subjectsOf = async (name: string, person: PersonId | null, visit: Visit): Promise<readonly Subject[]> => {
    const known = person === null ? null : await entrance.isKnownDevice(person, visit.cookies)
    return known === null
      ? [
          { kind: 'account', id: name },
          { kind: 'address', id: networkOf(visit.address) },
        ]
      : [{ kind: 'device', id: `${person} ${hashOfSecret(known)}` }]
  }

  const renewHash = async (person: PersonId, password: string, before: string): Promise<void> => {
    const hash = await hashing.hash(password)
    if (hash !== null) await credentials.rehash(person, before, hash)
  }

  /** What uses the factor up, or null if it cannot be right. */
  const using = async (person: PersonId, factor: SecondFactor): Promise<TogetherStatement | null> => {
    if (factor.kind === 'recovery-code') return credentials.usingRecoveryCode(person, factor.code)
    const totp = await credentials.totpOf(person)
    const step = totp && stepOfCode(totp.secret, factor.code, clock())
    return step === null ? null : credentials.usingCode(person, step)
  }

  const usesFactor = async (person: PersonId, factor: SecondFactor, others: readonly TogetherStatement[]) => {
    const use = await using(person, factor)
    return use !== null && together([use, ...others])
  }

  const second = async (waitingFor: Pending & { person: PersonId }, factor: SecondFactor, visit: Visit) => {
    const { person } = waitingFor
    const isRecovery = factor.kind === 'recovery-code'
    const from = visit.address
    const used = isRecovery ? [log.entry({ what: 'recovery-code-used', by: person, about: person, from })] : []
    return usesFactor(person, factor, [pending.use(waitingFor), ...used])
  }

  return {
    async withPassword(email: string, password: string, visit: Visit): Answered<SignedIn> {
      const profile = await people.byEmail(email)
      const subjects = await subjectsOf(hashOfSecret(emailKey(email)), profile?.person ?? null, visit)
      const wait = failures.begin(subjects)
      if (wait > 0) return refused({ refusal: 'too-many-failures', wait })
      const stored = profile === null ? null : await credentials.passwordOf(profile.person)
      const verified = await hashing.verify(password, stored?.hash ?? null)
      if (verified === null) {
        failures.takeBack(subjects)
        return refused({ refusal: 'busy', wait: 1_000 })
      }
      if (!verified.fits || profile === null || stored === null || profile.disabledAt !== null) {
        await failed(profile, email, visit.address)
        return refused({ refusal: 'wrong-credentials' })
      }
      failures.forgive(subjects)
      const { person } = profile
      if (verified.isOld) await renewHash(person, password, stored.hash)
      if ((await credentials.totpOf(person)) === null) {
        return accepted({ state: 'signed-in', cookies: await entrance.enter(person, visit, 'password') })
      }
      const secret = await pending.beginWithCookie('second-factor', person, '')
      return accepted({ state: 'second-factor', cookies: [waiting.set(secret, ACCOUNT_LIMITS.pending / 1_000)] })
    },

    async withSecondFactor(factor: SecondFactor, visit: Visit): Answered<SignedIn> {
      const cookie = waiting.read(visit.cookies)
      const begun = cookie === null ? null : await pending.find('second-factor', { cookie })
      const profile = begun?.person ? await people.find(begun.person) : null
      if (begun === null || profile === null || profile.disabledAt !== null) return refused({ refusal: 'start-again' })
      if (begun.failures >= ACCOUNT_LIMITS.codesPerSignIn) return refused({ refusal: 'start-again' })
      const { person } = profile
      const subjects = await subjectsOf(`${person} code`, person, visit)
      const wait = failures.begin(subjects)
      if (wait > 0) return refused({ refusal: 'too-many-failures', wait })
      if (!(await second({ ...begun, person }, factor, visit))) {
        await pending.countFailure(begun)
        await log.write({ what: 'second-factor-failed', by: null, about: person, from: visit.address })
        return refused({ refusal: 'wrong-code' })
      }
      failures.forgive(subjects)
      const how = factor.kind === 'code' ? 'password and code' : 'password and recovery code'
      return accepted({
        state: 'signed-in',
        cookies: [waiting.blank, ...(await entrance.enter(person, visit, how))],
      })
    },

    async beginWithPasskey(): Promise<{ readonly options: object; readonly cookies: Cookies }> {
      const { options, challenge: text } = await parts.passkeys.signInOptions()
      const secret = await pending.beginWithCookie('passkey-sign-in', null, text)
      return { options, cookies: [challenge.set(secret, ACCOUNT_LIMITS.pending / 1_000)] }
    },

    /** A passkey that has verified its user is both factors: something one has, and a finger or a PIN. */
    async withPasskey(passkey: Parameters<Passkeys['verify']>[0], visit: Visit): Answered<SignedIn> {
      const cookie = challenge.read(visit.cookies)
      const begun = cookie === null ? null : await pending.find('passkey-sign-in', { cookie })
      // Used up before it is looked at: a challenge is answered once, rightly or not.
      if (begun === null || !(await together([pending.use(begun)]))) return refused({ refusal: 'start-again' })
      const person = await parts.passkeys.verify(passkey, begun.content)
      const profile = person === null ? null : await people.find(person)
      if (profile === null || profile.disabledAt !== null) {
        await log.write({ what: 'sign-in-failed', by: null, about: person, from: visit.address, detail: 'passkey' })
        return refused({ refusal: 'wrong-credentials' })
      }
      const cookies = await entrance.enter(profile.person, visit, 'passkey')
      return accepted({ state: 'signed-in', cookies: [challenge.blank, ...cookies] })
    },

    async beginConfirmation(session: Session): Answered<object> {
      const { options, challenge: text } = await parts.passkeys.confirmationOptions(session.person.id)
      await pending.beginInSession(session.id, 'passkey-confirmation', session.person.id, text)
      return accepted(options)
    },

    /** Who is signed in shows once more that it is them. */
    async confirm(session: Session, confirmation: Confirmation, visit: Visit): Answered<null> {
      const { person } = session
      if (person.demo) return refused({ refusal: 'demo-account' })
      const subjects: readonly Subject[] = [{ kind: 'account', id: `${person.id} confirmation` }]
      const wait = failures.begin(subjects)
      if (wait > 0) return refused({ refusal: 'too-many-failures', wait })
      const isThem = await shows(session, confirmation)
      if (isThem === null) {
        failures.takeBack(subjects)
        return refused({ refusal: 'busy', wait: 1_000 })
      }
      if (!isThem) {
        await log.write({ what: 'confirmation-failed', by: person.id, about: person.id, from: visit.address })
        return refused({ refusal: confirmation.kind === 'code' ? 'wrong-code' : 'wrong-credentials' })
      }
      failures.forgive(subjects)
      await sessions.confirm(session.id)
      return accepted(null)
    },
  }

  /** Null: too many are being computed to look at a password. */
  async function shows({ id, person }: Session, confirmation: Confirmation): Promise<boolean | null> {
    switch (confirmation.kind) {
      case 'password': {
        const stored = await credentials.passwordOf(person.id)
        return (await hashing.verify(confirmation.password, stored?.hash ?? null))?.fits ?? null
      }
      case 'code':
        return usesFactor(person.id, confirmation, [])
      case 'passkey': {
        const begun = await pending.find('passkey-confirmation', { session: id })
        if (begun === null || !(await together([pending.use(begun)]))) return false
        return (await parts.passkeys.verify(confirmation.passkey, begun.content)) === person.id
      }
    }
  }
}
