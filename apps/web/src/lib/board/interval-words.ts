/** Limits of an interval of kappa, in words. */

type Limits = { readonly standardError: number; readonly low: number; readonly high: number }

/**
 * They may leave the scale; shown they do not, and there is no minus zero. Without a standard error the method knows no
 * uncertainty: that is a limit of the method, and no certainty to print.
 */
export function intervalWords({ standardError, low, high }: Limits): string {
  return standardError > 0 ? `${clip(low)} to ${clip(high)}` : 'not defined'
}

function clip(value: number): string {
  return Math.max(-1, Math.min(1, value))
    .toFixed(2)
    .replace(/^-(0\.00)$/, '$1')
}
