/** What a new account is made of, by whichever way somebody comes. */
import { accepted, refused, type PersonId } from '@tandem/rules'
import { newSecret } from '../auth/secret.ts'
import type { TogetherStatement } from '../store/session-tables.ts'
import type { Credentials } from './credentials.ts'
import { passwordFault } from './password-rules.ts'
import type { People } from './people.ts'
import type { AccountPorts, Answered } from './ports.ts'

export type NewAccount = { readonly name: string; readonly email: string; readonly password: string }

/** Beside what people say of themselves. `isVerified`: they have opened a link that was sent to the address. */
export type Standing = { readonly administrator: boolean; readonly isVerified: boolean }

export type NewAccounts = ReturnType<typeof newAccounts>

type NewAccountParts = Pick<AccountPorts, 'together' | 'random' | 'hashing' | 'addresses'> & {
  readonly people: People
  readonly credentials: Credentials
}

const ID_BYTES = 16
const HUES = 8

export function newAccounts({ together, random, hashing, addresses, people, credentials }: NewAccountParts) {
  return {
    /** The statements that make it, or why it cannot be. */
    async prepare({ name, email, password }: NewAccount, standing: Standing) {
      const words = [name, email, addresses.publicUrl.hostname]
      const fault = passwordFault(password, { words, hasSecondFactor: false })
      if (fault !== null) return refused({ refusal: 'weak-password', sentence: fault } as const)
      if ((await people.byEmail(email)) !== null) return refused({ refusal: 'email-taken' } as const)
      const hash = await hashing.hash(password)
      if (hash === null) return refused({ refusal: 'busy', wait: 1_000 } as const)
      const person = newSecret(random, ID_BYTES) as PersonId
      const hue = 1 + ((random(1)[0] ?? 0) % HUES)
      const statements = people.insertion({ person, name, hue, email, ...standing })
      return accepted({ person, statements: [...statements, credentials.settingPassword(person, password, hash)] })
    },

    /** The address may have been taken since it was looked at, and the link since it was found. */
    async make(statements: readonly TogetherStatement[], email: string): Answered<null> {
      if (await together(statements)) return accepted(null)
      return refused({ refusal: (await people.byEmail(email)) === null ? 'link-over' : 'email-taken' })
    },
  }
}
