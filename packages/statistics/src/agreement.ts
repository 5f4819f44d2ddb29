/**
 * Agreement of two raters over categories.
 *
 * With p_ij the share of units that rater 1 put into category i and rater 2 into j, p_i. and p_.j the margins, and
 * w_ij the weight of a pair (1 on the diagonal):
 *
 *   observed  po = Σ w_ij p_ij           expected  pe = Σ w_ij p_i. p_.j
 *   kappa     κ  = (po - pe) / (1 - pe)                                      Cohen 1960, 1968
 *   weights   linear 1 - |i-j|/(k-1), quadratic 1 - (i-j)²/(k-1)²
 *   variance  { Σ p_ij [w_ij - (w̄_i. + w̄_.j)(1-κ)]² - [κ - pe(1-κ)]² } / { n (1-pe)² }
 *             with w̄_i. = Σ_j w_ij p_.j and w̄_.j = Σ_i w_ij p_i.              Fleiss, Cohen & Everitt 1969
 *   null var. { Σ p_i. p_.j [w_ij - (w̄_i. + w̄_.j)]² - pe² } / { n (1-pe)² }  for a z test only
 *   PABAK     (k·po - 1)/(k - 1), po unweighted                              Byrt, Bishop & Carlin 1993
 *   AC1       (po - pe')/(1 - pe'), pe' = Σ π_c(1-π_c)/(k-1), π_c the mean margin    Gwet 2008
 *   percent   100·Σ p_ii with the interval of Wilson 1927
 *
 * The categories are the declared ones, not those that happen to occur: they set k and the weights.
 *
 * Counts and weight numerators are whole numbers, so κ = 0 (one rater constant) and κ = 1 (no difference) come out
 * exactly and not as 1e-17. Other programs differ in the variance: R's psych prints a smaller weighted one, epiR
 * builds its interval from the null variance, irrCAC uses t. So name the method beside the number.
 */

/** The 97.5 % point of the standard normal distribution. */
const Z = 1.959963984540054

export type Weights = 'none' | 'linear' | 'quadratic'

export type AgreementTable = {
  readonly categories: readonly string[]
  /** Units by category of rater 1 (row) and rater 2 (column). */
  readonly counts: readonly (readonly number[])[]
  /** Units that lack a rating, in one rater or both. They are in no other number. */
  readonly leftOut: number
}

export type Agreement = {
  /** Units rated by both. */
  readonly n: number
  /** Share of equal ratings in percent, with its 95 % interval; null without units. */
  readonly percent: Interval | null
  readonly kappa: Kappa | NoKappa
  /** Prevalence- and bias-adjusted kappa; null without units or with fewer than two categories. */
  readonly pabak: number | null
  /** Gwet's AC1; null as `pabak`. */
  readonly ac1: number | null
}

export type Interval = { readonly value: number; readonly low: number; readonly high: number }

export type Kappa = {
  readonly value: number
  /**
   * Large-sample standard error. It is 0 at perfect agreement and where one rater is constant: the method knows no
   * uncertainty there, which is a limit of the method and no certainty.
   */
  readonly standardError: number
  /** 95 % interval, never clipped: it may leave -1 to 1. Clip for display only. */
  readonly low: number
  readonly high: number
  /** Standard error under no agreement beyond chance; for a test, never for an interval. */
  readonly nullStandardError: number
  readonly observed: number
  readonly expected: number
}

/** `no-variation`: both raters used one and the same category only, so chance alone explains everything. */
export type NoKappa = { readonly value: null; readonly reason: 'no-ratings' | 'no-variation' }

/**
 * Counts pairs of ratings into a table.
 *
 * @param pairs the ratings of rater 1 and rater 2 of one unit each; null is a missing rating.
 * @throws RangeError for a rating that is no declared category, or for a category declared twice.
 */
export function agreementTable(
  categories: readonly string[],
  pairs: readonly (readonly [string | null, string | null])[],
): AgreementTable {
  const places = new Map(categories.map((category, place) => [category, place]))
  if (places.size !== categories.length) throw new RangeError('a category is declared twice')
  const counts = categories.map(() => categories.map(() => 0))
  let leftOut = 0
  for (const [first, second] of pairs) {
    if (first === null || second === null) leftOut += 1
    else add(counts, placeOf(places, first), placeOf(places, second))
  }
  return { categories, counts, leftOut }
}

function placeOf(places: ReadonlyMap<string, number>, rating: string): number {
  const place = places.get(rating)
  if (place === undefined) throw new RangeError(`"${rating}" is not among the declared categories`)
  return place
}

function add(counts: number[][], row: number, column: number): void {
  const line = counts[row]
  if (line !== undefined) line[column] = (line[column] ?? 0) + 1
}

/**
 * @param counts a square table of whole numbers, one row and one column per declared category, in their order.
 * @param weights how a near miss counts in kappa; percent, PABAK and AC1 are never weighted.
 * @throws RangeError for a table that is not square or holds anything but whole numbers from 0.
 */
