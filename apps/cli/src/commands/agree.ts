import {
  agreementOf,
  canonicalJson,
  itemsOf,
  type AnswerAgreement,
  type Instrument,
  type InstrumentAgreement,
  type Json,
  type StudyRatings,
} from '@tandem/rules'
import { answersFrom, instrumentNamed, isObject } from '../answers.ts'
import { done, misused, refused, type Command } from '../command.ts'
import { fault, readJsonFile, type Input } from '../input.ts'
import { plain, quoted, table } from '../text.ts'

export const agree: Command = {
  name: 'agree',
  usage: 'agree INSTRUMENT FILE [--json]',
  summary: 'compares two reviewers: percent agreement and kappa',
  details: [
    'FILE is a JSON list with one entry per study: {"study": "burke-1994", "answers": [{…}, {…}]}.',
    'Give first ratings, made before the two talked. Intervals are 95 %: Wilson for percent, large-sample',
    '(Fleiss, Cohen and Everitt 1969) for kappa, which is weighted linearly for bands.',
  ],
  options: { json: { type: 'boolean' } },
  arguments: 2,
  run: async ({ arguments: [id = '', name = ''], options }, world) => {
    const instrument = instrumentNamed(id)
    if (!instrument.ok) return misused(instrument.sentence)
    const file = await readJsonFile(name, world)
    if (!file.ok) return refused(file.sentence)
    const ratings = ratingsFrom(instrument.value, file.value)
    if (!ratings.ok) return refused(ratings.sentence)
    const result = agreementOf(instrument.value, ratings.value)
    return done(options['json'] ? `${canonicalJson(result as unknown as Json)}\n` : human(instrument.value, result))
  },
}

function ratingsFrom(instrument: Instrument, value: Json): Input<readonly StudyRatings[]> {
  if (!Array.isArray(value)) return fault('ratings are a JSON list with one entry per study.')
  const ratings: StudyRatings[] = []
  for (const [at, entry] of (value as readonly Json[]).entries()) {
    const where = `entry ${at + 1}`
    if (!isObject(entry) || typeof entry['study'] !== 'string') return fault(`${where} has no "study".`)
    const study = entry['study']
    const pair = entry['answers']
    if (!Array.isArray(pair) || pair.length !== 2) return fault(`${where} (${quoted(study)}) has no two "answers".`)
    const [first, second] = (pair as readonly Json[]).map((answers) => answersFrom(instrument, answers))
    if (!first?.ok) return fault(`${where} (${quoted(study)}): ${first?.sentence}`)
    if (!second?.ok) return fault(`${where} (${quoted(study)}): ${second?.sentence}`)
    if (ratings.some((other) => other.study === study)) return fault(`${quoted(study)} stands twice.`)
    ratings.push({ study, answers: [first.value, second.value] })
  }
  return { ok: true, value: ratings }
}

function human(instrument: Instrument, result: InstrumentAgreement): string {
  const numbers = new Map(itemsOf(instrument).map((item) => [item.id, item.number]))
  const titles = new Map(instrument.domains.map((domain) => [domain.id, domain.title]))
  const rows = [
    ['', 'n', 'agree', '95 %', 'kappa', '95 %'],
    ...result.items.map((item) => row(`item ${numbers.get(item.item) ?? item.item}`, item)),
    ...result.domains.map((domain) => row(`${titles.get(domain.domain) ?? domain.domain}, pooled`, domain)),
    row('all items, pooled', result.all),
    ...(result.totals.reason === null ? [row('bands of the total, linear weights', result.totals)] : []),
  ]
  const lines = table(rows, ['left', 'right', 'right', 'right', 'right', 'right'])
  return `${instrument.title}, ${result.studies} studies\n\n${lines}${differences(result)}`
}

function row(name: string, { n, percent, kappa }: AnswerAgreement): readonly string[] {
  const share = percent === null ? ['', ''] : [`${percent.value.toFixed(1)} %`, span(percent, 1)]
  const chance = kappa.value === null ? [kappa.reason, ''] : [kappa.value.toFixed(3), span(kappa, 3)]
  return [name, String(n), ...share, ...chance]
}

const span = ({ low, high }: { readonly low: number; readonly high: number }, digits: number): string =>
  `${low.toFixed(digits)} to ${high.toFixed(digits)}`

function differences({ totals }: InstrumentAgreement): string {
  if (totals.reason !== null || totals.differences.length === 0) return ''
  const rows = totals.differences.map(({ study, totals: [first, second], bands, isBandConflict }) => [
    plain(study),
    String(first),
    String(second),
    isBandConflict ? bands.join(' against ') : '',
  ])
  return `\nTotals that differ\n\n${table(rows, ['left', 'right', 'right'])}`
}
