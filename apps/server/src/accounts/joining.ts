/**
 * Accounts that somebody asked for: the first one with the code from the console, and those that are invited. There is no
 * default account and no default password.
 */
import { accepted, refused, type PersonId } from '@tandem/rules'
import { hashOfSecret, newSecret } from '../auth/secret.ts'
import { ACCOUNT_LIMITS } from '../limits.ts'
import type { Entrance } from './entrance.ts'
import type { Invitations, OpenInvitation } from './invitations.ts'
import type { NewAccount, NewAccounts } from './new-account.ts'
import type { OwnAddress } from './own-address.ts'
import type { People } from './people.ts'
import type { AccountPorts, Answered, Cookies, Visit } from './ports.ts'
import type { SecurityLog } from './security-log.ts'
import type { Settings } from './settings.ts'

type JoiningParts = Pick<AccountPorts, 'together' | 'random' | 'reviews'> & {
  readonly people: People
  readonly newAccounts: NewAccounts
  readonly ownAddress: OwnAddress
  readonly entrance: Entrance
  readonly invitations: Invitations
  readonly settings: Settings
  readonly log: SecurityLog
}

export function joiningAccounts(parts: JoiningParts) {
  const { together, random, people, newAccounts, ownAddress, entrance, invitations, settings, log } = parts

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
      const ready = await newAccounts.prepare(account, { administrator: true, isVerified: false })
      if (!ready.ok) return ready
      const { person, statements } = ready.value
      const entry = log.entry({ what: 'server-set-up', by: person, about: person, from: visit.address })
      const { email } = account
      const made = await newAccounts.make([settings.usingSetupCode(hashOfSecret(code)), ...statements, entry], email)
      if (!made.ok) return made
      await ownAddress.greet(person, email, visit.address)
      return accepted(await entrance.enter(person, visit, 'set-up', 'one'))
    },

    async registerInvited(token: string, account: NewAccount, visit: Visit) {
      const invitation = await invitations.find(token, null)
      if (invitation === null) return refused({ refusal: 'link-over' } as const)
      if (!invitations.isFor(invitation, account.email)) return refused({ refusal: 'for-another-address' } as const)
      const ready = await newAccounts.prepare(account, { administrator: false, isVerified: false })
      if (!ready.ok) return ready
      const { person, statements } = ready.value
      const from = visit.address
      const made = await newAccounts.make(
        [
          // First the account: the invitation refers to it.
          ...statements,
          invitations.using(invitation, person),
          log.entry({ what: 'registered', by: person, about: person, from, detail: 'by invitation' }),
          log.entry({ what: 'invitation-accepted', by: person, about: person, from }),
        ],
        account.email,
      )
      if (!made.ok) return made
      await ownAddress.greet(person, account.email, from)
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
