/**
 * One try at a secret: counted before it is made, forgiven if it was right, taken back if nobody could look at it. Every way in
 * that can be guessed at goes through here.
 */
import type { PersonId } from '@tandem/rules'
import { hashOfSecret } from '../auth/secret.ts'
import { networkOf } from '../http/newcomers.ts'
import type { Entrance } from './entrance.ts'
import type { Failures, Subject } from './failures.ts'
import type { Refused, Visit } from './ports.ts'

export type Outcome = 'right' | 'wrong' | 'busy'

export type Tries = ReturnType<typeof tries>

/** Milliseconds until somebody who was turned away for too many others may come again. */
const MOMENT = 1_000

export function tries({ failures, entrance }: { readonly failures: Failures; readonly entrance: Entrance }) {
  return {
    /** @returns what came of it, or why it was not made. */
    async count(subjects: readonly Subject[], attempt: () => Promise<Outcome>): Promise<'right' | 'wrong' | Refused> {
      const wait = failures.begin(subjects)
      if (wait > 0) return { refusal: 'too-many-failures', wait }
      const outcome = await attempt()
      if (outcome === 'right') failures.forgive(subjects)
      if (outcome !== 'busy') return outcome
      failures.takeBack(subjects)
      return { refusal: 'busy', wait: MOMENT }
    },

    /**
     * By what tries are counted: what was named and the network address; for a device that has signed in to this account
     * before, the device alone, so that nobody can lock the owner out.
     */
    async subjectsOf(name: string, person: PersonId | null, visit: Visit): Promise<readonly Subject[]> {
      const known = person === null ? null : await entrance.isKnownDevice(person, visit.cookies)
      if (known !== null) return [{ kind: 'device', id: `${person} ${hashOfSecret(known)}` }]
      return [
        { kind: 'account', id: name },
        { kind: 'address', id: networkOf(visit.address) },
      ]
    },
  }
}
