/**
 * How accounts come into being: the first one with the code from the console, all others by registration where it is open,
 * or by an invitation. There is no default account and no default password.
 */
import { accepted, refused, type PersonId } from '@tandem/rules'
import { hashOfSecret, newSecret } from '../auth/secret.ts'
import { ACCOUNT_LIMITS } from '../limits.ts'
import type { TogetherStatement } from '../store/session-tables.ts'
import type { Credentials } from './credentials.ts'
import type { Entrance } from './entrance.ts'
import type { Invitations, OpenInvitation } from './invitations.ts'
import { passwordFault } from './password-rules.ts'
import type { People } from './people.ts'
import type { AccountPorts, Answered, Cookies, Visit } from './ports.ts'
import type { SecurityLog } from './security-log.ts'
import type { Settings } from './settings.ts'

export type NewAccount = { readonly name: string; readonly email: string; readonly password: string }

type JoiningParts = Pick<AccountPorts, 'together' | 'random' | 'hashing' | 'addresses' | 'reviews'> & {
  readonly people: People
  readonly credentials: Credentials
  readonly entrance: Entrance
  readonly invitations: Invitations
  readonly settings: Settings
  readonly log: SecurityLog
}

const ID_BYTES = 16
const HUES = 8

export function joiningAccounts(parts: JoiningParts) {
  const { together, random, hashing, addresses, people, credentials, entrance, invitations, settings, log } = parts

  /** All that a new account is made of, or why it cannot be. */
  const prepared = async (account: NewAccount, administrator: boolean) => {
    const { name, email, password } = account
    const words = [name, email, addresses.publicUrl.hostname]
    const fault = passwordFault(password, { words, hasSecondFactor: false })
    if (fault !== null) return refused({ refusal: 'weak-password', sentence: fault } as const)
    if ((await people.byEmail(email)) !== null) return refused({ refusal: 'email-taken' } as const)
    const hash = await hashing.hash(password)
    if (hash === null) return refused({ refusal: 'busy', wait: 1_000 } as const)
    const person = newSecret(random, ID_BYTES) as PersonId
    const hue = 1 + ((random(1)[0] ?? 0) % HUES)
    const statements = people.insertion({ person, name, hue, email, administrator })
    return accepted({ person, statements: [...statements, credentials.settingPassword(person, password, hash)] })
  }

  /** The address may have been taken since it was looked at, and the link since it was found. */
  const made = async (statements: readonly TogetherStatement[], email: string): Answered<null> => {
    if (await together(statements)) return accepted(null)
    return refused({ refusal: (await people.byEmail(email)) === null ? 'link-over' : 'email-taken' })
  }

  return {
    /** @returns a code that makes the first account, in place of earlier ones; null if there is an account. */
    async newSetupCode(): Promise<string | null> {
      if (await people.isAnybodyThere()) {
        if (await settings.hasSetupCode()) await together([settings.removingSetupCode()])
        return null
      }
      const code = newSecret(random, ACCOUNT_LIMITS.setupBytes)
      await together([settings.settingSetupCode(hashOfSecret(code))])
      return code
    },

    async setUp(code: string, account: NewAccount, visit: Visit): Answered<Cookies> {
      if (await people.isAnybodyThere()) return refused({ refusal: 'already-set-up' })
      const ready = await prepared(account, true)
      if (!ready.ok) return ready
      const { person, statements } = ready.value
      const entry = log.entry({ what: 'server-set-up', by: person, about: person, from: visit.address })
      const outcome = await made([settings.usingSetupCode(hashOfSecret(code)), ...statements, entry], account.email)
      return outcome.ok ? accepted(await entrance.enter(person, visit, 'set-up', 'one')) : outcome
    },

    async register(account: NewAccount, visit: Visit): Answered<Cookies> {
      if (!(await people.isAnybodyThere()) || (await settings.registration()) !== 'open') {
        return refused({ refusal: 'by-invitation' })
      }
      const ready = await prepared(account, false)
      if (!ready.ok) return ready
      const { person, statements } = ready.value
      const entry = log.entry({ what: 'registered', by: person, about: person, from: visit.address })
      const outcome = await made([...statements, entry], account.email)
      return outcome.ok ? accepted(await entrance.enter(person, visit, 'registration', 'one')) : outcome
    },

    async registerInvited(token: string, account: NewAccount, visit: Visit) {
      const invitation = await invitations.find(token, null)
      if (invitation === null) return refused({ refusal: 'link-over' } as const)
      if (!invitations.isFor(invitation, account.email)) return refused({ refusal: 'for-another-address' } as const)
      const ready = await prepared(account, false)
      if (!ready.ok) return ready
      const { person, statements } = ready.value
      const from = visit.address
      const outcome = await made(
        [
          // First the account: the invitation refers to it.
          ...statements,
          invitations.using(invitation, person),
          log.entry({ what: 'registered', by: person, about: person, from, detail: 'by invitation' }),
          log.entry({ what: 'invitation-accepted', by: person, about: person, from }),
        ],
        account.email,
      )
      if (!outcome.ok) return outcome
      const review = await letIn(invitation, person, account.name)
      return accepted({ review, cookies: await entrance.enter(person, visit, 'registration', 'one') })
    },

    /** With an account that is there already. */
    async accept(token: string, person: PersonId, name: string, from: string) {
      const invitation = await invitations.find(token, person)
      if (invitation === null) return refused({ refusal: 'link-over' } as const)
      const profile = await people.find(person)
      if (profile === null) return refused({ refusal: 'demo-account' } as const)
      if (!invitations.isFor(invitation, profile.email)) return refused({ refusal: 'for-another-address' } as const)
      const entry = log.entry({ what: 'invitation-accepted', by: person, about: person, from })
      if (!invitation.isUsed && !(await together([invitations.using(invitation, person), entry]))) {
        return refused({ refusal: 'link-over' } as const)
      }
      const review = await letIn(invitation, person, name)
      return invitation.review !== null && review === null
        ? refused({ refusal: 'link-over' } as const)
        : accepted({ review })
    },
  }

  /** Only a review can say whether it lets them in by this; a member who opens somebody else's link has not used it. */
  async function letIn(invitation: OpenInvitation, person: PersonId, name: string) {
    const { review, roles, id } = invitation
    if (review === null) return null
    const outcome = await parts.reviews.join({ review, invitation: id, roles, person, name })
    if (outcome !== 'joined') await invitations.giveBack(invitation, person)
    return outcome === 'refused' ? null : review
  }
}
