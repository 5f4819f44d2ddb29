/**
 * Two to five clients of Alice, Bob, Dana and Carol on one study, from blind drafts to a settled consensus, over a
 * network that delays, cuts and restarts as a seed says; now and then a client writes what no honest one would. After
 * every run: all readers hold what the server holds and what the disk holds, no stored value breaks a rule, the counts
 * are the recount, the log's chain verifies, and nothing of Bob's reached Alice before the reveal.
 *
 * `FUZZ_SEED=7 pnpm vitest run apps/server/test/convergence.test.ts` repeats one run; `FUZZ_SEEDS=5000` runs more.
 */
import { hashOf, noteText } from '@tandem/documents'
import {
  answersIn,
  candidatesIn,
  isSettled,
  itemProgress,
  itemsOf,
  judgeEdit,
  type Instrument,
  type PersonId,
} from '@tandem/rules'
import { tinyInstrument } from '@tandem/rules/testing'
import { seededRandom, type Random } from '@tandem/documents/testing'
import { describe, expect, it } from 'vitest'
import { House, alice, bob, carol, dana, reviewId } from '../src/testing/house.ts'
import type { TestClient } from '../src/testing/test-client.ts'

const FIRST = 20_260
const one = process.env['FUZZ_SEED']
const count = Number(process.env['FUZZ_SEEDS'] ?? 200)
const seeds = one ? [Number(one)] : Array.from({ length: count }, (_, index) => FIRST + index)

describe('clients converge and no state breaks a rule', () => {
  it.each(seeds)('seed %i', async (seed) => {
    const house = await House.open()
    try {
      await new Run(house, seededRandom(seed)).go()
    } finally {
      await house.close()
    }
  })
})

const BOBS_WORD = 'bob-thinks-otherwise'
const instrument: Instrument = tinyInstrument

class Run {
  readonly #house: House
  readonly #random: Random
  #clients: TestClient[] = []
  #isBlind = true
  /** Frames that Alice's clients had received when the drafts were revealed. */
  #beforeReveal: readonly Uint8Array[] = []

  constructor(house: House, random: Random) {
    this.#house = house
    this.#random = random
  }

