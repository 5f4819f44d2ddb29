/**
 * Signing in: with e-mail and password, then with a code where the second factor is on; or with a passkey.
 *
 * Whoever does not know the password learns nothing: the same words come after the same work whether there is such an
 * account, whether it has a password, and whether it is disabled.
 */
import { accepted, refused, type PersonId } from '@tandem/rules'
import type { PasskeyAssertion, SecondFactor } from '@tandem/wire'
import { sideCookie } from '../auth/cookies.ts'
import { hashOfSecret } from '../auth/secret.ts'
import { ACCOUNT_LIMITS } from '../limits.ts'
import type { Credentials } from './credentials.ts'
import { emailKey } from './email.ts'
import type { Entrance } from './entrance.ts'
import type { Passkeys } from './passkeys.ts'
import type { Pending, PendingSteps } from './pending.ts'
import type { People, Profile } from './people.ts'
import type { AccountPorts, Answered, Cookies, Visit } from './ports.ts'
import type { UseFactor } from './second-factor.ts'
import { unknownAddress, type SecurityLog } from './security-log.ts'
import type { Outcome, Tries } from './tries.ts'

export type SignInParts = Pick<AccountPorts, 'together' | 'hashing' | 'addresses'> & {
  readonly people: People
  readonly credentials: Credentials
  readonly entrance: Entrance
  readonly tries: Tries
  readonly useFactor: UseFactor
  readonly pending: PendingSteps
  readonly passkeys: Passkeys
  readonly log: SecurityLog
}

export type SignedIn = { readonly state: 'signed-in' | 'second-factor'; readonly cookies: Cookies }

export function signIn(parts: SignInParts) {
  const { people, credentials, entrance, tries, useFactor, pending, passkeys, log, hashing, together } = parts
  const waiting = sideCookie('sign-in', parts.addresses.isHttps)
  const challenge = sideCookie('passkey', parts.addresses.isHttps)

  /** A hash is computed in any case, of nobody's password if need be. */
  const look = async (profile: Profile | null, password: string): Promise<Outcome> => {
    const stored = profile === null ? null : await credentials.passwordOf(profile.person)
    const verified = await hashing.verify(password, stored?.hash ?? null)
    if (verified === null) return 'busy'
    if (!verified.fits || profile === null || stored === null || profile.disabledAt !== null) return 'wrong'
    if (verified.isOld) await renewHash(profile.person, password, stored.hash)
    return 'right'
  }

  /** With today's parameters, while the password is at hand. */
  const renewHash = async (person: PersonId, password: string, before: string): Promise<void> => {
    const hash = await hashing.hash(password)
    if (hash !== null) await credentials.rehash(person, before, hash)
  }

  const noteFailure = async (profile: Profile | null, email: string, from: string): Promise<void> => {
    const about = profile?.person ?? null
    const detail = about === null ? unknownAddress(email) : null
    await log.write({ what: 'sign-in-failed', by: null, about, from, detail })
  }

  /** Who has shown that they know the password goes in, or on to the second factor. */
  const goOn = async (person: PersonId, visit: Visit): Promise<SignedIn> => {
    if ((await credentials.totpOf(person)) === null) {
      return { state: 'signed-in', cookies: await entrance.enter(person, visit, 'password', 'one') }
    }
    const secret = await pending.beginWithCookie('second-factor', person, '')
    return { state: 'second-factor', cookies: [waiting.set(secret, ACCOUNT_LIMITS.pending / 1_000)] }
  }

  /** The sign-in of this browser that waits for a code. */
  const waitingIn = async ({ cookies }: Visit): Promise<(Pending & { readonly person: PersonId }) | null> => {
    const cookie = waiting.read(cookies)
    const begun = cookie === null ? null : await pending.find('second-factor', { cookie })
    if (begun?.person == null || begun.failures >= ACCOUNT_LIMITS.codesPerSignIn) return null
    const profile = await people.find(begun.person)
    return profile?.disabledAt === null ? { ...begun, person: begun.person } : null
  }

  const tryCode = async (begun: Pending & { readonly person: PersonId }, factor: SecondFactor, from: string) => {
    const { person } = begun
    const used = log.entry({ what: 'recovery-code-used', by: person, about: person, from })
    const others = factor.kind === 'recovery-code' ? [pending.use(begun), used] : [pending.use(begun)]
    return (await useFactor(person, factor, others)) ? 'right' : 'wrong'
  }

  return {
    async withPassword(email: string, password: string, visit: Visit): Answered<SignedIn> {
      const profile = await people.byEmail(email)
      const subjects = await tries.subjectsOf(hashOfSecret(emailKey(email)), profile?.person ?? null, visit)
      const tried = await tries.count(subjects, () => look(profile, password))
      if (tried === 'right' && profile !== null) return accepted(await goOn(profile.person, visit))
      if (typeof tried === 'object') return refused(tried)
      await noteFailure(profile, email, visit.address)
      return refused({ refusal: 'wrong-credentials' })
    },

    async withSecondFactor(factor: SecondFactor, visit: Visit): Answered<SignedIn> {
      const begun = await waitingIn(visit)
      if (begun === null) return refused({ refusal: 'start-again' })
      const { person } = begun
      const subjects = await tries.subjectsOf(`${person} code`, person, visit)
      const tried = await tries.count(subjects, () => tryCode(begun, factor, visit.address))
      if (typeof tried === 'object') return refused(tried)
      if (tried === 'wrong') {
        await pending.countFailure(begun)
        await log.write({ what: 'second-factor-failed', by: null, about: person, from: visit.address })
        return refused({ refusal: 'wrong-code' })
      }
      const how = factor.kind === 'code' ? 'password and code' : 'password and recovery code'
      const cookies = await entrance.enter(person, visit, how, 'both')
      return accepted({ state: 'signed-in', cookies: [waiting.blank, ...cookies] })
    },

    async beginWithPasskey(): Promise<{ readonly options: object; readonly cookies: Cookies }> {
      const { options, challenge: text } = await passkeys.signInOptions()
      const secret = await pending.beginWithCookie('passkey-sign-in', null, text)
      return { options, cookies: [challenge.set(secret, ACCOUNT_LIMITS.pending / 1_000)] }
    },

    /** A passkey that has verified its user is both factors: something one has, and a finger or a PIN. */
    async withPasskey(passkey: PasskeyAssertion, visit: Visit): Answered<SignedIn> {
      const cookie = challenge.read(visit.cookies)
      const begun = cookie === null ? null : await pending.find('passkey-sign-in', { cookie })
      // Used up before it is looked at: a challenge is answered once, rightly or not.
      if (begun === null || !(await together([pending.use(begun)]))) return refused({ refusal: 'start-again' })
      const person = await passkeys.verify(passkey, begun.content)
      const profile = person === null ? null : await people.find(person)
      if (profile?.disabledAt !== null) {
        await log.write({ what: 'sign-in-failed', by: null, about: person, from: visit.address, detail: 'passkey' })
        return refused({ refusal: 'wrong-credentials' })
      }
      const cookies = await entrance.enter(profile.person, visit, 'passkey', 'both')
      return accepted({ state: 'signed-in', cookies: [challenge.blank, ...cookies] })
    },
  }
}
