/**
 * Accounts that people make by themselves, where an administrator has opened registration.
 *
 * Where this server sends mail, it begins with a letter: name and password are asked for by whoever opens its link. So nobody
 * makes an account for an address that is not theirs, nobody puts a password of their own into an account that its owner then
 * confirms, and nobody learns whether an address has one: the answer goes out first, the work is done after it, and who has an
 * account gets a letter that says so.
 */
import { accepted, refused } from '@tandem/rules'
import type { AddressLook } from '@tandem/wire'
import { ACCOUNT_LIMITS } from '../limits.ts'
import type { TogetherStatement } from '../store/session-tables.ts'
import type { AddressLinks } from './address-links.ts'
import type { Entrance } from './entrance.ts'
import { alreadyHereLetter, registrationLetter } from './letters.ts'
import type { NewAccount, NewAccounts } from './new-account.ts'
import { minimumPassword } from './password-rules.ts'
import type { People } from './people.ts'
import type { AccountPorts, Answered, Cookies, Refused, Visit } from './ports.ts'
import { unknownAddress, type SecurityLog } from './security-log.ts'
import type { Settings } from './settings.ts'

type RegisteringParts = Pick<AccountPorts, 'together' | 'later' | 'addresses' | 'mailbox' | 'onError'> & {
  readonly people: People
  readonly newAccounts: NewAccounts
  readonly entrance: Entrance
  readonly links: AddressLinks
  readonly settings: Settings
  readonly log: SecurityLog
}

export function registering(parts: RegisteringParts) {
  const { together, later, addresses, mailbox, people, newAccounts, entrance, links, settings, log } = parts

  const whyClosed = async (): Promise<Refused | null> =>
    (await people.isAnybodyThere()) && (await settings.registration()) === 'open' ? null : { refusal: 'by-invitation' }

  const mailLink = async (email: string, from: string): Promise<void> => {
    if (mailbox === null) return
    const owner = await people.byEmail(email)
    const { host, origin } = addresses.publicUrl
    const { link, until, making } = links.make(null, email, links.isRarer(email, ACCOUNT_LIMITS.registrationLetters))
    const letter =
      owner === null ? registrationLetter(email, host, link, until) : alreadyHereLetter(owner.email, host, origin)
    const entry = { what: 'registration-asked', by: null, about: owner?.person ?? null, from } as const
    const detail = owner === null ? unknownAddress(email) : null
    if (await together([making, mailbox.writing(letter), log.entry({ ...entry, detail })])) return
    await log.write({ ...entry, detail: 'no letter was sent' })
  }

  const make = async (account: NewAccount, visit: Visit, isVerified: boolean, first: readonly TogetherStatement[]) => {
    const ready = await newAccounts.prepare(account, { administrator: false, isVerified })
    if (!ready.ok) return ready
    const { person, statements } = ready.value
    const entry = log.entry({ what: 'registered', by: person, about: person, from: visit.address })
    const made = await newAccounts.make([...first, ...statements, entry], account.email)
    return made.ok ? accepted(await entrance.enter(person, visit, 'registration', 'one')) : made
  }

  return {
    async ask(email: string, from: string): Answered<null> {
      if (mailbox === null) return refused({ refusal: 'no-mail' })
      const closed = await whyClosed()
      if (closed !== null) return refused(closed)
      later(0, () => void mailLink(email, from).catch((error: unknown) => parts.onError('registration', error)))
      return accepted(null)
    },

    /** At once: for a server that cannot ask an address whose it is. */
    async register(account: NewAccount, visit: Visit): Answered<Cookies> {
      const closed = await whyClosed()
      if (closed !== null) return refused(closed)
      return mailbox === null ? make(account, visit, false, []) : refused({ refusal: 'letter-first' })
    },

    async registerByLink(token: string, asked: Omit<NewAccount, 'email'>, visit: Visit): Answered<Cookies> {
      const link = await links.find(token)
      if (link === null || link.person !== null) return refused({ refusal: 'link-over' })
      const closed = await whyClosed()
      if (closed !== null) return refused(closed)
      return make({ ...asked, email: link.email }, visit, true, [links.using(link)])
    },

    async look(token: string): Answered<AddressLook> {
      const link = await links.find(token)
      if (link === null) return refused({ refusal: 'link-over' })
      const { email, person } = link
      return accepted({ email, makesAccount: person === null, minimumPassword: minimumPassword(false) })
    },
  }
}
