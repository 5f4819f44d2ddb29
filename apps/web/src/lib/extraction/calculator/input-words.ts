/** Inputs and results of a calculation in words. */
import type { CalculationInput, InputValue } from '@tandem/statistics'
import { listed } from '#lib/review/words.ts'

/** "12", "12, 14 and 9", "exactly, by integration". */
export function inputWords({ options = [] }: Pick<CalculationInput, 'options'>, value: InputValue): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return options.find(({ id }) => id === value)?.label ?? value
  return listed(value.map(String))
}

/** As much of a result as anybody reads. */
export const resultWords = (result: number): string => String(Number(result.toPrecision(6)) + 0)
