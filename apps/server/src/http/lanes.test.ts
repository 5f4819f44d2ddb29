import { describe, expect, it } from 'vitest'
import { Lanes } from './lanes.ts'

describe('large answers', () => {
  it('of one person are made one after the other, and those of others between', async () => {
    const lanes = new Lanes()
    const made: string[] = []
    const ask = (person: string) => lanes.run(person, async () => void made.push(person))
    await Promise.all([ask('mallory'), ask('mallory'), ask('mallory'), ask('alice')])
    expect(made).toEqual(['mallory', 'alice', 'mallory', 'mallory'])
  })

  it('leave turns of the loop to everybody else', async () => {
    const lanes = new Lanes()
    const made: string[] = []
    const asked = [1, 2, 3].map((place) => lanes.run('mallory', async () => void made.push(`answer ${place}`)))
    setImmediate(() => setImmediate(() => made.push('somebody else')))
    await Promise.all(asked)
    expect(made.indexOf('somebody else')).toBeLessThan(made.indexOf('answer 3'))
  })

  it('that fail keep nobody from the next', async () => {
    const lanes = new Lanes()
    const failing = lanes.run('mallory', async () => Promise.reject(new Error('broken')))
    const next = lanes.run('mallory', async () => 'made')
    await expect(failing).rejects.toThrow('broken')
    expect(await next).toBe('made')
  })
})
