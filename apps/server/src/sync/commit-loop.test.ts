import { describe, expect, it } from 'vitest'
import type { DocumentId, ReviewId } from '@tandem/rules'
import type { Commit, DocumentSummary } from '../store/contract.ts'
import { CommitLoop, type Contribution } from './commit-loop.ts'

const summary = (document: string): DocumentSummary => ({ document }) as DocumentSummary

const contribution = (review = 'a', document = `of ${review}`): Contribution => ({
  review: review as ReviewId,
  document: document as DocumentId,
  entries: [],
  owners: [],
  summary: () => summary(document),
})

/** A store whose commits end when the test says so. */
class SlowStore {
  readonly commits: (readonly Commit[])[] = []
  #pending = Promise.withResolvers<void>()

  commit(commits: readonly Commit[]): Promise<void> {
    this.commits.push(commits)
    this.#pending = Promise.withResolvers()
    return this.#pending.promise
  }

  async succeed(): Promise<void> {
    this.#pending.resolve()
    await nextTurn()
  }

  async fail(error: unknown): Promise<void> {
    this.#pending.reject(error)
    await nextTurn()
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function openLoop() {
  const store = new SlowStore()
  const told: string[] = []
  const failures: unknown[] = []
  const loop = new CommitLoop({
    store,
    schedule: setImmediate,
    onFailure: (reviews, failure) => failures.push([reviews, failure]),
    onError: (doing, error) => failures.push([doing, error]),
  })
  const say = (word: string) => () => void told.push(word)
  return { store, told, failures, loop, say }
}

describe('the commit loop', () => {
  it('writes all edits of one turn in one commit, and tells nobody before it is done', async () => {
    const { store, told, loop, say } = openLoop()
    loop.enter(() => loop.add(contribution('a'), say('first')))
    loop.enter(() => loop.add(contribution('b'), say('second')))
    loop.enter(() => loop.add(contribution('a'), say('third')))
    await nextTurn()
    expect(store.commits.map((commits) => commits.map(({ review }) => review))).toEqual([['a', 'b']])
    expect(told).toEqual([])
    await store.succeed()
    expect(told).toEqual(['first', 'second', 'third'])
  })

  it('asks each document once for its summary, when the turn is over, and hands it to all who wrote', async () => {
    const { store, loop } = openLoop()
    let asked = 0
    const heard: (DocumentSummary | null)[] = []
    const counted = { ...contribution('a', 'd'), summary: () => ((asked += 1), summary(`asked ${asked}`)) }
    loop.enter(() => loop.add(counted, (one) => heard.push(one)))
    loop.enter(() => loop.add(counted, (one) => heard.push(one)))
    expect(asked).toBe(0)
    await nextTurn()
    await store.succeed()
    expect(store.commits[0]?.[0]?.summaries).toEqual([summary('asked 1')])
    expect(heard).toEqual([summary('asked 1'), summary('asked 1')])
  })

  it('leaves out a review whose summary throws, tells nobody of it, and writes the others', async () => {
    const { store, told, failures, loop, say } = openLoop()
    const broken = {
      ...contribution('b', 'second of b'),
      summary: () => {
        throw new Error('a bug')
      },
    }
    loop.enter(() => loop.add(contribution('b', 'first of b'), say('first of b')))
    loop.enter(() => loop.add(broken, say('second of b')))
    loop.enter(() => loop.add(contribution('a'), say('of a')))
    await nextTurn()
    await store.succeed()
    expect(store.commits.map((commits) => commits.map(({ review }) => review))).toEqual([['a']])
    expect([told, failures]).toEqual([['of a'], [[['b'], new Error('a bug')]]])
  })

  it('lets nothing change while a commit is under way', async () => {
    const { store, told, loop, say } = openLoop()
    loop.enter(() => loop.add(contribution(), say('written')))
    await nextTurn()
    loop.enter(say('entered'))
    expect(told).toEqual([])
    await store.succeed()
    expect(told).toEqual(['written', 'entered'])
  })

  it('answers at once when nothing is pending, and after the commit when something is', async () => {
    const { store, told, loop, say } = openLoop()
    loop.enter(() => loop.afterCommit(say('at once')))
    loop.enter(() => loop.add(contribution(), say('written')))
    loop.enter(() => loop.afterCommit(say('after')))
    expect(told).toEqual(['at once'])
    await nextTurn()
    await store.succeed()
    expect(told).toEqual(['at once', 'written', 'after'])
  })

  it('writes what is pending before a command, and runs it with the door closed', async () => {
    const { store, told, loop, say } = openLoop()
    loop.enter(() => loop.add(contribution(), say('written')))
    const command = Promise.withResolvers<void>()
    const done = loop.exclusive(async () => {
      told.push('command')
      await command.promise
    })
    loop.enter(say('entered'))
    await store.succeed()
    expect(told).toEqual(['written', 'command'])
    command.resolve()
    await done
    await nextTurn()
    expect(told).toEqual(['written', 'command', 'entered'])
  })

  it('runs commands one after the other, also after one has thrown', async () => {
    const { told, loop } = openLoop()
    const first = loop.exclusive(() => Promise.reject(new Error('refused')))
    const second = loop.exclusive(async () => void told.push('second'))
    await expect(first).rejects.toThrow('refused')
    await second
    expect(told).toEqual(['second'])
  })

  it('tells everybody, also when telling one of them throws', async () => {
    const { store, told, failures, loop, say } = openLoop()
    loop.enter(() => {
      loop.add(contribution(), () => {
        throw new Error('a bug')
      })
      loop.add(contribution(), say('second'))
    })
    await nextTurn()
    await store.succeed()
    expect([told, failures]).toEqual([['second'], [['telling', new Error('a bug')]]])
  })

  it('tells nobody of a commit that failed, names its reviews, and goes on', async () => {
    const { store, told, failures, loop, say } = openLoop()
    loop.enter(() => loop.add(contribution('a'), say('lost')))
    await nextTurn()
    await store.fail('disk full')
    expect([told, failures]).toEqual([[], [[['a'], 'disk full']]])
    loop.enter(() => loop.add(contribution('a'), say('written')))
    await nextTurn()
    await store.succeed()
    expect(told).toEqual(['written'])
  })
})
