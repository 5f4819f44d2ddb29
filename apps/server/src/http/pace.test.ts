import { beforeEach, describe, expect, it } from 'vitest'
import { ACCOUNT_LIMITS, HTTP_LIMITS } from '../limits.ts'
import { HeldTime } from '../testing/held-time.ts'
import { createPace, type Pace } from './pace.ts'

const here = '192.0.2.1'
let time: HeldTime
let pace: Pace
beforeEach(() => {
  time = new HeldTime()
  pace = createPace(time.clock)
})

/** How many of so many tries may be made now. */
const taken = (count: number, kind: Parameters<Pace['take']>[0], person: string | null, address = here): number =>
  Array.from({ length: count }, () => pace.take(kind, { person, address })).filter((wait) => wait === 0).length

describe('the pace', () => {
  it('of strangers is that of their address, and of who is signed in their own', () => {
    const { burst } = ACCOUNT_LIMITS.strangers
    expect(taken(burst + 5, 'strangers', null)).toBe(burst)
    expect(taken(1, 'strangers', null, '192.0.2.2')).toBe(1)
    expect(taken(1, 'strangers', 'alice')).toBe(1)
    expect(pace.take('strangers', { person: null, address: here })).toBe(1_000)
    time.pass(1_000)
    expect(taken(2, 'strangers', null)).toBe(1)
  })

  it('of commands takes from the requests too, and is smaller', () => {
    const { commands, requests } = HTTP_LIMITS
    expect(taken(commands.burst + 5, 'commands', 'alice')).toBe(commands.burst)
    expect(taken(requests.burst, 'requests', 'alice')).toBe(requests.burst - commands.burst - 5)
    expect(taken(1, 'requests', 'bob')).toBe(1)
  })

  it('of what is free has no end', () => {
    expect(taken(5_000, 'free', null)).toBe(5_000)
  })

  it('is remembered for so many addresses: the one that asked least recently is forgotten first', () => {
    const { burst } = ACCOUNT_LIMITS.strangers
    taken(burst, 'strangers', null)
    for (let count = 0; count < ACCOUNT_LIMITS.strangersKnown - 1; count += 1) taken(1, 'strangers', null, `${count}`)
    expect(taken(1, 'strangers', null)).toBe(0)
    for (let count = 0; count < ACCOUNT_LIMITS.strangersKnown; count += 1) taken(1, 'strangers', null, `x${count}`)
    expect(taken(1, 'strangers', null)).toBe(1)
  })
})
