/** Numbers that look random and are the same for the same seed (mulberry32). */
export type Random = {
  /** From 0 up to, not including, 1. */
  readonly fraction: () => number
  /** From 0 up to, not including, `below`. */
  readonly below: (below: number) => number
  /** A Yjs client id: 32 bits, never one of the low ids that a server may keep for itself. */
  readonly clientId: () => number
}

export function randomOf(seed: number): Random {
  let state = seed >>> 0
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(fraction() * limit)
  return { fraction, below, clientId: () => 1_000 + below(2 ** 32 - 1_000) }
}
