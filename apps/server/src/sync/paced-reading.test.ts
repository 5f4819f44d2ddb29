import { beforeEach, describe, expect, it } from 'vitest'
import { HeldTime } from '../testing/held-time.ts'
import { PacedReading } from './paced-reading.ts'
import { Allowance } from './rate.ts'

let time: HeldTime
type Message = { readonly name: number; readonly cost: number }

let handed: number[]
let pauses: string[]
let reading: PacedReading<Message>

beforeEach(() => {
  time = new HeldTime()
  handed = []
  pauses = []
  reading = new PacedReading({
    source: { pause: () => pauses.push('paused'), resume: () => pauses.push('resumed') },
    allowance: new Allowance({ burst: 3, perSecond: 10 }, time.clock),
    later: time.later,
    cost: ({ cost }) => cost,
    handOn: ({ name }) => handed.push(name),
  })
})

const take = (...names: readonly number[]): void => names.forEach((name) => reading.take({ name, cost: 1 }))

describe('what a connection sends', () => {
  it('is handed on at once up to a burst, and the source is not touched', () => {
    take(1, 2, 3)
    expect([handed, pauses, time.waiting]).toEqual([[1, 2, 3], [], 0])
  })

  it('beyond a burst waits with the source paused, and goes on in order when its time has come', () => {
    take(1, 2, 3, 4, 5)
    expect([handed, pauses]).toEqual([[1, 2, 3], ['paused']])
    time.pass(99)
    expect(handed).toEqual([1, 2, 3])
    time.pass(1)
    expect([handed, pauses.at(-1)]).toEqual([[1, 2, 3, 4], 'paused'])
    time.pass(100)
    expect([handed, pauses.at(-1), time.waiting]).toEqual([[1, 2, 3, 4, 5], 'resumed', 0])
  })

  it('costs what it is worth: a large one waits for all of it', () => {
    take(1, 2)
    reading.take({ name: 3, cost: 3 })
    time.pass(199)
    expect(handed).toEqual([1, 2])
    time.pass(1)
    expect([handed, pauses]).toEqual([
      [1, 2, 3],
      ['paused', 'resumed'],
    ])
  })

  it('does not overtake what waits, although there is time again', () => {
    take(1, 2, 3, 4)
    time.now += 1_000
    take(5)
    expect(handed).toEqual([1, 2, 3])
    time.pass(0)
    expect(handed).toEqual([1, 2, 3, 4, 5])
  })

  it('is handed on to the last one after the source has ended, at the same pace, and then it is over', () => {
    let isDone = false
    take(1, 2, 3, 4, 5)
    const before = handed.length
    reading.end(() => {
      isDone = true
    })
    expect([handed.length, isDone]).toEqual([before, false])
    for (let turn = 0; turn < 10 && !isDone; turn += 1) time.pass(1_000)
    expect([handed, isDone, time.waiting]).toEqual([[1, 2, 3, 4, 5], true, 0])
  })

  it('is over at once where nothing waits when the source ends', () => {
    let isDone = false
    take(1)
    reading.end(() => {
      isDone = true
    })
    expect(isDone).toBe(true)
  })
})
