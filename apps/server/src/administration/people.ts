/** What the command line does with accounts: the same as an administrator in the browser, by the same functions. */
import { accepted, refused, type Json, type PersonId, type Result } from '@tandem/rules'
import type { Accounts } from '../accounts/accounts.ts'
import type { Acting } from '../accounts/administration.ts'
import type { Refused } from '../accounts/ports.ts'
import type { PeopleAsked } from './command-line.ts'

type Doing = Pick<Accounts, 'people' | 'invitations' | 'administration'>

/** In the security log, where a network address stands else. */
const FROM = 'command line'

export async function answerAboutPeople(accounts: Doing, asked: PeopleAsked): Promise<Result<Json, string>> {
  if (asked.what === 'list-users') return accepted((await accounts.administration.list()).accounts as unknown as Json)
  const acting = await actingFor(accounts)
  if (acting === null) return refused(NOBODY_YET)
  return asked.what === 'invite' ? invite(accounts, asked.email, acting) : change(accounts, asked, acting)
}

const NOBODY_YET = 'Nobody administrates this server yet. Start it, and open the link that it prints.'

/** Each act stands in the log under somebody's name. */
async function actingFor({ people }: Doing): Promise<Acting | null> {
  const administrator = (await people.all()).find((each) => each.administrator && each.disabledAt === null)
  return administrator ? { by: administrator.person, from: FROM } : null
}

async function invite(
  { invitations }: Doing,
  email: string | null,
  { by, from }: Acting,
): Promise<Result<Json, string>> {
  const made = await invitations.make({ by, from, email, review: null })
  if (!made.ok) return refused(sentenceFor(made.reason))
  const { link, isMailed } = made.value
  return accepted({ link, isMailed })
}

type Change = Extract<PeopleAsked, { readonly what: 'reset-link' | 'set-disabled' | 'set-administrator' }>

async function change({ people, administration }: Doing, asked: Change, acting: Acting): Promise<Result<Json, string>> {
  const person = (await people.byEmail(asked.email))?.person
  if (person === undefined) return refused(`Nobody has an account with the address ${asked.email}.`)
  const done = await carryOut(administration, person, asked, acting)
  if (done !== null && !done.ok) return refused(sentenceFor(done.reason))
  return accepted(done?.value ?? { email: asked.email })
}

/** The value is what there is to tell; null: nothing but that it is done. */
async function carryOut(
  administration: Doing['administration'],
  person: PersonId,
  asked: Change,
  acting: Acting,
): Promise<Result<Json, Refused> | null> {
  switch (asked.what) {
    case 'reset-link':
      return accepted((await administration.resetLink(person, acting)) as unknown as Json)
    case 'set-disabled':
      return administration.setDisabled(person, asked.disabled, acting)
    case 'set-administrator':
      return administration.setAdministrator(person, asked.administrator, acting)
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
