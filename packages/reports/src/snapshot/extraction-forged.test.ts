/** Changes of a snapshot of what was extracted, by chance and by a forger, are found and named by their place. */
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { canonicalJson, STUDY_STRUCTURE, type Json } from '@tandem/rules'
import { ExtractionScene, reported, row, STRUCTURE, tinyForm } from '@tandem/rules/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EVENTS, resolved, restructured, snapshotOf } from '../../test/extraction-review.ts'
import { forged, problemsOf } from '../../test/forging.ts'
import type { SnapshotFile } from './format.ts'
import { hashOfJson } from './hash.ts'
import { pointer } from './shape.ts'
import { verifySnapshot } from './verify.ts'

const [structureHash, formHash] = [hashOfJson(STUDY_STRUCTURE), hashOfJson(tinyForm)]
const { bytes, file } = snapshotOf(resolved())
const printed = canonicalJson(file as unknown as Json)
type Fields = Readonly<Record<string, Json>>
const PEOPLE = 'results/o1~t1~a1/n'

const extractionsOf = (of: SnapshotFile) => of.state.studies[0]?.extractions ?? []
const placeOf = (form: string, of: SnapshotFile = file): string =>
  `/state/studies/0/extractions/${extractionsOf(of).findIndex((round) => round.form === form)}`

describe('a changed byte', () => {
  it('anywhere in the file is found, and the problem names a place', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const flipped = bytes.slice()
        flipped[at] = (bytes[at] ?? 0) ^ mask
        const { ok, problems } = verifySnapshot(flipped)
        expect(ok).toBe(false)
        expect(problems.every(({ where, sentence }) => where !== '' && sentence !== '')).toBe(true)
      }),
      { seed: 20261123, numRuns: 500 },
    )
  })

  it.each([
    [
      'a note of a draft',
      ['As they say.', 'As thay say.'],
      `${placeOf(formHash)}/drafts/0`,
      'The draft by R1 on One 2001 in round 1 (Tiny form)',
    ],
    [
      'a consensus',
      ['Both agree.', 'Both agrea.'],
      `${placeOf(formHash)}/consensus`,
      'The consensus on One 2001 in round 1 (Tiny form)',
    ],
    [
      'a structure',
      ['Usual care', 'Usuel care'],
      `${placeOf(structureHash)}/together`,
      'What was written together on One 2001 in round 1 (Structure)',
    ],
    ['a form', ['Allocation', 'Allocatien'], `/state/forms/${formHash}`, 'A form’s definition does not have the hash'],
  ] as const)('in %s is named by where it is', (_, [before, after], where, name) => {
    const { problems } = verifySnapshot(utf8ToBytes(printed.replace(before, after)))
    expect(problems).toContainEqual({ where, sentence: expect.stringContaining(name) })
  })
})

