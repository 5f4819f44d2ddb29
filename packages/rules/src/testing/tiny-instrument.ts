/**
 * A small instrument that resembles no built-in one: two domains, a question that is asked only after a certain
 * answer, "not applicable" that leaves the denominator, and digit keys. What works with it knows no instrument by name.
 */
import type { Instrument, Option } from '../instruments/definition.ts'

const option = (id: string, key: string, points: number, tone: Option['tone'], counts = true): Option => ({
  id,
  label: id[0]?.toUpperCase() + id.slice(1).replaceAll('-', ' '),
  shortLabel: id,
  key,
  points,
  tone,
  counts,
})

export const tinyInstrument: Instrument = {
  id: 'tiny',
  version: 3,
  title: 'Tiny checklist',
  shortTitle: 'Tiny',
  target: 'study',
  cites: [],
  domains: [
    {
      id: 'conduct',
      title: 'Conduct of the study',
      shortTitle: 'Conduct',
      items: [
        {
          id: 'blind',
          number: 'A1',
          text: 'Assessors blind',
          help: 'Yes if nobody who measured knew the group.',
          options: [option('yes', 'y', 2, 'good'), option('no', 'n', 0, 'worst'), option('unclear', 'u', 0, 'none')],
          required: true,
        },
        {
          id: 'why-not',
          number: 'A2',
          text: 'Lack of blinding harmless',
          help: 'Asked only when assessors were not blind, or nothing is said.',
          options: [option('harmless', 'h', 1, 'some'), option('harmful', 'b', 0, 'bad')],
          required: true,
          when: { item: 'blind', in: ['no', 'unclear'] },
        },
      ],
    },
    {
      id: 'size',
      title: 'Size and follow-up',
      shortTitle: 'Size',
      items: [
        {
          id: 'sites',
          number: 'B1',
          text: 'Number of sites',
          help: 'Three stands for three or more.',
          options: [
            option('none', '0', 0, 'bad'),
            option('one', '1', 1, 'some'),
            option('two', '2', 2, 'some'),
            option('three', '3', 3, 'good'),
          ],
          required: true,
        },
        {
          id: 'losses',
          number: 'B2',
          text: 'Few losses',
          help: 'Not applicable where nobody is followed up.',
          options: [
            option('yes', 'y', 1, 'good'),
            option('no', 'n', 0, 'bad'),
            option('not-applicable', 'a', 0, 'none', false),
          ],
          required: true,
        },
      ],
    },
  ],
  bands: [
    { id: 'weak', label: 'weak', from: 0, to: 3 },
    { id: 'strong', label: 'strong', from: 4, to: 7 },
  ],
}