  async go(): Promise<void> {
    await this.#house.assign()
    await this.#drafts()
    await this.#consensus()
    expect(await this.#house.store.verifyChain(reviewId)).toBeNull()
    expect(this.#house.errors).toEqual([])
    this.#findNoLeak()
  }

  async #drafts(): Promise<void> {
    const owners = [
      alice,
      bob,
      ...(this.#random.chance(0.5) ? [alice] : []),
      ...(this.#random.chance(0.3) ? [bob] : []),
    ]
    for (const person of owners)
      this.#clients.push(await this.#house.client(person, await this.#house.draft(person)).connect())
    await this.#steps(this.#clients, 25)
    for (const person of [alice, bob]) await this.#complete(person)
    for (const person of this.#random.chance(0.5) ? [alice, bob] : [bob, alice]) {
      await this.#submit(person)
      if ((await this.#house.assessment()).revealed === null) this.#beforeReveal = this.#framesOf(alice)
    }
    for (const client of this.#clients) client.cut()
  }

  #framesOf(person: PersonId): readonly Uint8Array[] {
    return this.#clients.filter((client) => client.person === person).flatMap(({ received }) => [...received])
  }

  async #complete(person: PersonId): Promise<void> {
    // What other tabs of this person kept offline arrives first: it may clear what would be written now.
    await this.#agree(this.#clients.filter((candidate) => candidate.person === person))
    const client = await this.#fresh(this.#clients.find((candidate) => candidate.person === person))
    for (const item of itemsOf(instrument)) {
      const option = this.#random.pick(item.options).id
      client.set(item.id, person === bob && item.id === 'sites' ? 'none' : option)
    }
    client.set('sites', person === bob ? 'none' : 'three')
    if (person === bob) client.set('sites/note', BOBS_WORD)
    await this.#house.quiet()
    await this.#agree(this.#clients.filter((candidate) => candidate.document === client.document))
  }

  async #submit(person: PersonId): Promise<void> {
    const client = await this.#fresh(this.#clients.find((candidate) => candidate.person === person))
    expect(await this.#house.submit(client)).toEqual({ ok: true })
    await this.#house.quiet()
  }

  async #consensus(): Promise<void> {
    const document = await this.#house.consensus()
    const people = [alice, bob, dana, carol, alice].slice(0, 2 + this.#random.integer(4))
    this.#clients = []
    this.#isBlind = false
    for (const person of people) this.#clients.push(await this.#house.client(person, document).connect())
    await this.#steps(this.#clients, 40)
    await this.#agree(this.#clients)
    await this.#settle()
  }

  async #settle(): Promise<void> {
    const client = await this.#fresh(this.#clients[0])
    for (const key of candidatesIn(client.plain())) client.set(key, null)
    for (const item of itemsOf(instrument))
      if (!(item.id in client.plain().fields)) client.set(item.id, this.#random.pick(item.options).id)
    await this.#house.quiet()
    const { id: assessment } = await this.#house.assessment()
    const contentHash = hashOf(client.plain())
    if (this.#random.chance(0.3))
      await this.#house.does(dana, { type: 'adjudicate', assessment, contentHash, rationale: 'Weighed.' })
    else for (const person of [alice, bob]) await this.#house.does(person, { type: 'sign', assessment, contentHash })
    expect(isSettled((await this.#house.assessment()).state)).toBe(true)
    expect((await this.#house.assessment()).settlement?.answers).toEqual(answersIn(instrument, client.plain()))
    client.set('sites', client.plain().fields['sites'] === 'one' ? 'two' : 'one')
    await this.#house.quiet()
    expect(hashOf(await this.#house.stored(client.document))).toBe(contentHash)
  }

  async #steps(clients: readonly TestClient[], length: number): Promise<void> {
    for (let step = 0; step < length; step += 1) {
      await this.#step(this.#random.pick(clients))
      if (this.#random.chance(0.04)) {
        await this.#house.crash()
        for (const client of clients) if (this.#random.chance(0.7)) await this.#fresh(client)
      }
    }
  }

  async #step(client: TestClient): Promise<void> {
    const random = this.#random
    switch (random.integer(10)) {
      case 0:
        return client.cut()
      case 1:
        await this.#fresh(client)
        return
      case 2:
        return void (random.chance(0.15) && this.#cheat(client))
      case 3:
      case 4:
        client.deliver(random.integer(4), random.integer(4))
        return this.#house.turn()
      case 5:
        return this.#type(client)
      default: {
        const item = random.pick(itemsOf(instrument))
        client.set(item.id, random.chance(0.15) ? null : random.pick(item.options).id)
      }
    }
  }

  #type(client: TestClient): void {
    const item = this.#random.pick(itemsOf(instrument)).id
    const notes = ['a note', 'another', ...(client.person === bob ? [BOBS_WORD] : [])]
    if (this.#isBlind) return void client.set(`${item}/note`, this.#random.pick(notes))
    const text = noteText(client.doc, item)
    text.insert(this.#random.integer(text.length + 1), this.#random.pick(['x', 'word ', 'ü']))
  }

  #cheat(client: TestClient): void {
    const cheats = [
      () => client.set('sites', 'a number that is no option'),
      () => client.set('colour', 'blue'),
      () => client.doc.getArray('list').push(['x']),
      () =>
        client.sendRaw(
          new Uint8Array([this.#random.integer(256), this.#random.integer(256), this.#random.integer(256)]),
        ),
    ]
    this.#random.pick(cheats)()
  }

  /** As a person's browser: after a refusal a fresh document, else the same one, connected again. */
  async #fresh(client: TestClient | undefined): Promise<TestClient> {
    if (!client) throw new Error('no such client')
    await this.#house.quiet()
    if (client.nack !== null || (client.closed !== null && client.closed.code !== 4503)) client.startAfresh()
    await client.connect()
    await this.#house.quiet()
    if (client.nack !== null || client.closed !== null) {
      client.startAfresh()
      await client.connect()
      await this.#house.quiet()
    }
    return client
  }

  /** Everybody is back, everything has arrived: one content everywhere, and it keeps every rule. */
  async #agree(clients: readonly TestClient[]): Promise<void> {
    for (const client of clients) await this.#fresh(client)
    for (const document of new Set(clients.map((client) => client.document))) {
      const stored = await this.#house.stored(document)
      const readers = clients.filter((client) => client.document === document)
      for (const client of readers) {
        expect(client.plain()).toEqual(stored)
        expect(client.isSaved).toBe(true)
        expect(client.doc.store.pendingStructs).toBeNull()
      }
      const kind = (await this.#house.store.document(document))?.kind ?? 'draft'
      for (const [key, value] of Object.entries(stored.fields)) {
        const isCandidate = key.includes('/candidate/')
        const edit = { target: 'field', key, value: isCandidate ? undefined : value } as const
        expect(judgeEdit({ instrument, kind, edit })).toBeNull()
      }
      const summary = (await this.#house.store.summariesOf(reviewId)).find((row) => row.document === document)
      expect(summary?.answered ?? 0).toBe(itemProgress(instrument, answersIn(instrument, stored)).answered)
    }
  }

  #findNoLeak(): void {
    const needle = Buffer.from(BOBS_WORD)
    for (const bytes of this.#beforeReveal) expect(Buffer.from(bytes).includes(needle)).toBe(false)
  }
}
