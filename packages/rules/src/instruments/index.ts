/** Every built-in instrument, one line each. A new one is a file beside this one and a line here. */
import type { Instrument } from './definition.ts'
import { downsAndBlack } from './downs-and-black.ts'
import { downsAndBlackModified } from './downs-and-black-modified.ts'

export const INSTRUMENTS: readonly Instrument[] = [downsAndBlackModified, downsAndBlack]

export function instrumentById(id: string): Instrument | undefined {
  return INSTRUMENTS.find((instrument) => instrument.id === id)
}
