/**
 * Populates a data folder and prints what is in it as JSON: a list of reviews.
 *
 *   node populate-main.ts --folder F [--reviews 1] [--reviewers 2] [--each 2] [--revealed 0] [--drafting 1]
 *     [--instrument tiny] [--extraction ordinary|large]
 *
 * `--each` says how many people rate a study.
 * `--instrument` takes the id of a built-in one. With `--extraction` people extract instead of rating: see `large-extraction.ts`. The server is then started with TANDEM_DATA=F and TANDEM_DEMO=off.
 */
import { parseArgs } from 'node:util'
import { instrumentById, type Instrument } from '@tandem/rules'
import { tinyInstrument } from '@tandem/rules/testing'
import { EXTRACTION_SIZES, extractionOfSize, type ExtractionSize } from './large-extraction.ts'
import { populateMany, studiesInTurn } from './populate.ts'

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    reviews: { type: 'string', default: '1' },
    reviewers: { type: 'string', default: '2' },
    each: { type: 'string', default: '2' },
    revealed: { type: 'string', default: '0' },
    drafting: { type: 'string', default: '1' },
    instrument: { type: 'string', default: tinyInstrument.id },
    extraction: { type: 'string' },
  },
})

const reviewers = Number(values.reviewers)
const counts = { revealed: Number(values.revealed), drafting: Number(values.drafting) }
const wanted = {
  folder: values.folder ?? explain('--folder is missing'),
  reviewers,
  studies: studiesInTurn(reviewers, counts, Number(values.each)),
  instrument: instrumentNamed(values.instrument),
  ...(values.extraction === undefined ? {} : { extraction: extractionOfSize(sizeNamed(values.extraction)) }),
}
process.stdout.write(`${JSON.stringify(await populateMany(wanted, Number(values.reviews)))}\n`)

function instrumentNamed(id: string): Instrument {
  return id === tinyInstrument.id ? tinyInstrument : (instrumentById(id) ?? explain(`no instrument is called "${id}"`))
}

function sizeNamed(name: string): ExtractionSize {
  return EXTRACTION_SIZES.find((size) => size === name) ?? explain(`no extraction is called "${name}"`)
}

function explain(fault: string): never {
  throw new Error(fault)
}
