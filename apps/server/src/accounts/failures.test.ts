import { beforeEach, describe, expect, it } from 'vitest'
import { ACCOUNT_LIMITS } from '../limits.ts'
import { HeldTime } from '../testing/held-time.ts'
import { countFailures, type Failures, type Subject } from './failures.ts'

const { window, ofAccount, ofAddress, withoutPause, known } = ACCOUNT_LIMITS.failures
const alice: Subject = { kind: 'account', id: 'alice' }
const bob: Subject = { kind: 'account', id: 'bob' }
const here: Subject = { kind: 'address', id: '192.0.2.1' }

let time: HeldTime
let failures: Failures
beforeEach(() => {
  time = new HeldTime()
  failures = countFailures(time.clock)
})

/** Waits as long as it is told to, then fails; so often. */
function failPatiently(subject: Subject, count: number): readonly number[] {
  return Array.from({ length: count }, () => {
    const wait = failures.begin([subject])
    time.pass(wait)
    if (wait > 0) expect(failures.begin([subject])).toBe(0)
    return wait
  })
}

describe('failures on an account', () => {
  it('may be three without a pause; then it is a second, and doubles', () => {
    expect(failPatiently(alice, ofAccount)).toEqual([0, 0, 0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000])
    expect(withoutPause).toBe(3)
  })

  it('may be ten in fifteen minutes; the next one waits until the first is over', () => {
    const start = time.now
    failPatiently(alice, ofAccount)
    expect(failures.begin([alice])).toBe(start + window - time.now)
    time.pass(start + window - time.now - 1)
    expect(failures.begin([alice])).toBe(1)
    time.pass(1)
    expect(failures.begin([alice])).toBe(0)
  })

  it('are not those of another', () => {
    failPatiently(alice, ofAccount)
    expect(failures.begin([bob])).toBe(0)
  })

  it('are forgotten once it was right', () => {
    failPatiently(alice, ofAccount - 1)
    failures.forgive([alice])
    expect(failures.begin([alice])).toBe(0)
    expect(failures.begin([alice])).toBe(0)
  })

  it('count from the moment a try begins: many at the same moment are many', () => {
    const waits = Array.from({ length: 100 }, () => failures.begin([alice]))
    expect(waits.filter((wait) => wait === 0)).toHaveLength(withoutPause)
  })

  it('do not count where nothing was looked at', () => {
    for (let count = 0; count < 50; count += 1) {
      expect(failures.begin([alice])).toBe(0)
      failures.takeBack([alice])
    }
  })

  it('that have to wait count for nobody', () => {
    for (let count = 0; count < 50; count += 1) failures.begin([alice, here])
    failures.forgive([alice])
    for (let count = 0; count < ofAddress - withoutPause; count += 1) expect(failures.begin([here])).toBe(0)
    expect(failures.begin([here])).toBeGreaterThan(0)
  })
})

describe('failures from an address', () => {
  it('may be a hundred in fifteen minutes, without pauses', () => {
    for (let count = 0; count < ofAddress; count += 1) expect(failures.begin([here])).toBe(0)
    expect(failures.begin([here])).toBe(window)
    time.pass(window)
    expect(failures.begin([here])).toBe(0)
  })

  it('stay when one of them was right: an attacker’s own account buys no tries', () => {
    for (let count = 0; count < ofAddress - 1; count += 1) failures.begin([here])
    expect(failures.begin([here, alice])).toBe(0)
    failures.forgive([here, alice])
    expect(failures.begin([here])).toBe(0)
    expect(failures.begin([here])).toBeGreaterThan(0)
  })
})

it('only so many are remembered: the one tried least recently goes first', () => {
  failures.begin([here])
  failPatiently(alice, ofAccount)
  for (let count = 0; count < known - 1; count += 1) failures.begin([{ kind: 'account', id: String(count) }])
  expect(failures.begin([alice])).toBeGreaterThan(0)
  failures.begin([{ kind: 'account', id: 'one beyond' }])
  expect(failures.begin([alice])).toBe(0)
})
