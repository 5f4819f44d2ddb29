/** What is plausible, in the numbers that the field compares; null leaves an end open. Never a reason to refuse. */
export type Range = { readonly min: number | null; readonly max: number | null }

/** Ends of a range are numbers without a unit: they are compared with what the field compares. */
const END = { type: 'number', units: [], min: null, max: null } as const

export const RANGE_QUESTIONS = [
  { setting: 'min', label: 'Expected from', help: 'A value below is pointed out, never refused.', answered: END },
  { setting: 'max', label: 'Expected to', help: 'A value above is pointed out, never refused.', answered: END },
] as const

export const isOutside = ({ min, max }: Range, value: number): boolean =>
  (min !== null && value < min) || (max !== null && value > max)

export function rangeFaults({ min, max }: Range): readonly string[] {
  const isFit = (end: number | null): boolean => end === null || Number.isFinite(end)
  if (!isFit(min) || !isFit(max)) return ['An end of the expected range is no number.']
  return min !== null && max !== null && min > max ? [`The expected range ends at ${max}, before it begins.`] : []
}
