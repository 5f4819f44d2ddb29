/**
 * Populates a data folder and prints what is in it as JSON.
 *
 *   node populate-main.ts --folder F [--reviewers 2] [--revealed 0] [--drafting 1] [--instrument tiny]
 *
 * `--instrument` takes the id of a built-in one. The server is then started with TANDEM_DATA=F and TANDEM_DEMO=off.
 */
import { parseArgs } from 'node:util'
import { instrumentById, type Instrument } from '@tandem/rules'
import { tinyInstrument } from '@tandem/rules/testing'
import { populate, studiesInTurn } from './populate.ts'

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    reviewers: { type: 'string', default: '2' },
    revealed: { type: 'string', default: '0' },
    drafting: { type: 'string', default: '1' },
    instrument: { type: 'string', default: tinyInstrument.id },
  },
})

const reviewers = Number(values.reviewers)
const populated = await populate({
  folder: values.folder ?? explain('--folder is missing'),
  reviewers,
  studies: studiesInTurn(reviewers, { revealed: Number(values.revealed), drafting: Number(values.drafting) }),
  instrument: instrumentNamed(values.instrument),
})
process.stdout.write(`${JSON.stringify(populated)}\n`)

function instrumentNamed(id: string): Instrument {
  return id === tinyInstrument.id ? tinyInstrument : (instrumentById(id) ?? explain(`no instrument is called "${id}"`))
}

function explain(fault: string): never {
  throw new Error(fault)
}
