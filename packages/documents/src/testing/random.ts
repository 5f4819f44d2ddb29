/** Deterministic randomness for generated tests: the same seed gives the same run on every machine. */
export type Random = {
  /** 0 to `below` - 1. */
  readonly integer: (below: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <Value>(values: readonly Value[]) => Value
}

/** Mulberry32: 32 bits of state, good enough to vary a test and short enough to check by eye. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const integer = (below: number): number => Math.floor(next() * below)
  return {
    integer,
    chance: (probability) => next() < probability,
    pick: (values) => {
      const value = values[integer(values.length)]
      if (value === undefined) throw new Error('nothing to pick from')
      return value
    },
  }
}