export function agreement(counts: readonly (readonly number[])[], weights: Weights = 'none'): Agreement {
  const k = counts.length
  if (!counts.every((row) => row.length === k && row.every((count) => Number.isSafeInteger(count) && count >= 0))) {
    throw new RangeError('a table of agreement is square and holds whole numbers from 0')
  }
  const rows = counts.map((row) => sum(row))
  const columns = counts.map((_, j) => sum(counts.map((row) => row[j] ?? 0)))
  const n = sum(rows)
  if (n === 0) {
    return { n, percent: null, kappa: { value: null, reason: 'no-ratings' }, pabak: null, ac1: null }
  }
  const equal = sum(counts.map((row, i) => row[i] ?? 0))
  const isConstant = rows.some((row, i) => row === n && columns[i] === n)
  return {
    n,
    percent: wilson(equal, n),
    kappa: isConstant
      ? { value: null, reason: 'no-variation' }
      : kappaOf(counts, rows, columns, n, weightsFor(weights, k)),
    pabak: k < 2 ? null : (k * (equal / n) - 1) / (k - 1),
    ac1: k < 2 ? null : gwet(equal, n, rows, columns),
  }
}

/** Weights as whole numbers over a common denominator. */
type WeightTable = { readonly of: (i: number, j: number) => number; readonly denominator: number }

function weightsFor(weights: Weights, k: number): WeightTable {
  switch (weights) {
    case 'none':
      return { of: (i, j) => (i === j ? 1 : 0), denominator: 1 }
    case 'linear':
      return { of: (i, j) => k - 1 - Math.abs(i - j), denominator: k - 1 }
    case 'quadratic':
      return { of: (i, j) => (k - 1) ** 2 - (i - j) ** 2, denominator: (k - 1) ** 2 }
  }
}

function kappaOf(
  counts: readonly (readonly number[])[],
  rows: readonly number[],
  columns: readonly number[],
  n: number,
  weights: WeightTable,
): Kappa {
  const { of: weight, denominator } = weights
  // Whole numbers: `observed` counts n times over, `expected` n² times, both times the weights' denominator.
  const observed = sum(counts.map((row, i) => sum(row.map((count, j) => weight(i, j) * count))))
  const expected = sum(rows.map((row, i) => sum(columns.map((column, j) => weight(i, j) * row * column))))
  const all = denominator * n * n
  const value = (n * observed - expected) / (all - expected)
  const pe = expected / all
  const spread = spreadOver(rows, columns, n, weights)
  const share = (i: number, j: number) => (counts[i]?.[j] ?? 0) / n
  const shareByChance = (i: number, j: number) => ((rows[i] ?? 0) * (columns[j] ?? 0)) / (n * n)
  const standardError = isDegenerate(rows, columns, n)
    ? 0
    : Math.sqrt(spread(share, value, value - pe * (1 - value)) / n) / (1 - pe)
  return {
    value,
    standardError,
    low: value - Z * standardError,
    high: value + Z * standardError,
    nullStandardError: Math.sqrt(spread(shareByChance, 0, -pe) / n) / (1 - pe),
    observed: observed / (denominator * n),
    expected: pe,
  }
}

/**
 * Σ share_ij [w_ij - (w̄_i. + w̄_.j)(1-κ) - mean]²: the braces of the variance as a mean square around their own mean.
 * It is the same number as in the formula above, where the difference of two nearly equal terms could come out below 0.
 */
function spreadOver(rows: readonly number[], columns: readonly number[], n: number, weights: WeightTable) {
  const { of: weight, denominator } = weights
  const rowMeans = rows.map((_, i) => sum(columns.map((column, j) => weight(i, j) * column)) / (denominator * n))
  const columnMeans = columns.map((_, j) => sum(rows.map((row, i) => weight(i, j) * row)) / (denominator * n))
  return (shareOf: (i: number, j: number) => number, kappa: number, mean: number): number =>
    sum(
      rowMeans.flatMap((rowMean, i) =>
        columnMeans.map((columnMean, j) => {
          const influence = weight(i, j) / denominator - (rowMean + columnMean) * (1 - kappa)
          return shareOf(i, j) * (influence - mean) ** 2
        }),
      ),
    )
}

/** One rater used one category only: the formula gives 0, floating point would give a tiny number instead. */
function isDegenerate(rows: readonly number[], columns: readonly number[], n: number): boolean {
  return rows.includes(n) || columns.includes(n)
}

function gwet(equal: number, n: number, rows: readonly number[], columns: readonly number[]): number {
  const means = rows.map((row, i) => (row + (columns[i] ?? 0)) / (2 * n))
  const expected = sum(means.map((mean) => mean * (1 - mean))) / (rows.length - 1)
  return (equal / n - expected) / (1 - expected)
}

function wilson(equal: number, n: number): Interval {
  const share = equal / n
  const square = Z * Z
  const middle = share + square / (2 * n)
  const half = Z * Math.sqrt((share * (1 - share)) / n + square / (4 * n * n))
  const stretch = 1 + square / n
  return {
    value: 100 * share,
    // At the ends the interval ends there exactly; floating point would miss it by 1e-15.
    low: equal === 0 ? 0 : (100 * (middle - half)) / stretch,
    high: equal === n ? 100 : (100 * (middle + half)) / stretch,
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