describe('a change with all hashes computed again', () => {
  const round = placeOf(formHash)
  const structure = placeOf(structureHash)
  const draft = `${round}/drafts/0/content`
  const consensus = `${round}/consensus/content`

  it.each<readonly [string, string, unknown, string]>([
    [
      'an answer that does not fit',
      `${draft}/fields/design`,
      reported('case-series'),
      `${draft}/fields/design: One 2001, R1: The value is not one that this field takes.`,
    ],
    [
      'a field that the form does not have',
      `${consensus}/fields/extra`,
      reported('x'),
      `${consensus}/fields/extra: One 2001, consensus: The form has no such field.`,
    ],
    [
      'a text where none stands',
      `${draft}/texts/aim`,
      'To hide',
      `${draft}/texts/aim: One 2001, R1: The form has no such`,
    ],
    [
      'a text that is empty',
      `${consensus}/texts/aim`,
      '',
      `${consensus}/texts/aim: Here stands no text that is not empty`,
    ],
    [
      'a candidate',
      pointer(`${consensus}/fields`, `${EVENTS}/candidate/bob`),
      reported(4),
      'One 2001, consensus: Losing values are kept by the server',
    ],
    [
      'a structure that its form does not take',
      pointer(`${structure}/together/content/fields`, 'arms/a1/role'),
      reported('placebo'),
      'One 2001, joint document: The value is not one that this field takes.',
    ],
    [
      'a number of one draft, so that nothing differs',
      pointer(`${draft}/fields`, EVENTS),
      reported(4),
      `${round}/differing: One 2001: the drafts differ in nothing, but the file says in ${EVENTS}.`,
    ],
    [
      'a number of one draft, so that more differs',
      pointer(`${draft}/fields`, PEOPLE),
      reported(41),
      `the drafts differ in results/o1~t1~a1/n, ${EVENTS}, but the file says in ${EVENTS}.`,
    ],
    [
      'a difference that is kept quiet',
      `${round}/differing`,
      [],
      `the drafts differ in ${EVENTS}, but the file says in nothing.`,
    ],
    [
      'where drafts differ, before the reveal',
      '/state/studies/1/extractions/0/differing',
      [],
      'Two 2002: it is said from the reveal on',
    ],
    [
      'a required answer that was taken out',
      pointer(`${consensus}/fields`, PEOPLE),
      undefined,
      `${consensus}: One 2001: it is settled, but results/o1~t1~a1/n has no answer.`,
    ],
    [
      'a difference that nobody decided',
      pointer(`${consensus}/fields`, EVENTS),
      undefined,
      `it is settled, but ${EVENTS} has no answer.`,
    ],
    [
      'a structure without a timepoint',
      pointer(`${structure}/together/content/fields`, 'timepoints/t1/name'),
      undefined,
      `${structure}/together/content: One 2001: it is settled, but timepoints/t1/name has no answer.`,
    ],
    [
      'a structure with one result less',
      pointer(`${structure}/together/content/fields`, 'timepoints/t1/order'),
      undefined,
      `the drafts differ in nothing, but the file says in ${EVENTS}.`,
    ],
    [
      'a settlement of another kind',
      `${round}/settlement/how`,
      'agreed',
      `it is settled as agreed, but ${EVENTS} was not said by all.`,
    ],
    [
      'a consensus that was taken out',
      `${round}/consensus`,
      null,
      `${round}/consensus: One 2001: what was revealed has a consensus.`,
    ],
    [
      'drafts by somebody else',
      `${round}/drafts/1/reviewer`,
      'R3',
      'the drafts are not those of its reviewers, one each, in their order.',
    ],
    [
      'a draft before all had submitted',
      `${round}/slots/1/submitted`,
      false,
      'drafts were revealed before all had submitted.',
    ],
    ['a reviewer whom nobody knows', `${round}/slots/0/reviewer`, 'R9', 'R9 is none of the people in the file.'],
    [
      'a structure that is not frozen',
      `${structure}/together/content`,
      null,
      'is frozen when it is settled, not before.',
    ],
    [
      'a structure that is not there',
      '/state/studies/0/extractions',
      file.state.studies[0]?.extractions?.filter(({ form }) => form === formHash),
      'One 2001: its form asks for results, but the structure of the study is not in the file.',
    ],
    [
      'a form that is not there',
      `${round}/form`,
      'c'.repeat(64),
      'One 2001 uses a definition that the file does not hold.',
    ],
    [
      'a definition',
      `/state/forms/${formHash}/sections/0/fields/0/label`,
      'Plan',
      'The definition does not have the hash that it is filed under.',
    ],
    [
      'a definition that is none',
      `/state/forms/${formHash}/sections/0/fields/1/when/item`,
      'allocation',
      'refers to "allocation", which is no earlier field.',
    ],
    [
      'a setting that no type has',
      `/state/forms/${formHash}/sections/0/fields/2/settings/hidden`,
      'x',
      '/settings/hidden: Here stands no member of a known name.',
    ],
    [
      'a type that there is not',
      `/state/forms/${formHash}/sections/0/fields/2/settings/type`,
      'prose',
      '/settings/type: Here stands no value of "text"',
    ],
    [
      'a count',
      `/derived/studies/0/extractions/${round.at(-1)}/compared`,
      9,
      'One 2001, extraction, round 1, compared: printed is 9, recomputed from the answers 8.',
    ],
    [
      'an agreement',
      '/derived/extractionAgreement/0/percent',
      100,
      'Agreement of R1 and R2, percent: printed is 100, recomputed from the answers 87.5.',
    ],
  ])('of %s is found', (_, path, value, expected) => {
    expect(problemsOf(forged(file, [path, value])).join('\n')).toContain(expected)
  })

  it('of what all had said alike is found', () => {
    const { file: agreed } = snapshotOf(new ExtractionScene().extracted())
    const path = pointer(`${placeOf(formHash, agreed)}/consensus/content/fields`, PEOPLE)
    expect(problemsOf(forged(agreed, [path, reported(41)]))).toContainEqual(
      expect.stringContaining('it is settled as agreed, but results/o1~t1~a1/n was not said by all.'),
    )
  })
})

