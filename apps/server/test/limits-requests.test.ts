import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HTTP_LIMITS } from '../src/limits.ts'
import { HeldTime } from '../src/testing/held-time.ts'
import { alice, reviewId } from '../src/testing/house.ts'
import { startWholeServer, type WholeServer } from '../src/testing/whole-server.ts'

const time = new HeldTime()
let server: WholeServer
let cookies: Record<'alice' | 'bob', string>

beforeEach(async () => {
  server = await startWholeServer({ clock: time.clock, later: time.later })
  cookies = { alice: await server.signIn('alice'), bob: await server.signIn('bob') }
})
afterEach(() => server.stop())

const read = async (person: 'alice' | 'bob'): Promise<number> =>
  (await server.send({ path: `/api/reviews/${reviewId}`, headers: { cookie: cookies[person] } })).status

async function command(person: 'alice' | 'bob', number: number): Promise<number> {
  const body = { id: `request-${number}`.padEnd(16, '-'), command: { type: 'lock', form: 'tiny', reason: 'Done.' } }
  const headers = { cookie: cookies[person] }
  return (await server.send({ method: 'POST', path: `/api/reviews/${reviewId}/commands`, body, headers })).status
}

describe('requests of one person', () => {
  it('are answered up to a burst, refused with a sentence beyond it, and answered again later; others go on', async () => {
    const { burst, perSecond } = HTTP_LIMITS.requests
    for (let count = 0; count < burst; count += 1) expect(await read('alice')).toBe(200)
    const refused = await server.send({ path: `/api/reviews/${reviewId}`, headers: { cookie: cookies.alice } })
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '1' } })
    expect(JSON.parse(refused.body)).toMatchObject({ error: 'too-many-requests' })
    expect(await read('bob')).toBe(200)
    time.pass(1_000)
    for (let count = 0; count < perSecond; count += 1) expect(await read('alice')).toBe(200)
    expect(await read('alice')).toBe(429)
  })
})

describe('commands of one person', () => {
  it('have a smaller budget, and beyond it nothing is carried out', async () => {
    const { burst } = HTTP_LIMITS.commands
    for (let count = 0; count < burst; count += 1) expect(await command('alice', count)).toBe(409)
    const draft = await server.draft(alice)
    expect(await command('alice', burst)).toBe(429)
    expect(await server.store.commandAnswer(reviewId, alice, `request-${burst}`.padEnd(16, '-'))).toBeNull()
    expect(await command('bob', 1_000)).toBe(409)
    expect(await server.draft(alice)).toBe(draft)
  })
})
