import { bandText, rangeText } from '@tandem/reports'
import { canonicalJson, itemCountOf, itemsOf, scoreOf, type Instrument, type Json, type Score } from '@tandem/rules'
import { answersFrom, instrumentNamed, isObject } from '../answers.ts'
import { done, misused, refused, type Command } from '../command.ts'
import { readJsonFile } from '../input.ts'
import { table } from '../text.ts'

export const score: Command = {
  name: 'score',
  usage: 'score INSTRUMENT FILE [--json]',
  summary: 'adds up a rating: subscales, total, band',
  details: [
    'FILE is a JSON object from item id to option id, or {"answers": {…}}. A wrong id is answered with the right ones.',
    'Items without an answer stay open: the total is then the range that they still allow.',
  ],
  options: { json: { type: 'boolean' } },
  arguments: 2,
  run: async ({ arguments: [id = '', name = ''], options }, world) => {
    const instrument = instrumentNamed(id)
    if (!instrument.ok) return misused(instrument.sentence)
    const file = await readJsonFile(name, world)
    if (!file.ok) return refused(file.sentence)
    const given = isObject(file.value) && isObject(file.value['answers']) ? file.value['answers'] : file.value
    const answers = answersFrom(instrument.value, given)
    if (!answers.ok) return refused(answers.sentence)
    const result = scoreOf(instrument.value, answers.value)
    return done(options['json'] ? machine(instrument.value, result) : human(instrument.value, result))
  },
}

function machine({ id, version }: Instrument, { band, ...rest }: Score): string {
  return `${canonicalJson({ instrument: { id, version }, band: band?.id ?? null, ...rest } as unknown as Json)}\n`
}

function human(instrument: Instrument, result: Score): string {
  const bands = instrument.bands.filter((band) => band.to >= result.range.low && band.from <= result.range.high)
  const rows = result.domains.map((domain, at) => [
    instrument.domains[at]?.title ?? domain.id,
    rangeText(domain.range),
    `of ${domain.maximum}`,
    '',
  ])
  const total = ['Total', rangeText(result.range), `of ${result.maximum}`, bandText(bands)]
  return `${instrument.title}, version ${instrument.version}\n\n${table([...rows, total], ['left', 'right', 'right'])}${open(instrument, result)}`
}

function open(instrument: Instrument, result: Score): string {
  if (result.open.length === 0) return ''
  const numbers = itemsOf(instrument).flatMap((item) => (result.open.includes(item.id) ? [item.number] : []))
  return `\nOpen: ${result.open.length} of ${itemCountOf(instrument)} items (${numbers.join(', ')}).\n`
}
