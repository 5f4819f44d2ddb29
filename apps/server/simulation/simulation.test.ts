/**
 * 500 seeds in the normal run, `SIMULATION_SEEDS=5000` for more, `pnpm fuzz --seed N` for one of them step by step.
 * The seeds that once failed are kept as tests of what they found, beside the code that was wrong.
 */
import { BUILDING, dryRun } from '@tandem/documents'
import { describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { CommitLoop } from '../src/sync/commit-loop.ts'
import type * as gate from '../src/sync/gate.ts'
import { Ledger } from '../src/sync/ledger.ts'
import { Presence } from '../src/sync/presence.ts'
import { Core } from '../src/core.ts'
import { OpenReview } from '../src/review/open-review.ts'
import type { Store } from '../src/store/contract.ts'
import { simulate } from './run.ts'
import type { WorldKind } from './world.ts'

const FIRST = 1
const COUNT = Number(process.env['SIMULATION_SEEDS'] ?? 500)
const PER_TEST = 50

const starts = Array.from({ length: Math.ceil(COUNT / PER_TEST) }, (_, index) => FIRST + index * PER_TEST)

describe('under faults, every promise is kept', () => {
  it.each(starts)('seeds from %i', async (start) => {
    for (let seed = start; seed < Math.min(start + PER_TEST, FIRST + COUNT); seed += 1) {
      await simulate(seed).catch((error: unknown) => {
        throw new Error(`seed ${seed} fails; pnpm fuzz --seed ${seed} tells every step`, { cause: error })
      })
    }
  })

  it.each(starts.slice(0, Math.ceil(starts.length / 2)))('while people extract, seeds from %i', async (start) => {
    for (let seed = start; seed < Math.min(start + PER_TEST, FIRST + COUNT); seed += 1) {
      await simulate(seed, undefined, undefined, 'extracting').catch((error: unknown) => {
        throw new Error(`seed ${seed} fails; pnpm fuzz --seed ${seed} --extracting tells every step`, { cause: error })
      })
    }
  })

  it('the same seed tells the same story', async () => {
    const stories = [[], []] as [string[], string[]]
    for (const story of stories) await simulate(7, (line) => story.push(line))
    expect(stories[0].length).toBeGreaterThan(90)
    expect(stories[0]).toEqual(stories[1])
  })
})

/** What the gate is made to pass over. */
let passes: 'nothing' | 'rules' | 'rights' = 'nothing'

vi.mock(import('../src/sync/gate.ts'), async (original) => {
  const real: typeof gate = await original()
  return {
    ...real,
    judge: (document, incoming, limits) => {
      const asked = passes === 'rights' ? { ...incoming, mayWrite: true } : incoming
      const verdict = real.judge(document, asked, limits)
      if (verdict.ok || passes !== 'rules') return verdict
      // Whatever can be read at all may be written.
      const dry = dryRun(document.doc, incoming.update, limits)
      return dry.ok ? dry : verdict
    },
  }
})

const NOTHING = Y.encodeStateAsUpdate(new Y.Doc())

/** A harness that finds nothing proves nothing: each of these faults, planted in the server, has to be found. */
describe('a planted fault is found', () => {
  const SEEDS = 150

  async function finds(promise: RegExp, around?: (store: Store) => Store, kind?: WorldKind): Promise<void> {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const failure = await simulate(seed, undefined, around, kind).then(() => null, String)
      if (failure !== null && promise.test(failure)) return
    }
    throw new Error(`no seed up to ${SEEDS} breaks ${promise}`)
  }

  it('telling before the commit', async () => {
    const add = vi.spyOn(CommitLoop.prototype, 'add').mockImplementation((contribution, whenDurable) => {
      whenDurable(contribution.summary())
    })
    await finds(/is on the disk/)
    add.mockRestore()
  })

  it('a commit that is lost', async () => {
    let commits = 0
    const forgetful = (store: Store): Store => ({
      ...store,
      commit: async (batch) => ((commits += 1) % 5 === 0 ? undefined : store.commit(batch)),
    })
    await finds(/is on the disk/, forgetful)
  })

  it('a right that is not asked', async () => {
    passes = 'rights'
    await finds(/who writes may write/)
    passes = 'nothing'
  })

  it('a thread that everybody reads', async () => {
    const threads = vi.spyOn(OpenReview.prototype, 'threadsFor').mockImplementation(function (this: OpenReview) {
      return this.view.threads
    })
    await finds(/may not read/)
    threads.mockRestore()
  })

  it('a client id that anybody may use', async () => {
    const mayWrite = vi.spyOn(Ledger.prototype, 'mayWrite').mockReturnValue(true)
    await finds(/nobody writes as somebody else/)
    mayWrite.mockRestore()
  })

  it('presence as the client tells it', async () => {
    const say = vi.spyOn(Presence.prototype, 'say').mockImplementation((_connection, client, _state, person) => ({
      client,
      clock: 1,
      state: JSON.stringify({ person: person.id, name: 'Somebody Else' }),
    }))
    await finds(/presence is who is there/)
    say.mockRestore()
  })

  it('a draft that anybody may open', async () => {
    const { join } = Core.prototype
    const spy = vi.spyOn(Core.prototype, 'join').mockImplementation(function (this: Core, request) {
      const asker = request.person
      // Asks in the name of its reviewer, and answers whoever asked.
      const owner = request.document === 'id-1' ? 'alice' : 'bob'
      return join.call(this, { ...request, person: (asker === 'mallory' ? owner : asker) as typeof asker })
    })
    await finds(/a stranger gets nothing/)
    spy.mockRestore()
  })

  it('a checkpoint that does not hold what it covers', async () => {
    const empty = (store: Store): Store => ({
      ...store,
      saveCheckpoint: (id, { upTo }) => store.saveCheckpoint(id, { upTo, bytes: NOTHING }),
    })
    await finds(/rebuilt from its log/, empty)
  })

  it('a feed that skips an event', async () => {
    const { watch } = OpenReview.prototype
    const spy = vi.spyOn(OpenReview.prototype, 'watch').mockImplementation(function (
      this: OpenReview,
      person,
      cursor,
      port,
    ) {
      const next = Number(cursor) > 0 ? String(Number(cursor) + 1) : cursor
      return watch.call(this, person, next, port) ?? watch.call(this, person, cursor, port)
    })
    await finds(/a feed tells every event once/)
    spy.mockRestore()
  })

  it('a version of a form that drops what it no longer asks', async () => {
    const { formIn } = BUILDING
    const spy = vi.spyOn(BUILDING, 'formIn').mockImplementation((content, identity) => formIn(content, identity, null))
    await finds(/no version loses an answer/, undefined, 'extracting')
    spy.mockRestore()
  })

  it('a forbidden value that passes', async () => {
    passes = 'rules'
    await finds(/every stored value keeps the rules/)
    passes = 'nothing'
  })
})
