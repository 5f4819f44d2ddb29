/** Reviews in memory: which stay, which go, how many somebody may found, and who hears of a new name. */
import type { AskedPlan, Command, PersonId, ReviewId } from '@tandem/rules'
import type { LiveMessage } from '@tandem/wire'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { REVIEW_LIMITS, ROOM_LIMITS } from '../limits.ts'
import { alice, dana, erin, firstStudy, House, reviewId, smallReview } from '../testing/house.ts'

const { unloadAfter, foundedPerDay, foundedInAll, foundingDay } = REVIEW_LIMITS
const PLAN: AskedPlan = {
  title: 'Work after injury',
  shortTitle: 'Work',
  reference: '',
  registration: null,
  question: { population: '', intervention: '', comparator: '', outcomes: '' },
  stages: [{ instrument: 'downs-and-black-modified', mode: 'independent', reviewers: 2 }],
  switchedOff: [],
}

let house: House
beforeEach(async () => {
  house = await House.open()
  await house.assign()
})
afterEach(() => house.close())

const read = (person: PersonId = alice) => house.core.reviews.read(reviewId, person)

describe('a review in memory', () => {
  /** How often reviews have been loaded since this was asked. */
  const loads = () => vi.spyOn(house.store, 'loadReview').mock.calls
  const idle = async (): Promise<void> => {
    await house.pass(unloadAfter)
    await house.pass(unloadAfter)
  }

  it('is unloaded when nobody has asked for it for a while, and comes back the same', async () => {
    const before = await read()
    const loaded = loads()
    await idle()
    expect(await read()).toEqual(before)
    expect(loaded.length).toBe(1)
    await house.does(dana, { type: 'set-due', studies: [firstStudy], due: '2026-12-24' })
    expect((await read())?.view.studies[0]?.due).toBe('2026-12-24')
  })

  it('stays while somebody asks for it now and then', async () => {
    const loaded = loads()
    for (let times = 0; times < 5; times += 1) {
      await read()
      await house.pass(unloadAfter)
    }
    expect(loaded.length).toBe(0)
  })

  it('stays while somebody watches it, so that they hear of everything', async () => {
    const { messages } = await house.watch(alice)
    const loaded = loads()
    await idle()
    await house.does(dana, { type: 'set-due', studies: [firstStudy], due: '2026-12-24' })
    expect(loaded.length).toBe(0)
    expect(messages.some((message) => message.type === 'event' && message.event.type === 'due-set')).toBe(true)
  })

  it('stays while one of its documents is open, and goes after that', async () => {
    const client = await house.client(alice, await house.draft(alice)).connect()
    await house.quiet()
    const loaded = loads()
    await idle()
    await read()
    expect(loaded.length).toBe(0)
    client.cut()
    await house.pass(ROOM_LIMITS.unloadAfter)
    await house.quiet()
    await idle()
    await read()
    expect(loaded.length).toBe(1)
  })

  it('is not unloaded under a command that is being carried out', async () => {
    const held = Promise.withResolvers<void>()
    const { commit } = house.store
    vi.spyOn(house.store, 'commit').mockImplementationOnce(async (commits) => {
      await held.promise
      return commit(commits)
    })
    const due = { type: 'set-due', studies: [firstStudy], due: '2026-12-24' } as const
    const answer = house.core.reviews.command(reviewId, dana, { id: 'command-while-idle', command: due })
    await house.turn()
    await idle()
    await read()
    held.resolve()
    expect(await house.during(answer)).toEqual({ ok: true })
    expect((await read())?.view.studies[0]?.due).toBe('2026-12-24')
  })
})

