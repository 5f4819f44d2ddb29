/**
 * The address of one's own account.
 *
 * Where this server sends mail, an address counts as somebody's own once they opened a link that was sent to it: a change waits
 * for that, and letters that let somebody in go to no other. Whether somebody else has the wanted address is told to its owner
 * alone, by a letter. Where no mail is sent, a change holds at once, and nobody checks it.
 */
import { accepted, refused, type PersonId } from '@tandem/rules'
import type { Session } from '../auth/sessions.ts'
import { ACCOUNT_LIMITS } from '../limits.ts'
import type { Mailbox } from '../mail/outbox.ts'
import type { AddressLinks } from './address-links.ts'
import { addressLinkLetter, addressWantedLetter, emailChangedLetter } from './letters.ts'
import type { PasswordReset } from './password-reset.ts'
import type { People, Profile } from './people.ts'
import type { AccountPorts, Answered, Refused } from './ports.ts'
import type { SecurityLog } from './security-log.ts'

export type OwnAddress = ReturnType<typeof ownAddress>

type OwnAddressParts = Pick<AccountPorts, 'together' | 'addresses' | 'mailbox'> & {
  readonly people: People
  readonly links: AddressLinks
  readonly reset: PasswordReset
  readonly log: SecurityLog
}

const TOO_MANY = { refusal: 'too-many' } as const satisfies Refused
const LINK_OVER = { refusal: 'link-over' } as const satisfies Refused

export function ownAddress({ together, addresses, mailbox, people, links, reset, log }: OwnAddressParts) {
  const { host } = addresses.publicUrl

  const isRarer = (what: 'email-changed' | 'address-link-sent', person: PersonId) =>
    log.isRarer(what, person, ACCOUNT_LIMITS.emailChangesPerDay)

  /** @returns whether a letter goes out: only so many a day do. */
  const mailLink = async (mail: Mailbox, person: PersonId, email: string, from: string): Promise<boolean> => {
    const owner = await people.byEmail(email)
    const { link, until, making } = links.make(person, email, isRarer('address-link-sent', person))
    const isOthers = owner !== null && owner.person !== person
    const letter = isOthers ? addressWantedLetter(owner.email, host) : addressLinkLetter(email, host, link, until)
    const entry = log.entry({ what: 'address-link-sent', by: person, about: person, from })
    return together([making, mail.writing(letter), entry])
  }

  const changeAtOnce = async ({ person }: Profile, email: string, from: string): Answered<null> => {
    const isDone = await together([
      people.newEmail(person, email, isRarer('email-changed', person)),
      log.entry({ what: 'email-changed', by: person, about: person, from }),
    ])
    if (isDone) return accepted(null)
    const owner = await people.byEmail(email)
    return refused(owner === null || owner.person === person ? TOO_MANY : { refusal: 'email-taken' })
  }

  return {
    async change(session: Session, email: string, from: string): Answered<null> {
      const profile = await people.find(session.person.id)
      if (profile === null) return refused({ refusal: 'demo-account' })
      if (mailbox === null) return changeAtOnce(profile, email, from)
      return (await mailLink(mailbox, profile.person, email, from)) ? accepted(null) : refused(TOO_MANY)
    },

    /** For an account that was made without a letter: the first one, or by an invitation. */
    async greet(person: PersonId, email: string, from: string): Promise<void> {
      if (mailbox !== null) await mailLink(mailbox, person, email, from)
    },

    async sendAgain(session: Session, from: string): Answered<null> {
      const profile = await people.find(session.person.id)
      if (profile === null) return refused({ refusal: 'demo-account' })
      if (mailbox === null) return refused({ refusal: 'no-mail' })
      if (profile.verifiedAt !== null) return refused({ refusal: 'no-change' })
      return (await mailLink(mailbox, profile.person, profile.email, from)) ? accepted(null) : refused(TOO_MANY)
    },

    /** Somebody else's link is answered like one that is over. */
    async verify(session: Session, token: string, from: string): Answered<null> {
      const [profile, link] = [await people.find(session.person.id), await links.find(token)]
      if (profile === null || link?.person !== profile.person) return refused(LINK_OVER)
      const { person, email: before } = profile
      const isNew = link.email !== before
      const told = isNew && mailbox !== null ? [mailbox.writing(emailChangedLetter(before, host))] : []
      const isDone = await together([
        links.using(link),
        people.verifiedEmail(person, link.email),
        // A link on its way to the old address must not open the account.
        ...(isNew ? [reset.removing(person)] : []),
        ...told,
        log.entry({ what: isNew ? 'email-changed' : 'email-verified', by: person, about: person, from }),
      ])
      return isDone ? accepted(null) : refused(LINK_OVER)
    },
  }
}
