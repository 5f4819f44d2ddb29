/** Studies for the tests of traps, out of numbers as reports print them. */
import type {
  ContrastField,
  EffectKind,
  Given,
  Givens,
  ResultField,
  TrapContrast,
  TrapOutcome,
  TrapResult,
  TrapStudy,
} from '../trap.ts'

type Printed<Field extends string> = Readonly<Partial<Record<Field, string>>>

const COUNTS: ReadonlySet<string> = new Set(['n', 'events', 'level', 'low', 'high', 'randomised', 'analysed', 'total'])

/** @param name the last part of the cell; whether the number is a count or rounded follows from it. */
export function given(cell: string, printed: string): Given {
  const places = printed.split('.')[1]?.length ?? 0
  const isCount = COUNTS.has(cell.slice(cell.lastIndexOf('/') + 1))
  return { cell, value: Number(printed), within: isCount ? 0 : 0.5 * 10 ** -places, printed }
}

function givens<Field extends string>(row: string, printed: Printed<Field>): Givens<Field> {
  const entries = Object.entries(printed) as [Field, string][]
  return Object.fromEntries(entries.map(([field, text]) => [field, given(`${row}/${field}`, text)])) as Givens<Field>
}

export const EMPTY_STUDY: TrapStudy = {
  arms: [],
  outcomes: [],
  totalRandomised: null,
  dates: [],
  results: [],
  contrasts: [],
}

export const study = (parts: Partial<TrapStudy>): TrapStudy => ({ ...EMPTY_STUDY, ...parts })

export const arm = (id: string, randomised: string | null, analysed: string | null = null) => ({
  id,
  label: id,
  randomised: randomised === null ? null : given(`${id}/randomised`, randomised),
  analysed: analysed === null ? null : given(`${id}/analysed`, analysed),
})

export function outcome(
  id: string,
  measure: TrapOutcome['measure'],
  rest: { scale?: readonly [string, string]; unit?: string; elsewhere?: TrapOutcome['elsewhere'] } = {},
): TrapOutcome {
  return {
    id,
    label: id,
    measure,
    low: rest.scale ? given(`${id}/low`, rest.scale[0]) : null,
    high: rest.scale ? given(`${id}/high`, rest.scale[1]) : null,
    unit: rest.unit === undefined ? null : { cell: `${id}/unit`, label: rest.unit },
    elsewhere: rest.elsewhere ?? [],
  }
}

/** @param place outcome, timepoint, arm: "pain 6 therapy". */
export function result(place: string, printed: Printed<ResultField>, of: TrapResult['of'] = 'final'): TrapResult {
  const [outcome = '', timepoint = '', arm = ''] = place.split(' ')
  return { outcome, timepoint, arm, of, given: givens(place, printed), counts: null }
}

/** @param place outcome, timepoint, arm, comparator. */
export function contrast(place: string, effect: EffectKind, printed: Printed<ContrastField>): TrapContrast {
  const [outcome = '', timepoint = '', arm = '', comparator = ''] = place.split(' ')
  return { outcome, timepoint, arm, comparator, effect, given: givens(place, printed) }
}

/** "1.19 0.92 1.55 0.14": estimate, bounds of its 95 % interval and, where it is known, p. */
export function effect(place: string, kind: EffectKind, printed: string): TrapContrast {
  const [estimate = '', low = '', high = '', p] = printed.split(' ')
  return contrast(place, kind, { estimate, 'ci-low': low, 'ci-high': high, ...(p === undefined ? {} : { p }) })
}