describe('the id of a command', () => {
  const id = 'import-of-today-0001'
  const due = (day: string | null) => ({ type: 'set-due', studies: [firstStudy], due: day }) as const
  const ask = async (person: PersonId, command: Command) => {
    const answer = house.core.reviews.command(reviewId, person, { id, command })
    return house.during(answer)
  }
  const happened = async (): Promise<number> => (await house.core.reviews.log(reviewId, dana))?.events.length ?? 0

  it('asked twice for the same does it once, and gives the same answer', async () => {
    const before = await happened()
    expect(await ask(dana, due('2026-12-24'))).toEqual({ ok: true })
    expect(await ask(dana, due('2026-12-24'))).toEqual({ ok: true })
    expect(await happened()).toBe(before + 1)
  })

  it('asked for something else is refused, and nothing is done', async () => {
    await ask(dana, due('2026-12-24'))
    const before = await happened()
    const another = await ask(dana, due(null))
    expect(another).toMatchObject({ ok: false, denial: { rule: 'command-id-is-taken', details: {} } })
    expect(await happened()).toBe(before)
    expect((await read())?.view.studies[0]?.due).toBe('2026-12-24')
    expect(await ask(dana, due('2026-12-24'))).toEqual({ ok: true })
  })

  it('is one’s own: nobody learns which ids others have used', async () => {
    const withdraw = { type: 'withdraw', assessment: 'none' as never } as const
    const unused = await ask(alice, withdraw)
    await ask(dana, due('2026-12-24'))
    expect(await ask(alice, withdraw)).toEqual(unused)
    expect(unused).toMatchObject({ ok: false, denial: { rule: 'assessment-exists' } })
    const about = { study: firstStudy, form: null, item: null, part: null }
    const opening = { type: 'open-thread', anchor: about, text: 'A question.', mentions: [] } as const
    expect(await ask(alice, opening)).toEqual({ ok: true })
  })

  it('of the time before its command was kept is answered as it was then', async () => {
    const asked = vi.spyOn(house.store, 'commandAnswer')
    asked.mockResolvedValueOnce({ id, person: dana, asked: null, answer: '{"ok":true}' })
    const before = await happened()
    expect(await ask(dana, due('2026-12-24'))).toEqual({ ok: true })
    expect(await happened()).toBe(before)
  })
})

describe('founding', () => {
  const found = (person: PersonId = alice) =>
    house.core.reviews.found({ person, name: 'Alice', hue: 1, isReviewer: false }, PLAN)
  const founded = async (): Promise<number> => (await house.core.reviews.list(alice)).reviews.length - 1

  it(`is possible ${foundedPerDay} times in a day, also for somebody who asks for all at once; one more is refused`, async () => {
    const answers = await house.during(Promise.all(Array.from({ length: foundedPerDay + 1 }, () => found())))
    expect(answers.filter(({ ok }) => ok).length).toBe(foundedPerDay)
    expect(answers.at(-1)).toMatchObject({ ok: false, reason: { rule: 'too-many-reviews' } })
    expect(await founded()).toBe(foundedPerDay)
    expect(await house.during(found(erin))).toMatchObject({ ok: true })
    await house.pass(foundingDay - 1)
    expect(await house.during(found())).toMatchObject({ ok: false })
    await house.pass(1)
    expect(await house.during(found())).toMatchObject({ ok: true })
  })

  it(`is possible ${foundedInAll} times in all, whenever that was`, async () => {
    const earlier = (await house.store.foundedBy(alice)).length
    const at = '2020-01-01T00:00:00.000Z' as never
    const times = vi.spyOn(house.store, 'foundedBy')
    times.mockResolvedValueOnce(Array.from({ length: foundedInAll }, () => at))
    expect(await house.during(found())).toMatchObject({ ok: false, reason: { rule: 'too-many-reviews' } })
    expect(await founded()).toBe(earlier)
    times.mockResolvedValueOnce(Array.from({ length: foundedInAll - 1 }, () => at))
    expect(await house.during(found())).toMatchObject({ ok: true })
  })

  it.each(['constructor', '__proto__', 'toString'])('with the instrument "%s" is refused by its rule', async (name) => {
    const founder = { person: alice, name: 'Alice', hue: 1, isReviewer: false }
    const answer = await house.during(
      house.core.reviews.found(founder, {
        ...PLAN,
        stages: PLAN.stages.map((stage) => ({ ...stage, instrument: name })),
      }),
    )
    expect(answer).toMatchObject({ ok: false, reason: { rule: 'instrument-is-known' } })
    expect(await founded()).toBe(0)
  })
})

describe('a new name', () => {
  it('is told where the person is known, and nowhere else', async () => {
    const other = 'review-2' as ReviewId
    const { people, ...rest } = smallReview()
    const without = people.filter(({ id }) => id !== erin)
    await house.store.createReview({ ...rest, people: without, review: { ...rest.review, id: other } })
    const heard: LiveMessage[] = []
    const port = { send: (message: LiveMessage) => heard.push(message), close: () => undefined }
    await house.core.watch(other, alice, '0', port)
    const { messages } = await house.watch(alice)
    const [before, beforeThere] = [messages.length, heard.length]
    await house.core.reviews.rename(erin, 'Erin Example')
    expect(messages.slice(before).map(({ type }) => type)).toEqual(['names'])
    expect(heard.slice(beforeThere)).toEqual([])
    expect((await read())?.view.people.find(({ id }) => id === erin)?.name).toBe('Erin Example')
  })
})
