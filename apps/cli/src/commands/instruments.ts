import { canonicalJson, highestTotalOf, INSTRUMENTS, itemCountOf, type Json } from '@tandem/rules'
import { done, type Command } from '../command.ts'
import { table } from '../text.ts'

export const instruments: Command = {
  name: 'instruments',
  usage: 'instruments [--json]',
  summary: 'lists the built-in instruments',
  details: ['With --json the full definitions, as they are frozen into snapshots.'],
  options: { json: { type: 'boolean' } },
  arguments: 0,
  run: async ({ options }) =>
    done(
      options['json']
        ? `${canonicalJson(INSTRUMENTS as unknown as Json)}\n`
        : table(rows(), ['left', 'right', 'right', 'right']),
    ),
}

const rows = (): readonly (readonly string[])[] => [
  ['instrument', 'version', 'items', 'points', 'title'],
  ...INSTRUMENTS.map((instrument) => [
    instrument.id,
    String(instrument.version),
    String(itemCountOf(instrument)),
    `0 to ${highestTotalOf(instrument)}`,
    instrument.title,
  ]),
]
