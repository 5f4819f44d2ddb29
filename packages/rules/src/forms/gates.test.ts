/** Conditions that somebody wrote to lead in circles, or to be looked at more often than anybody can wait for. */
import { describe, expect, it } from 'vitest'
import { plainOf, reported, row } from '../testing/extraction-scene.ts'
import { cellsOf, countedCells, isAsked } from './cells.ts'
import type { ExtractionForm, Field, Section } from './definition.ts'
import { formFaults } from './faults.ts'
import { choiceOf, field } from './fields-of-forms.ts'
import { openIn } from './interpret.ts'

const YES_OR_NO = choiceOf({ yes: 'Yes', no: 'No' })
const question = (id: string, ...gates: readonly string[]): Field => ({
  ...field(id, id, YES_OR_NO),
  required: true,
  ...(gates.length > 0 && { when: { any: gates.map((item) => ({ item, in: ['yes'] })) } }),
})
const section = (id: string, fields: readonly Field[], change: Partial<Section> = {}): Section => ({
  id,
  title: id,
  help: '',
  per: 'study',
  fields,
  ...change,
})
const formOf = (...sections: readonly Section[]): ExtractionForm => ({
  kind: 'extraction',
  id: 'own',
  version: 1,
  title: 'Own',
  shortTitle: 'Own',
  cites: [],
  sections,
})
const ground = { structure: null, differing: [] }

describe('a field of a row that is called like one of the study', () => {
  const rows = (...fields: readonly Field[]): ExtractionForm =>
    formOf(section('study', [question('x'), question('y')]), section('rows', fields, { per: 'row' }))
  const filled = (x: string, y = 'no') =>
    plainOf({ ...row('rows', 'r', 'V', {}), x: reported(x), y: reported(y), z: reported('no') })

  it('may hang on that one, and never on itself', () => {
    const form = rows(question('x', 'x'))
    expect(formFaults(form)).toEqual([])
    expect(openIn(form, filled('yes'), ground)).toEqual(['rows/r/x'])
    expect(openIn(form, filled('no'), ground)).toEqual([])
  })

  it('hangs on that one also where another of its row stands behind it and hangs on it', () => {
    const form = rows(question('x', 'y'), question('y', 'x'))
    expect(formFaults(form)).toEqual([])
    expect(openIn(form, filled('no', 'yes'), ground)).toEqual(['rows/r/x'])
    expect(openIn(form, filled('yes', 'no'), ground)).toEqual([])
  })

  it('is the one that is meant by what stands behind it in its row', () => {
    const form = rows(question('x'), question('after', 'x'))
    const document = plainOf({ ...filled('no').fields, 'rows/r/x': reported('yes') })
    expect(openIn(form, document, ground)).toEqual(['rows/r/after'])
  })
})

describe('a long chain of conditions', () => {
  const LINKS = 200
  const chain = formOf(
    section('study', [
      question('q0'),
      ...Array.from({ length: LINKS }, (_, at) => question(`q${at + 1}`, `q${at}`, `q${at}`, `q${at}`)),
    ]),
  )

  it('is followed once, however often each names the one before', () => {
    expect(formFaults(chain)).toEqual([])
    // Followed again for each name, this would take 3 to the power of 200 steps.
    expect(openIn(chain, plainOf({ q0: reported('no') }), ground)).toEqual([])
    const last = cellsOf(chain, plainOf({}), null).at(-1)
    const all = plainOf(Object.fromEntries(chain.sections[0]?.fields.map(({ id }) => [id, reported('yes')]) ?? []))
    expect(last && isAsked(chain, last, all)).toBe(true)
    expect(countedCells(chain, all, cellsOf(chain, all, null)).size).toBe(LINKS + 1)
  })
})
