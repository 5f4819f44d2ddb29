/** Who is signed in shows once more that it is them: by the password, a code of the app, or a passkey. */
import { accepted, refused } from '@tandem/rules'
import type { Confirmation } from '@tandem/wire'
import type { Session } from '../auth/sessions.ts'
import type { Credentials } from './credentials.ts'
import type { Passkeys } from './passkeys.ts'
import type { PendingSteps } from './pending.ts'
import type { AccountPorts, Answered } from './ports.ts'
import type { UseFactor } from './second-factor.ts'
import type { SecurityLog } from './security-log.ts'
import type { Outcome, Tries } from './tries.ts'

export type ConfirmingParts = Pick<AccountPorts, 'together' | 'sessions' | 'hashing'> & {
  readonly credentials: Credentials
  readonly tries: Tries
  readonly useFactor: UseFactor
  readonly pending: PendingSteps
  readonly passkeys: Passkeys
  readonly log: SecurityLog
}

export function confirming(parts: ConfirmingParts) {
  const { together, sessions, hashing, credentials, tries, useFactor, pending, passkeys, log } = parts

  const looksRight = async ({ id, person }: Session, confirmation: Confirmation): Promise<boolean | null> => {
    switch (confirmation.kind) {
      case 'password': {
        const stored = await credentials.passwordOf(person.id)
        return (await hashing.verify(confirmation.password, stored?.hash ?? null))?.fits ?? null
      }
      case 'code':
        return useFactor(person.id, confirmation, [])
      case 'passkey': {
        const begun = await pending.find('passkey-confirmation', { session: id })
        if (begun === null || !(await together([pending.use(begun)]))) return false
        return (await passkeys.verify(confirmation.passkey, begun.content)) === person.id
      }
    }
  }

  const look = async (session: Session, confirmation: Confirmation): Promise<Outcome> => {
    const isRight = await looksRight(session, confirmation)
    return isRight === null ? 'busy' : isRight ? 'right' : 'wrong'
  }

  return {
    async begin({ id, person }: Session): Answered<object> {
      const { options, challenge } = await passkeys.confirmationOptions(person.id)
      await pending.beginInSession(id, 'passkey-confirmation', person.id, challenge)
      return accepted(options)
    },

    /** Whoever has the session already can be counted by the account alone: nobody else can use up these tries. */
    async confirm(session: Session, confirmation: Confirmation, from: string): Answered<null> {
      const { id } = session.person
      if (session.person.demo) return refused({ refusal: 'demo-account' })
      const subjects = [{ kind: 'account', id: `${id} confirmation` }] as const
      const tried = await tries.count(subjects, () => look(session, confirmation))
      if (typeof tried === 'object') return refused(tried)
      if (tried === 'wrong') {
        await log.write({ what: 'confirmation-failed', by: id, about: id, from })
        return refused({ refusal: confirmation.kind === 'code' ? 'wrong-code' : 'wrong-credentials' })
      }
      // What is asked for here beside the password is the second factor.
      await sessions.confirm(session.id, confirmation.kind === 'password' ? 'one' : 'both')
      return accepted(null)
    },
  }
}
