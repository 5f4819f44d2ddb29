import { describe, expect, it } from 'vitest'
import type { NewStudy } from './commands.ts'
import type { StudyId } from './review.ts'
import { knownAmong, studyKey, studyLabel } from './studies.ts'
import { alice, bob, carol, dana, erin, firstStudy, Scene, secondStudy } from './testing/index.ts'

const study = (change: Partial<NewStudy['citation']> = {}, label = ''): NewStudy => ({
  label,
  design: 'cohort',
  citation: {
    authors: ['Müller-Weiß, Anna', 'Burke, Sean'],
    truncatedAuthors: false,
    title: 'Work after injury',
    journal: 'Work',
    year: 2011,
    volume: '40',
    issue: '2',
    pages: '1-9',
    doi: null,
    pmid: null,
    ...change,
  },
})

describe('a study', () => {
  it('is named after its first author and year, and its key is fit for an address', () => {
    expect(studyLabel(study().citation)).toBe('Müller-Weiß 2011')
    expect(studyKey('Müller-Weiß 2011', new Set())).toBe('muller-wei-2011')
    expect(studyLabel(study({ authors: [], year: 0 }).citation)).toBe('Work after injury')
  })

  it('gets a name of its own where it is given none, as references are told apart in a text', () => {
    const again = { type: 'add-studies', studies: [study(), study({ title: 'Another' }), study({ year: 0 })] } as const
    const scene = new Scene().does(dana, again)
    const added = scene.view.studies.slice(-3).map(({ label, key }) => [label, key])
    expect(added).toEqual([
      ['Müller-Weiß 2011', 'muller-wei-2011'],
      ['Müller-Weiß 2011b', 'muller-wei-2011b'],
      ['Müller-Weiß', 'muller-wei'],
    ])
    const [, second] = scene.view.studies.slice(-3)
    scene.does(dana, { type: 'correct-study', study: second!.id, corrected: study({ title: 'Another' }) })
    expect(scene.view.studies.at(-2)?.label).toBe('Müller-Weiß 2011b')
    const given = study({ title: 'A third' }, 'Müller-Weiß 2011')
    scene.does(dana, { type: 'correct-study', study: second!.id, corrected: given })
    expect(scene.view.studies.at(-2)?.label).toBe('Müller-Weiß 2011')
  })

  it('gets a key of its own, however many have the same name', () => {
    const taken = new Set<string>()
    for (let count = 0; count < 40; count += 1) taken.add(studyKey('Burke 1994', taken))
    expect(taken.size).toBe(40)
    expect([...taken].slice(0, 3)).toEqual(['burke-1994', 'burke-1994-b', 'burke-1994-c'])
    expect(studyKey('?', new Set())).toBe('study')
  })

  it('is the same as another by DOI, PMID, or title and year, however they are written', () => {
    const scene = new Scene().does(dana, {
      type: 'add-studies',
      studies: [study({ doi: 'https://doi.org/10.1000/ABC', pmid: '123' })],
    })
    const { studies } = scene.view
    expect(knownAmong(studies)(study({ title: 'Other', doi: '10.1000/abc' }).citation)?.key).toBe('muller-wei-2011')
    expect(knownAmong(studies)(study({ title: 'Other', pmid: '123' }).citation)).not.toBeNull()
    expect(knownAmong(studies)(study({ title: 'WORK after  injury.' }).citation)).not.toBeNull()
    expect(knownAmong(studies)(study({ title: 'Work after injury', year: 2012 }).citation)).toBeNull()
    // Two without title, DOI and year have nothing in common.
    expect(knownAmong(studies)(study({ title: '', year: 0 }).citation)).toBeNull()
  })

  it('is not added twice, not even in one command', () => {
    const twice = new Scene().ask(dana, { type: 'add-studies', studies: [study(), study()] })
    expect(twice).toMatchObject({ ok: false, reason: { rule: 'studies-are-new' } })
  })

  it('can be corrected, and keeps its key and its due date', () => {
    const scene = new Scene().does(dana, { type: 'set-due', studies: [firstStudy], due: '2026-12-24' })
    scene.does(dana, { type: 'correct-study', study: firstStudy, corrected: study() })
    expect(scene.view.studies[0]).toMatchObject({ key: firstStudy, label: 'Müller-Weiß 2011', due: '2026-12-24' })
  })

  it('is corrected to what it is already, and not to what another one is', () => {
    const scene = new Scene()
    const [first, second] = scene.view.studies
    if (!first || !second) throw new Error('no studies')
    const correct = ({ citation }: NewStudy) =>
      scene.ask(dana, {
        type: 'correct-study',
        study: firstStudy,
        corrected: { label: 'One', design: 'cohort', citation },
      })
    expect(correct(first).ok).toBe(true)
    expect(correct(second)).toMatchObject({ ok: false, reason: { rule: 'studies-are-new' } })
  })

  it('can be removed while nobody has been assigned', () => {
    const scene = new Scene().does(dana, { type: 'remove-study', study: firstStudy, reason: 'Added twice.' })
    expect(scene.view.studies.map(({ id }) => id)).toEqual([secondStudy])
  })
})

describe('an allocation', () => {
  const how = { seed: 'seed', shares: [], experts: [] }

  it('carries out every assignment, with a draft for each reviewer', () => {
    const scene = new Scene().does(dana, {
      type: 'allocate',
      form: 'tiny',
      assignments: [
        { study: firstStudy, reviewers: [alice, bob] },
        { study: secondStudy, reviewers: [bob, alice] },
      ],
      how,
    })
    expect(scene.events.map(({ type }) => type)).toEqual(['allocated', 'assigned', 'assigned'])
    const drafts = [firstStudy, secondStudy].flatMap((id) => [scene.draftOf(alice, id), scene.draftOf(bob, id)])
    expect(new Set(drafts).size).toBe(4)
  })

  it('is refused whole, and says for which study, if a rule is against one of its assignments', () => {
    const scene = new Scene()
    const refused = scene.ask(dana, {
      type: 'allocate',
      form: 'tiny',
      assignments: [
        { study: firstStudy, reviewers: [alice, bob] },
        { study: secondStudy, reviewers: [alice, erin] },
      ],
      how,
    })
    expect(refused).toMatchObject({
      ok: false,
      reason: { rule: 'no-conflict-of-interest', details: { people: [erin], study: secondStudy } },
    })
    expect(scene.events).toEqual([])
  })

  it('does not reach somebody without the role, a study twice, or an unknown study', () => {
    const ask = (study: StudyId, reviewer: typeof carol) =>
      new Scene().ask(dana, {
        type: 'allocate',
        form: 'tiny',
        assignments: [{ study, reviewers: [alice, reviewer] }],
        how,
      })
    expect(ask(firstStudy, carol)).toMatchObject({ ok: false, reason: { rule: 'reviewer-role' } })
    expect(ask('nothing' as StudyId, bob)).toMatchObject({ ok: false, reason: { rule: 'study-exists' } })
    const twice = { study: firstStudy, reviewers: [alice, bob] }
    const refused = new Scene().ask(dana, { type: 'allocate', form: 'tiny', assignments: [twice, twice], how })
    expect(refused).toMatchObject({ ok: false, reason: { rule: 'something-to-allocate' } })
  })
})
