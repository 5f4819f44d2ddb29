/** Short ways to write the fields of built-in forms. Forms that people build are plain data, see `definition.ts`. */
import type { FieldSettings } from '../fields/index.ts'
import type { Unit } from '../fields/unit.ts'
import type { Field } from './definition.ts'

type Rest = Partial<Pick<Field, 'required' | 'when' | 'measures'>>

export function field(id: string, label: string, settings: FieldSettings, help = '', rest: Rest = {}): Field {
  return { id, label, help, required: false, settings, ...rest }
}

export const REQUIRED: Rest = { required: true }

export const TEXT: FieldSettings = { type: 'text' }
export const LONG_TEXT: FieldSettings = { type: 'long-text' }
export const DATE: FieldSettings = { type: 'date' }
export const COUNTRY: FieldSettings = { type: 'country' }
export const REFERENCES: FieldSettings = { type: 'references' }
export const YES_NO: FieldSettings = { type: 'yes-no-unclear' }
/** Of people or events. */
export const COUNT: FieldSettings = { type: 'whole', min: 0, max: null }
export const COUNTS: FieldSettings = { type: 'counts' }
export const NUMBER: FieldSettings = { type: 'number', units: [], min: null, max: null }

export const between = (min: number, max: number): FieldSettings => ({ type: 'number', units: [], min, max })

export const numberIn = (units: readonly Unit[], min: number | null = 0, max: number | null = null): FieldSettings => ({
  type: 'number',
  units,
  min,
  max,
})

/** @param options labels by id. */
export const choiceOf = (options: Readonly<Record<string, string>>): FieldSettings => ({
  type: 'choice',
  options: Object.entries(options).map(([id, label]) => ({ id, label })),
})

export const choicesOf = (options: Readonly<Record<string, string>>): FieldSettings => ({
  type: 'choices',
  options: Object.entries(options).map(([id, label]) => ({ id, label })),
})

/** A month is a twelfth of a year of 365.25 days. */
export const TIME: readonly Unit[] = [
  { id: 'd', label: 'days', factor: '1' },
  { id: 'wk', label: 'weeks', factor: '7' },
  { id: 'mo', label: 'months', factor: '30.4375' },
  { id: 'y', label: 'years', factor: '365.25' },
]

export const PERSON_TIME: readonly Unit[] = [
  { id: 'py', label: 'person-years', factor: '1' },
  { id: 'pm', label: 'person-months', factor: '1/12' },
]

export const YEARS: readonly Unit[] = [{ id: 'y', label: 'years', factor: '1' }]
