/** The shape of a form of data extraction. What its members mean is judged by `formFaults`, which needs this shape. */
import { FIELD_TYPES, MEASURES, REPEATS, type FieldTypeId } from '@tandem/rules'
import { conditionShape } from './condition-shape.ts'
import { count, firstFitting, flag, list, nullable, number, object, oneOf, text, type Shape } from './shape.ts'

const retired = oneOf(true)
const options = list(object({ id: text, label: text }, { retired }))
const units = list(object({ id: text, label: text, factor: text }, { retired }))
const range = { min: nullable(number), max: nullable(number) }

/** What the settings of a field have beside their type. A new field type does not compile before it is said here. */
const SETTINGS: Readonly<Record<FieldTypeId, Readonly<Record<string, Shape>>>> = {
  text: {},
  'long-text': {},
  number: { units, ...range },
  whole: range,
  date: {},
  choice: { options },
  choices: { options },
  'yes-no-unclear': {},
  country: {},
  references: {},
  counts: {},
  rows: { section: text },
  options: {},
  units: {},
  condition: {},
}

const settings = firstFitting((value) => {
  const type = FIELD_TYPES.find(({ id }) => 'type' in value && value.type === id)?.id
  return object({ type: oneOf(...Object.keys(SETTINGS)), ...(type ? SETTINGS[type] : {}) })
})

const field = object(
  { id: text, label: text, help: text, required: flag, settings },
  { when: conditionShape, measures: list(oneOf(...MEASURES)), retired },
)

const section = object(
  { id: text, title: text, help: text, per: oneOf(...REPEATS), fields: list(field) },
  { key: text, required: oneOf(true), retired },
)

export const formShape: Shape = object({
  kind: oneOf('extraction', 'structure'),
  id: text,
  version: count,
  title: text,
  shortTitle: text,
  cites: list(text),
  sections: list(section),
})
