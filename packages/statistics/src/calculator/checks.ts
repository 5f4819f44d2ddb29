/** Checks that several calculations make of their inputs. */
import { refuse, type Note, type Refusal } from './inputs.ts'

/** Strictly rising, as the limits of an interval are. */
export function limitsFault(lower: number, upper: number): Refusal | null {
  return lower < upper ? null : refuse('not-in-order', 'The lower limit has to be below the upper one.', 'lower')
}

/** Rising, with equals allowed, as a summary of a sample is. */
export function orderFault(points: readonly (readonly [id: string, value: number])[]): Refusal | null {
  const at = points.findIndex(([, value], place) => value < (points[place - 1]?.[1] ?? -Infinity))
  const [before, wrong] = [points[at - 1], points[at]]
  if (before === undefined || wrong === undefined) return null
  return refuse('not-in-order', `${wrong[0]} is below ${before[0]}.`, wrong[0])
}

export function spreadFault(span: number, words: string): Refusal | null {
  return span > 0 ? null : refuse('no-spread', `${words} are equal, which says nothing about the spread.`)
}

export function eventsFault(events: number, n: number, eventsId: string, nId: string): Refusal | null {
  if (events <= n) return null
  return refuse('more-events-than-people', `${eventsId} is above ${nId}: more events than people.`, eventsId)
}

/**
 * Whether an estimate lies where an interval's limits put it: in the middle. Limits are printed rounded, so a tenth of
 * half the width is let pass.
 */
export function middleNote(estimate: number, low: number, high: number, scale: string): readonly Note[] {
  const apart = Math.abs(estimate - (low + high) / 2)
  if (apart <= 0.1 * ((high - low) / 2)) return []
  return [
    {
      id: 'interval-not-symmetric',
      sentence: `The estimate is not in the middle of its interval on the ${scale} scale: a wrong number, or another kind of interval.`,
    },
  ]
}

export const NORMAL: Note = {
  id: 'normal-values',
  sentence: 'The values are roughly normal. Of skewed values mean and standard deviation say little.',
}
