/** `tandem convert`: what a report prints, as an analysis needs it. Knows no conversion and no effect by name. */
import { canonicalJson, type Json } from '@tandem/rules'
import {
  CONVERSIONS,
  EFFECTS,
  displayOf,
  intervalOf,
  rangeOf,
  type CalculationInput,
  type Conversion,
  type Converted,
  type Effect,
  type EffectCalculation,
  type Given,
  type InputValue,
  type Note,
  type Reason,
  type Refusal,
  type ZeroCells,
} from '@tandem/statistics'
import { done, misused, refused, type Command, type Outcome } from '../command.ts'
import { fault, type Input } from '../input.ts'
import { quoted, table } from '../text.ts'

export const convert: Command = {
  name: 'convert',
  usage: 'convert [CONVERSION NAME=VALUE...] [--json]',
  summary: 'computes SDs, standard errors, means and effects from reported numbers',
  details: [
    'Without arguments it lists the conversions and effects, with one of their names alone it shows the inputs.',
    'A list has commas: tandem convert combine-means n=10,20 mean=11.8,15.3 sd=2.4,3.2',
  ],
  options: { json: { type: 'boolean' } },
  arguments: { from: 0, to: Infinity },
  run: async ({ arguments: [id, ...words], options }) => {
    const isJson = options['json'] === true
    if (id === undefined) return done(isJson ? json([...CONVERSIONS, ...EFFECTS].map(asData)) : list())
    const calculation = [...CONVERSIONS, ...EFFECTS].find((known) => known.id === id)
    if (calculation === undefined) return misused(`${quoted(id)} is no conversion. "tandem convert" lists them.`)
    if (words.length === 0) return done(isJson ? json(asData(calculation)) : form(calculation))
    const given = givenFrom(calculation.inputs, words)
    if (!given.ok) return misused(given.sentence)
    return outcomeOf(calculation, given.value, isJson)
  },
}

type Calculation = Conversion | EffectCalculation

function outcomeOf(calculation: Calculation, given: Given, isJson: boolean): Outcome {
  if ('convert' in calculation) {
    const result = calculation.convert(given)
    if (!result.ok) return refusal(result)
    return done(isJson ? json(result) : conversionText(calculation, result))
  }
  const result = calculation.effect(given)
  if (!result.ok) return refusal(result)
  return done(
    isJson
      ? json({ ...result, interval: intervalOf(result), display: displayOf(result) })
      : effectText(calculation, result),
  )
}

/** Faults of the command line. Any other reason is about the numbers themselves. */
const OF_THE_LINE: ReadonlySet<Reason> = new Set<Reason>([
  'unknown-input',
  'missing-input',
  'not-a-number',
  'no-option',
  'one-group',
  'unequal-groups',
])

const refusal = ({ reason, sentence }: Refusal): Outcome =>
  OF_THE_LINE.has(reason) ? misused(sentence) : refused(sentence)

/** Words such as sd=2.4 or n=10,20, by input. */
function givenFrom(inputs: readonly CalculationInput[], words: readonly string[]): Input<Given> {
  const given = new Map<string, InputValue>()
  for (const word of words) {
    const at = word.indexOf('=')
    if (at < 1) return fault(`${quoted(word)} is no NAME=VALUE.`)
    const [id, text] = [word.slice(0, at), word.slice(at + 1)]
    const input = inputs.find((known) => known.id === id)
    if (input === undefined) {
      return fault(`${quoted(id)} is no input. Inputs: ${inputs.map((known) => known.id).join(', ')}.`)
    }
    if (given.has(id)) return fault(`${id} stands twice.`)
    given.set(id, valueFrom(input, text))
  }
  return { ok: true, value: Object.fromEntries(given) }
}

function valueFrom({ kind, repeated }: CalculationInput, text: string): InputValue {
  if (kind === 'choice') return text
  return repeated === true ? text.split(',').map(numberFrom) : numberFrom(text)
}

