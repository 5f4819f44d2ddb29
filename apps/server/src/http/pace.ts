/**
 * How often one may ask: one person, or one address as long as nobody is signed in. Never by what others do: a whole
 * institution may share an address, and a budget that somebody else can use up would tell what they do.
 */
import type { Route } from '@tandem/wire'
import { ACCOUNT_LIMITS, HTTP_LIMITS } from '../limits.ts'
import { Allowance, type Rate } from '../sync/rate.ts'

export type Pace = {
  /** @returns milliseconds to wait, 0 if it may be asked now. */
  take(pace: Route['pace'], asks: { readonly person: string | null; readonly address: string }): number
}

/** @param clock milliseconds since 1970. */
export function createPace(clock: () => number): Pace {
  const requests = new Allowances(HTTP_LIMITS.requests, clock)
  const commands = new Allowances(HTTP_LIMITS.commands, clock)
  const strangers = new Allowances(ACCOUNT_LIMITS.strangers, clock)
  return {
    take(pace, { person, address }) {
      switch (pace) {
        case 'free':
          return 0
        case 'strangers':
          return person === null ? strangers.take(address) : requests.take(person)
        case 'requests':
          return requests.take(person ?? address)
        case 'commands':
          return requests.take(person ?? address) || commands.take(person ?? address)
      }
    },
  }
}

/** One allowance for each who asks. People are few; addresses may be made up, so only so many are kept. */
class Allowances {
  readonly #rate: Rate
  readonly #clock: () => number
  readonly #of = new Map<string, Allowance>()

  constructor(rate: Rate, clock: () => number) {
    this.#rate = rate
    this.#clock = clock
  }

  take(who: string): number {
    const allowance = this.#of.get(who) ?? new Allowance(this.#rate, this.#clock)
    // Behind all others, so that the first is the one that has asked least recently.
    this.#of.delete(who)
    this.#of.set(who, allowance)
    if (this.#of.size > ACCOUNT_LIMITS.strangersKnown) this.#forgetFirst()
    return allowance.take() ? 0 : Math.max(1, allowance.wait())
  }

  #forgetFirst(): void {
    for (const first of this.#of.keys()) return void this.#of.delete(first)
  }
}
