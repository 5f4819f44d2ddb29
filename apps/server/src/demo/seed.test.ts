import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isInstrument, scoreOf, type FormKind, type ReviewView } from '@tandem/rules'
import { House } from '../testing/house.ts'
import { DEMO } from './demo-data.ts'
import { DEMO_REVIEW, seedDemo } from './seed.ts'

let house: House
beforeEach(async () => {
  house = await House.openEmpty()
})
afterEach(() => house.close())

const seeded = async () => {
  let ids = 0
  await house.during(
    seedDemo({ store: house.store, core: house.core, newId: () => `seed-${(ids += 1)}`.padEnd(20, '-') }),
  )
  const review = await house.core.reviews.open(DEMO_REVIEW)
  if (!review) throw new Error('no demo')
  return review.view
}

const statesOf = ({ assessments }: ReviewView, kind: FormKind | undefined) =>
  assessments
    .filter(({ form }) => form.kind === kind)
    .map(({ state }) => state)
    .sort()

describe('the demo', () => {
  it('has four studies rated and settled, one in conflict and one untouched', async () => {
    const view = await seeded()
    expect(statesOf(view, undefined)).toEqual(['agreed', 'conflict', 'pending', 'resolved', 'resolved', 'resolved'])
    expect(await house.store.verifyChain(DEMO_REVIEW)).toBeNull()
  })

  it('has the structure of five studies, three of them extracted, one in conflict and one with a draft that waits', async () => {
    const view = await seeded()
    expect(statesOf(view, 'structure')).toEqual(['agreed', 'agreed', 'agreed', 'agreed', 'agreed'])
    expect(statesOf(view, 'extraction')).toEqual(['agreed', 'conflict', 'partial', 'resolved', 'resolved'])
    const differing = view.assessments.flatMap(({ revealed }) => revealed?.differing ?? [])
    expect(differing).toHaveLength(7)
  })

  it('gives the settled studies the totals of its data', async () => {
    const view = await seeded()
    const totals = view.assessments.flatMap(({ study, settlement, form }) => {
      const definition = view.forms[form.hash]
      const key = view.studies.find(({ id }) => id === study)?.key
      return settlement && definition && isInstrument(definition)
        ? [[key, scoreOf(definition, settlement.answers).points]]
        : []
    })
    expect(Object.fromEntries(totals)).toEqual({
      'burke-1994': 16,
      'cui-2023': 25,
      'porteau-cassard-1999': 14,
      'poulain-2010': 20,
    })
  })

  it('was made as people make a review: invited, with a protocol that was frozen before the first rating', async () => {
    const view = await seeded()
    expect(view.protocol).toMatchObject({ version: 1, frozen: { by: 'dana' } })
    expect(view.people.map(({ id, hue }) => [id, hue])).toEqual([
      ['dana', 4],
      ['alice', 1],
      ['bob', 2],
      ['carol', 3],
    ])
    expect(view.studies.map(({ key }) => key)).toEqual(DEMO.studies.map(({ key }) => key))
    expect(view.review.invented).toBe(DEMO.review.invented)
  })

  it('is loaded once, and a start that was interrupted goes on where it stopped', async () => {
    const { createAccount } = house.store
    house.store.createAccount = () => Promise.reject(new Error('killed'))
    await expect(seeded()).rejects.toThrow('killed')
    house.store.createAccount = createAccount
    const before = (await house.store.loadReview(DEMO_REVIEW))?.events.length
    await seeded()
    await seeded()
    expect((await house.store.loadReview(DEMO_REVIEW))?.events).toHaveLength(before ?? -1)
    expect((await house.store.accounts()).map(({ id }) => id).sort()).toEqual(DEMO.people.map(({ key }) => key).sort())
  })
})
