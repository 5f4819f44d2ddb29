import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { watchForLosers } from './candidates.ts'
import { dryRun } from './dry-run.ts'
import { setField } from './write.ts'

const LIMITS = { parts: 1_000, clients: 10 }

/** What the server finds lost when it takes all that the other copy has and it does not. */
function losersOf(server: Y.Doc, sender: Y.Doc) {
  const update = Y.encodeStateAsUpdate(sender, Y.encodeStateVector(server))
  const dry = dryRun(server, update, LIMITS)
  if (!dry.ok) throw new Error(dry.fault)
  const losers = watchForLosers(server, dry.run)
  Y.applyUpdate(server, dry.run.update)
  return losers().map(({ key, value }) => ({ key, value }))
}

/** A server and a client that are level: the client wrote `first`. */
function level(first: string): { readonly server: Y.Doc; readonly client: Y.Doc } {
  const [server, client] = [new Y.Doc(), new Y.Doc()]
  setField(client, 'sites/note', first)
  Y.applyUpdate(server, Y.encodeStateAsUpdate(client))
  return { server, client }
}

describe('a value that lost', () => {
  it('is not one that its own author wrote over, however often, before anything was sent', () => {
    for (const times of [1, 2, 3, 7]) {
      const { server, client } = level('first')
      for (let time = 1; time <= times; time += 1) setField(client, 'sites/note', `again ${time}`)
      expect(losersOf(server, client)).toEqual([])
    }
  })

  it('is not one that was cleared and written anew, or written over by other documents of its author', () => {
    const { server, client } = level('first')
    setField(client, 'sites/note', 'second')
    setField(client, 'sites/note', null)
    const later = new Y.Doc()
    Y.applyUpdate(later, Y.encodeStateAsUpdate(client))
    setField(later, 'sites/note', 'third')
    setField(later, 'sites/note', 'fourth')
    expect(losersOf(server, later)).toEqual([])
  })

  it('is one whose replacement was written without having seen it, also when that was written over', () => {
    const { server, client } = level('first')
    const other = new Y.Doc()
    Y.applyUpdate(other, Y.encodeStateAsUpdate(server))
    setField(other, 'sites/note', 'theirs')
    Y.applyUpdate(server, Y.encodeStateAsUpdate(other))
    for (const text of ['mine', 'mine, again']) setField(client, 'sites/note', text)
    const lost = losersOf(server, client).map(({ value }) => String(value))
    expect(lost).toHaveLength(1)
    // Which of the two wins, the client ids decide, and those are random.
    expect(['theirs', 'mine, again']).toContain(lost[0])
  })
})
