import { expect, test } from 'vitest'
import { STUDY_STRUCTURE, type ReviewView, type SdsByOutcome } from '@tandem/rules'
import {
  alice,
  bob,
  EXTRACTED,
  ExtractionScene,
  firstStudy,
  reported,
  secondStudy,
  STRUCTURE,
  tinyForm,
} from '@tandem/rules/testing'
import type { SettledSdsAnswer } from '@tandem/wire'
import { flushSync } from 'svelte'
import type { Answer } from '#lib/http/api.ts'
import { Elsewhere } from './elsewhere.svelte.ts'

const DAYS = {
  ...STRUCTURE,
  'outcomes/o1/measure': reported('continuous'),
  'outcomes/o1/unit': reported('days'),
}
const scene = new ExtractionScene().structured(DAYS)
const structured = scene.view
const extracted = scene.assigns().rates(alice, EXTRACTED).rates(bob, EXTRACTED)
const settled = extracted.submits(alice).submits(bob).view
const label = structured.studies.find(({ id }) => id === firstStudy)?.label

/** Another study's page, with a server that answers what the test says. */
function pageOver(view: () => ReviewView, answers: readonly SdsByOutcome[] = []) {
  let asked = 0
  const elsewhere = new Elsewhere(secondStudy, tinyForm.id, view, async (): Promise<Answer<SettledSdsAnswer>> => {
    const sds = answers[asked]
    asked += 1
    if (sds === undefined) throw new Error('asked more often than expected')
    return { ok: true, value: { studies: [{ study: firstStudy, sds }] } }
  })
  return { elsewhere, asked: () => asked }
}

test('units come from the structures of the other studies, without asking anybody', () => {
  const { elsewhere } = pageOver(() => structured)
  expect(elsewhere.outcomes).toMatchObject([{ study: label, unit: { label: 'days' }, sds: [] }])
  const own = new Elsewhere(
    firstStudy,
    STUDY_STRUCTURE.id,
    () => structured,
    () => Promise.reject(new Error('asked')),
  )
  expect(own.outcomes).toEqual([])
})

test('SDs are asked for once a study is settled, and again when one has been settled since', async () => {
  let view = $state.raw(structured)
  const { elsewhere, asked } = pageOver(() => view, [{ o1: [11.2] }, { o1: [11.2, 12.9] }])
  const stop = $effect.root(() => {
    $effect(() => elsewhere.follow())
  })
  const until = async (changed: ReviewView): Promise<readonly (readonly number[])[]> => {
    view = changed
    flushSync()
    await Promise.resolve().then(() => undefined)
    return elsewhere.outcomes.map(({ sds }) => sds)
  }
  expect([await until(structured), asked()]).toEqual([[[]], 0])
  expect([await until(settled), asked()]).toEqual([[[11.2]], 1])
  expect([await until({ ...settled, nudges: {} }), asked()]).toEqual([[[11.2]], 1])
  expect([await until(settledAgain(settled)), asked()]).toEqual([[[11.2, 12.9]], 2])
  stop()
})

const settledAgain = (view: ReviewView): ReviewView => ({
  ...view,
  assessments: view.assessments.map((one) => ({
    ...one,
    settlement: one.settlement && { ...one.settlement, at: '2027-01-01T00:00:00.000Z' as typeof one.settlement.at },
  })),
})
