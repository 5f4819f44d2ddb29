import { randomBytes } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { describe, expect, it } from 'vitest'
import { ACCOUNT_LIMITS } from '../limits.ts'
import { HASH_COST, passwordHashing, type HashCost } from './password-hash.ts'

/** The least that argon2 takes: these tests are about what is done around it. */
const CHEAP: HashCost = { memory: 8, passes: 1, parallelism: 1 }
const limits = ACCOUNT_LIMITS.hashing
const hashing = (cost = CHEAP) => passwordHashing({ random: randomBytes, limits, cost })

describe('a password hash', () => {
  it('fits its password and no other', async () => {
    const hash = await hashing().hash('correct horse battery staple')
    expect(await hashing().verify('correct horse battery staple', hash)).toEqual({ fits: true, isOld: false })
    expect(await hashing().verify('correct horse battery stapl', hash)).toEqual({ fits: false, isOld: false })
    expect(await hashing().verify('', hash)).toEqual({ fits: false, isOld: false })
  })

  it('is argon2id with 19 MiB, 2 passes and 1 lane, and says so itself', async () => {
    expect(HASH_COST).toEqual({ memory: 19_456, passes: 2, parallelism: 1 })
    const hash = await hashing(HASH_COST).hash('x')
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    expect(await hashing(HASH_COST).verify('x', hash)).toEqual({ fits: true, isOld: false })
  })

  it('has a salt of its own', async () => {
    expect(await hashing().hash('x')).not.toBe(await hashing().hash('x'))
  })

  it('made with other parameters still fits, and is known as old', async () => {
    const hash = await hashing().hash('x')
    expect(await hashing({ ...CHEAP, passes: 2 }).verify('x', hash)).toEqual({ fits: true, isOld: true })
  })

  it('of nobody fits nothing, and costs the same work', async () => {
    expect(await hashing().verify('', null)).toEqual({ fits: false, isOld: false })
  })

  it('takes a password to its last character, a thousand of them, and the same keys of every system', async () => {
    const long = 'é'.repeat(999)
    const hash = await hashing().hash(`${long}a`)
    expect(await hashing().verify(`${long}b`, hash)).toMatchObject({ fits: false })
    expect(await hashing().verify(`${'e\u0301'.repeat(999)}a`, hash)).toMatchObject({ fits: true })
  })

  it('that is not one of ours is a fault, and never a wrong password', async () => {
    await expect(hashing().verify('x', '$2b$12$abcdefghijklmnopqrstuv')).rejects.toThrow('not one of ours')
  })
})

describe('hashing', () => {
  it('takes so many at once, keeps so many waiting, and turns the next one away', async () => {
    const busy = hashing()
    const places = limits.atOnce + limits.waiting
    const asked = Array.from({ length: places }, () => busy.hash('x'))
    expect(await busy.hash('one beyond')).toBeNull()
    for (const hash of await Promise.all(asked)) expect(hash).not.toBeNull()
    expect(await busy.hash('again')).not.toBeNull()
  })

  it('gives its place back when it fails', async () => {
    const busy = hashing()
    const failing = Array.from({ length: limits.atOnce }, () => busy.verify('x', 'nonsense'))
    expect((await Promise.allSettled(failing)).map(({ status }) => status)).not.toContain('fulfilled')
    expect(await busy.hash('x')).not.toBeNull()
  })

  it('does not hold up the loop: others are served while it computes', async () => {
    const before = performance.eventLoopUtilization()
    let turns = 0
    let isComputing = true
    const turn = (): void => {
      turns += 1
      if (isComputing) setImmediate(turn)
    }
    setImmediate(turn)
    await Promise.all(Array.from({ length: 4 }, () => hashing(HASH_COST).hash('x')))
    isComputing = false
    // Were it computed on the loop, there would be about one turn for each of the four.
    expect(turns).toBeGreaterThan(100)
    expect(performance.eventLoopUtilization(before).active).toBeGreaterThan(0)
  })
})
