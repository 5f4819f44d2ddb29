import { expect, test } from 'vitest'
import type { AssessmentId, ReviewView } from '@tandem/rules'
import { EXTRACTED, ExtractionScene, tinyForm } from '@tandem/rules/testing'
import type { ExtractedStudy, ExtractionsAnswer } from '@tandem/wire'
import type { Answer, Refused } from '#lib/http/api.ts'
import { Extractions, standOf } from './extractions.svelte.ts'

const REFUSED: Refused = {
  ok: false,
  status: 0,
  error: null,
  sentence: 'The server did not reply.',
  retryAfter: null,
  body: null,
}

/** A server whose answers and pauses end when the test says so. */
function server() {
  const asked: ((answer: Answer<ExtractionsAnswer>) => void)[] = []
  const pauses: (() => void)[] = []
  let count = 0
  return {
    get count() {
      return count
    },
    way: {
      ask: () => {
        count += 1
        return new Promise<Answer<ExtractionsAnswer>>((resolve) => asked.push(resolve))
      },
      pause: () => new Promise<void>((resolve) => pauses.push(resolve)),
    },
    /** Answers what is asked, and lets the pause after it end. */
    async answers(answer: Answer<ExtractionsAnswer>): Promise<void> {
      asked.shift()?.(answer)
      await turn()
      pauses.shift()?.()
      await turn()
    },
  }
}

/** Until everything that waits for nothing else has happened. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const scene = new ExtractionScene().extracted()
const { view } = scene
const assessment = scene.assessment()
const answerOf = (studies: readonly ExtractedStudy[]): Answer<ExtractionsAnswer> => ({ ok: true, value: { studies } })

const extracted = (fields: ExtractedStudy['drafts'][number]['content']['fields']): ExtractedStudy => ({
  study: assessment.study,
  assessment: assessment.id,
  form: assessment.form,
  drafts: assessment.slots.map(({ reviewer }) => ({ reviewer, content: { fields: EXTRACTED, texts: {} } })),
  shared: { content: { fields, texts: {} }, isSettled: true },
})

const first = ({ studies }: ReturnType<Extractions['review']>) => studies.find(({ drafts }) => drafts.length > 0)

test('studies stand in the order of the review, with state and structure of the view and documents of the answer', async () => {
  const { way, answers } = server()
  const extractions = new Extractions(way)
  void extractions.read()
  expect(extractions.isRead).toBe(false)
  await answers(answerOf([extracted(EXTRACTED)]))
  const review = extractions.review(view, tinyForm)
  expect(review.studies.map(({ key }) => key)).toEqual(view.studies.map(({ key }) => key))
  expect(first(review)).toMatchObject({ state: 'agreed', form: { version: 1 }, consensus: { isSettled: true } })
  expect(first(review)?.structure).not.toBeNull()
  const others = review.studies.filter(({ drafts }) => drafts.length === 0)
  expect(others.length).toBeGreaterThan(0)
  for (const other of others) expect(other).toMatchObject({ state: 'unassigned', structure: null, consensus: null })
})

test('a study that did not move stays the same object; one that moved is another', async () => {
  const { way, answers } = server()
  const extractions = new Extractions(way)
  void extractions.read()
  await answers(answerOf([extracted(EXTRACTED)]))
  const before = first(extractions.review(view, tinyForm))
  void extractions.read()
  await answers(answerOf([extracted(EXTRACTED)]))
  expect(first(extractions.review(view, tinyForm))).toBe(before)
  void extractions.read()
  await answers(answerOf([extracted({ ...EXTRACTED, aim: { status: 'unclear' } })]))
  expect(first(extractions.review(view, tinyForm))).not.toBe(before)
})

test('a study whose state moved is another, though its documents are the same', async () => {
  const { way, answers } = server()
  const extractions = new Extractions(way)
  void extractions.read()
  await answers(answerOf([extracted(EXTRACTED)]))
  const before = first(extractions.review(view, tinyForm))
  const locked: ReviewView = {
    ...view,
    assessments: view.assessments.map((one) => (one.id === assessment.id ? { ...one, state: 'locked' } : one)),
  }
  expect(first(extractions.review(locked, tinyForm))?.state).toBe('locked')
  expect(first(extractions.review(view, tinyForm))).toMatchObject({ ...before })
})

test('however often it is told while it asks, it asks once more, and not before the pause is over', async () => {
  const house = server()
  const extractions = new Extractions(house.way)
  void extractions.read()
  for (let told = 0; told < 5; told += 1) void extractions.read()
  expect(house.count).toBe(1)
  await house.answers(answerOf([]))
  expect(house.count).toBe(2)
  await house.answers(answerOf([]))
  expect(house.count).toBe(2)
  void extractions.read()
  expect(house.count).toBe(3)
})

test('a page that is gone asks nothing more, and takes no answer that was on its way', async () => {
  const house = server()
  const extractions = new Extractions(house.way)
  void extractions.read()
  void extractions.read()
  extractions.close()
  await house.answers(answerOf([extracted(EXTRACTED)]))
  void extractions.read()
  expect([house.count, extractions.isRead]).toEqual([1, false])
})

test('a page that goes during the pause asks nothing more, though something moved', async () => {
  const house = server()
  const extractions = new Extractions(house.way)
  void extractions.read()
  void extractions.read()
  const over = house.answers(answerOf([]))
  await Promise.resolve()
  extractions.close()
  await over
  expect(house.count).toBe(1)
})

test('what was read stays when the server does not reply, and the refusal is gone with the next answer', async () => {
  const { way, answers } = server()
  const extractions = new Extractions(way)
  void extractions.read()
  await answers(answerOf([extracted(EXTRACTED)]))
  void extractions.read()
  await answers(REFUSED)
  expect(extractions.refused).toBe(REFUSED)
  expect(first(extractions.review(view, tinyForm))).toBeDefined()
  void extractions.read()
  await answers(answerOf([]))
  expect(extractions.refused).toBeNull()
})

test('it is known which assessments are shown', async () => {
  const { way, answers } = server()
  const extractions = new Extractions(way)
  expect(extractions.isOf(assessment.id)).toBe(false)
  void extractions.read()
  await answers(answerOf([extracted(EXTRACTED)]))
  expect(extractions.isOf(assessment.id)).toBe(true)
  expect(extractions.isOf('another' as AssessmentId)).toBe(false)
})

test('the stand of a form changes with its own assessments alone', () => {
  const without = new ExtractionScene().structured().view
  expect(standOf(view, tinyForm.id)).not.toBe(standOf(without, tinyForm.id))
  expect(standOf(without, tinyForm.id)).toBe(standOf(new ExtractionScene().view, tinyForm.id))
  const moved = { ...view, assessments: view.assessments.map((one) => ({ ...one, isCurrent: false })) }
  expect(standOf(moved, tinyForm.id)).toBe('')
})
