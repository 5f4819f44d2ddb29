/** What the command line does with accounts: the same as an administrator in the browser, by the same functions. */
import { accepted, refused, type Json, type PersonId, type Result } from '@tandem/rules'
import type { Accounts } from '../accounts/accounts.ts'
import type { Acting } from '../accounts/administration.ts'
import type { Refused } from '../accounts/ports.ts'
import type { PeopleAsked } from './command-line.ts'

type Doing = Pick<Accounts, 'people' | 'invitations' | 'administration'>

/** In the security log, where a network address stands else. */
const FROM = 'command line'

/** Who may use the folder of the data is not known by name. */
const ACTING: Acting = { by: null, from: FROM }

/** The reason that stands in the log: nobody is asked how they know who has lost a factor. */
const BY_MACHINE = 'by whoever runs the machine'

export async function answerAboutPeople(accounts: Doing, asked: PeopleAsked): Promise<Result<Json, string>> {
  if (asked.what === 'list-users') return accepted((await accounts.administration.list()).accounts as unknown as Json)
  return asked.what === 'invite' ? invite(accounts, asked.email) : change(accounts, asked)
}

/** An invitation says who invites, so it goes out in an administrator's name. */
async function invite({ people, invitations }: Doing, email: string | null): Promise<Result<Json, string>> {
  const administrator = (await people.all()).find((each) => each.administrator && each.disabledAt === null)
  if (administrator === undefined) return refused(NOBODY_YET)
  const made = await invitations.make({ by: administrator.person, from: FROM, email, review: null })
  if (!made.ok) return refused(sentenceFor(made.reason))
  const { link, isMailed } = made.value
  return accepted({ link, isMailed })
}

const NOBODY_YET = 'Nobody administrates this server yet. Start it, and open the link that it prints.'

type Change = Extract<
  PeopleAsked,
  { readonly what: 'reset-link' | 'set-disabled' | 'set-administrator' | 'second-factor-off' }
>

async function change({ people, administration }: Doing, asked: Change): Promise<Result<Json, string>> {
  const person = (await people.byEmail(asked.email))?.person
  if (person === undefined) return refused(`Nobody has an account with the address ${asked.email}.`)
  const done = await carryOut(administration, person, asked)
  if (done !== null && !done.ok) return refused(sentenceFor(done.reason))
  return accepted(done?.value ?? { email: asked.email })
}

/** The value is what there is to tell; null: nothing but that it is done. */
async function carryOut(
  administration: Doing['administration'],
  person: PersonId,
  asked: Change,
): Promise<Result<Json, Refused> | null> {
  switch (asked.what) {
    case 'reset-link':
      return accepted((await administration.resetLink(person, ACTING)) as unknown as Json)
    case 'set-disabled':
      return administration.setDisabled(person, asked.disabled, ACTING)
    case 'set-administrator':
      return administration.setAdministrator(person, asked.administrator, ACTING)
    case 'second-factor-off':
      return administration.removeSecondFactor(person, BY_MACHINE, ACTING)
  }
}

function sentenceFor({ refusal, sentence }: Refused): string {
  return sentence ?? SENTENCES[refusal] ?? `The server refused it (${refusal}).`
}

const SENTENCES: Partial<Readonly<Record<Refused['refusal'], string>>> = {
  'no-change': 'It is so already.',
  'last-administrator': 'Nobody else administrates this server. Make somebody else an administrator first.',
  'too-many': 'Too many invitations for one day.',
}
