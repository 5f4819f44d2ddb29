/** Medians and ratios of repeated measurements. */

export type Spread = { readonly median: number; readonly least: number; readonly most: number }

/** @param share 0 to 1. Nearest rank: always a value that was measured. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** Between the middle two where the count is even. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  const half = sorted.length >> 1
  const upper = sorted[half] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2
}

export function spread(values: readonly number[]): Spread {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) }
}

/**
 * How many times as much, compared within each repetition: what a busy machine does to both at the same time cancels
 * out, which a ratio of medians would not give.
 */
export function pairedRatio(values: readonly number[], baseline: readonly number[]): Spread | null {
  const ratios = values.flatMap((value, repetition) => {
    const base = baseline[repetition]
    return base === undefined || base === 0 ? [] : [value / base]
  })
  return ratios.length === 0 ? null : spread(ratios)
}