describe('a structure that was opened again after the reveal', () => {
  const arm = row('arms', 'a3', 'D', { name: 'A leaflet', role: 'other' })
  const moved = (fields: Fields | null, how?: 'reopen' | 'rate-again') =>
    snapshotOf(restructured(resolved(), fields, how))

  it.each<readonly [string, Fields | null, 'reopen' | 'rate-again']>([
    ['and is open', null, 'reopen'],
    ['and has one arm more', arm, 'reopen'],
    ['and has other timepoints', { 'outcomes/o1/timepoints': reported(['t2']) }, 'reopen'],
    ['in another round, and is open', null, 'rate-again'],
    ['in another round, and has one arm more', { ...STRUCTURE, ...arm }, 'rate-again'],
  ])('%s leaves what was extracted as it was, and the file verifies', (_, fields, how) => {
    const { file: later, bytes } = moved(fields, how)
    expect(verifySnapshot(bytes)).toMatchObject({ ok: true, problems: [] })
    const [round, before] = [later, file].map((of) => extractionsOf(of).find(({ form }) => form === formHash))
    expect({ ...round, structure: null }).toEqual(before)
    expect(round?.structure).toEqual(STRUCTURE)
  })

  it('is judged as the agreed one is, and there is none where it was never opened again', () => {
    const { file: later } = moved(null)
    const kept = `${placeOf(formHash, later)}/structure`
    const role = pointer(kept, 'arms/a1/role')
    expect(problemsOf(forged(later, [role, reported('bystander')])).join('\n')).toContain(role)
    expect(problemsOf(forged(later, [pointer(kept, 'outcomes/o1/order'), undefined]))).toContainEqual(
      expect.stringContaining('the drafts differ in nothing, but the file says in results/o1~t1~a1/events.'),
    )
    expect(problemsOf(forged(later, [kept, null]))).toContainEqual(expect.stringContaining('but none is agreed.'))
    const own = `${placeOf(formHash)}/structure`
    expect(problemsOf(forged(file, [own, { ...STRUCTURE }]))).toContainEqual(
      expect.stringContaining('by another structure, but there was only one.'),
    )
  })

  it('hides no change of what does not hang on it, and no difference that is none, where the log did not keep it', () => {
    const { file: kept } = moved(null)
    const at = placeOf(formHash, kept)
    const later = forged(kept, [`${at}/structure`, undefined])
    expect(problemsOf(forged(later, [`${at}/drafts/0/content/fields/design`, reported('randomised')]))).toContainEqual(
      expect.stringContaining(`the drafts differ in design, but the file says in nothing.`),
    )
    expect(problemsOf(forged(later, [`${at}/differing`, [EVENTS, PEOPLE]]))).toContainEqual(
      `${at}/differing: One 2001: the drafts are said to differ in results/o1~t1~a1/n, but are alike there.`,
    )
    expect(problemsOf(forged(later, [`${at}/consensus/content/fields/design`, undefined]))).toContainEqual(
      expect.stringContaining('it is settled, but design has no answer.'),
    )
  })
})