/** NaN for everything else, also for what `Number` would take: "", " 1", "0x10". */
const numberFrom = (text: string): number =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN

const json = (value: unknown): string => `${canonicalJson(value as Json)}\n`

function asData(calculation: Calculation): unknown {
  return Object.fromEntries(Object.entries(calculation).filter(([, part]) => typeof part !== 'function'))
}

const list = (): string =>
  [
    'Conversions\n\n',
    table(CONVERSIONS.map(({ id, title }) => [id, title])),
    '\nEffects, group 1 against group 2\n\n',
    table(EFFECTS.map(({ id, title }) => [id, title])),
  ].join('')

function form(calculation: Calculation): string {
  const rows = calculation.inputs.map((input) => [input.id, input.label, wanted(input)])
  return `${head(calculation)}\nInputs\n\n${table(rows)}${assumptionLines(calculation)}`
}

function wanted({ kind, options = [], initial, optional, repeated }: CalculationInput): string {
  const range = kind === 'choice' ? options.map(({ id }) => id).join(' or ') : rangeOf(kind)
  const list = repeated === true ? ', one per group' : ''
  if (initial !== undefined) return `${range}${list}; ${initial} if not given`
  return `${range}${list}${optional === true ? '; may be left out' : ''}`
}

const head = ({ title, formula, source }: Calculation): string =>
  `${title}\n\n${table([
    ['formula', formula],
    ['source', source],
  ])}`

function conversionText(calculation: Conversion, { inputs, values, notes }: Converted): string {
  const rows = calculation.outputs.map(({ id, label }) => [id, digits(values[id] ?? Number.NaN), label])
  return `${head(calculation)}${inputLines(calculation, inputs)}\nResult\n\n${table(rows)}${noteLines(notes)}${assumptionLines(calculation)}`
}

function effectText(calculation: EffectCalculation, result: Effect): string {
  const interval = intervalOf(result)
  const name = result.scale === 'log' ? `ln ${result.measure}` : result.measure
  const rows = [
    [name, digits(result.estimate)],
    ['variance', digits(result.variance)],
    ['standard error', digits(result.standardError)],
    ['95 % interval', `${digits(interval.low)} to ${digits(interval.high)}`],
    ...(result.scale === 'log' ? displayRows(result) : []),
    ...(result.zeroCells === 'none' ? [] : [['zero cells', ZERO_CELLS[result.zeroCells]]]),
  ]
  return `${head(calculation)}${inputLines(calculation, result.inputs)}\nResult\n\n${table(rows)}${noteLines(result.notes)}`
}

function displayRows(result: Effect): readonly (readonly string[])[] {
  const { estimate, low, high } = displayOf(result)
  return [
    [result.measure, digits(estimate)],
    ['95 % interval', `${digits(low)} to ${digits(high)}`],
  ]
}

const ZERO_CELLS: Readonly<Record<Exclude<ZeroCells, 'none'>, string>> = {
  'half-added': '0.5 added to every cell',
  'half-added-to-variance': '0.5 added to every cell for the variance alone',
}

function inputLines({ inputs }: Calculation, given: Given): string {
  const rows = inputs
    .filter(({ id }) => Object.hasOwn(given, id))
    .map(({ id, label }) => [id, [given[id]].flat().map(shown).join(', '), label])
  return `\nInputs\n\n${table(rows)}`
}

const shown = (value: InputValue | undefined): string => (typeof value === 'number' ? digits(value) : String(value))

const noteLines = (notes: readonly Note[]): string => notes.map(({ sentence }) => `\nNote: ${sentence}\n`).join('')

const assumptionLines = (calculation: Calculation): string =>
  'assumptions' in calculation ? calculation.assumptions.map(({ sentence }) => `\nAssumes: ${sentence}\n`).join('') : ''

/** Ten significant digits, and no zeros behind the last of them. */
const digits = (value: number): string => String(Number(value.toPrecision(10)))
