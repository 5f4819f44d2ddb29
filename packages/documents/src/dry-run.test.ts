import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { dryRun, type DryRunResult } from './dry-run.ts'
import { answersMap, noteText } from './layout.ts'
import { setField } from './write.ts'
import { seededRandom } from './testing/index.ts'

const limits = { parts: 2_000, clients: 20 }

function documentWith(client: number, fill: (doc: Y.Doc) => void): Y.Doc {
  const doc = new Y.Doc()
  doc.clientID = client
  fill(doc)
  return doc
}

/** What `change` sends, on a copy of `doc` under the client id. */
function updateBy(client: number, doc: Y.Doc, change: (copy: Y.Doc) => void): Uint8Array {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  copy.clientID = client
  const before = Y.encodeStateVector(copy)
  change(copy)
  return Y.encodeStateAsUpdate(copy, before)
}

const faultOf = (result: DryRunResult): string => (result.ok ? 'accepted' : result.fault)

const server = documentWith(7, (doc) => {
  setField(doc, 'a', 'yes')
  setField(doc, 'b', 'no')
  noteText(doc, 'a').insert(0, 'because 😀')
})

describe('the dry run resolves', () => {
  it('the key of a first value, of an overwritten one and of a cleared one', () => {
    const first = dryRun(
      server,
      updateBy(8, server, (doc) => setField(doc, 'c', 1)),
      limits,
    )
    expect(first).toMatchObject({ ok: true, run: { sets: [{ key: 'c', value: 1, origin: null }], writers: [8] } })
    const second = dryRun(
      server,
      updateBy(8, server, (doc) => setField(doc, 'a', 'no')),
      limits,
    )
    expect(second).toMatchObject({ ok: true, run: { sets: [{ key: 'a', value: 'no' }], cleared: [] } })
    const third = dryRun(
      server,
      updateBy(8, server, (doc) => setField(doc, 'b', null)),
      limits,
    )
    expect(third).toMatchObject({ ok: true, run: { sets: [], cleared: ['b'], writers: [] } })
  })

  it('the text that is typed in, with the length it would have', () => {
    const update = updateBy(8, server, (doc) => noteText(doc, 'a').insert(7, ' of it'))
    expect(dryRun(server, update, limits)).toMatchObject({
      ok: true,
      run: { texts: [{ name: 'text:a/note', length: 16 }] },
    })
  })

  it('a repeated update to nothing new', () => {
    expect(dryRun(server, Y.encodeStateAsUpdate(server), limits)).toMatchObject({
      ok: true,
      run: { isKnown: true, writers: [] },
    })
  })

  it('offline work under two client ids whose items name each other', () => {
    const offline = new Y.Doc()
    Y.applyUpdate(offline, Y.encodeStateAsUpdate(server))
    for (const [client, value] of [
      [900, 1],
      [20, 2],
      [901, 3],
      [20, 4],
    ] as const) {
      offline.clientID = client
      setField(offline, 'a', value)
      noteText(offline, 'a').insert(noteText(offline, 'a').length, String(value))
    }
    const result = dryRun(server, Y.encodeStateAsUpdate(offline, Y.encodeStateVector(server)), limits)
    expect(result).toMatchObject({ ok: true, run: { isKnown: false } })
    expect(result.ok && [...result.run.writers].sort()).toEqual([20, 900, 901])
  })
})

describe('what is applied', () => {
  it('begins where the document ends, with the neighbour that Yjs would give it', () => {
    const ahead = new Y.Doc()
    Y.applyUpdate(ahead, Y.encodeStateAsUpdate(server))
    ahead.clientID = 7
    noteText(ahead, 'a').insert(10, '!?')
    const whole = Y.encodeStateAsUpdate(ahead)
    const result = dryRun(server, whole, limits)
    expect(result).toMatchObject({ ok: true, run: { texts: [{ name: 'text:a/note', length: 12 }], writers: [7] } })
    const copy = new Y.Doc()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(server))
    if (result.ok) Y.applyUpdate(copy, result.run.update)
    expect(noteText(copy, 'a').toString()).toBe('because 😀!?')
  })

  it('judges the deleted text of a root that the document may not have', () => {
    const offline = new Y.Doc()
    offline.clientID = 8
    offline.getText('text:nothing/note').insert(0, 'x')
    offline.getText('text:nothing/note').delete(0, 1)
    expect(dryRun(server, Y.encodeStateAsUpdate(offline), limits)).toMatchObject({
      ok: true,
      run: { texts: [{ name: 'text:nothing/note' }] },
    })
  })
})

describe('the dry run refuses, and leaves the document as it was', () => {
  const before = Y.encodeStateAsUpdate(server)
  const refuses = (name: string, fault: string, update: () => Uint8Array): void => {
    it(name, () => {
      expect(faultOf(dryRun(server, update(), limits))).toBe(fault)
      expect(Y.encodeStateAsUpdate(server)).toEqual(before)
      expect(server.store.pendingStructs).toBeNull()
      expect(server.store.pendingDs).toBeNull()
    })
  }

  refuses('bytes that are no update', 'malformed', () => new Uint8Array([1, 2, 3]))
  refuses(
    'an announcement of 33 million structs in 7 bytes',
    'malformed',
    () => new Uint8Array([1, 255, 255, 255, 15, 1, 0]),
  )
  refuses('an empty message', 'malformed', () => new Uint8Array())
  refuses('the second of two edits without the first', 'gap', () => {
    const copy = new Y.Doc()
    copy.clientID = 8
    setField(copy, 'c', 1)
    const between = Y.encodeStateVector(copy)
    setField(copy, 'd', 2)
    return Y.encodeStateAsUpdate(copy, between)
  })
  refuses('a neighbour that nobody knows', 'unknown-origin', () => {
    const copy = new Y.Doc()
    copy.clientID = 8
    setField(copy, 'c', 1)
    copy.clientID = 9
    setField(copy, 'c', 2)
    return Y.encodeStateAsUpdate(copy, Y.encodeStateVector(copyOfClient(copy, 8)))
  })
  refuses('the deletion of what nobody has written', 'unknown-delete', () => deleteSet(7, 50, 3))
  refuses('the deletion of a stranger’s future', 'unknown-delete', () => deleteSet(77, 0, 1))
  refuses('an endless deletion', 'unknown-delete', () => deleteSet(7, 0, 2 ** 40))
  refuses('another root', 'unknown-root', () => updateBy(8, server, (doc) => doc.getMap('votes').set('a', 1)))
  refuses('a list under the name of the map', 'unknown-root', () => {
    const copy = new Y.Doc()
    copy.clientID = 8
    copy.getArray('answers').push([1])
    return Y.encodeStateAsUpdate(copy)
  })
  refuses('keys under the name of a text', 'unknown-root', () => {
    const copy = new Y.Doc()
    copy.clientID = 8
    copy.getMap('text:a/note').set('x', 1)
    return Y.encodeStateAsUpdate(copy)
  })
  refuses('a nested type', 'forbidden-structure', () =>
    updateBy(8, server, (doc) => answersMap(doc).set('c', new Y.Map())),
  )
  refuses('a subdocument', 'forbidden-structure', () =>
    updateBy(8, server, (doc) => answersMap(doc).set('c', new Y.Doc())),
  )
  refuses('bytes as a value', 'forbidden-structure', () =>
    updateBy(8, server, (doc) => answersMap(doc).set('c', new Uint8Array(3))),
  )
  refuses('an XML type', 'forbidden-structure', () =>
    updateBy(8, server, (doc) => answersMap(doc).set('c', new Y.XmlFragment())),
  )
  refuses('formatting in a text', 'forbidden-structure', () =>
    updateBy(8, server, (doc) => noteText(doc, 'a').format(0, 3, { bold: true })),
  )
  refuses('an embed in a text', 'forbidden-structure', () =>
    updateBy(8, server, (doc) => noteText(doc, 'a').insertEmbed(0, { image: 1 })),
  )
  refuses('clocks that are there already with other content', 'other-content', () => {
    const liar = documentWith(7, (doc) => {
      setField(doc, 'a', 'no!')
      setField(doc, 'b', 'no')
    })
    return Y.encodeStateAsUpdate(liar)
  })
  refuses('more parts than an update may have', 'too-many-parts', () => {
    return updateBy(8, server, (doc) =>
      doc.transact(() => Array.from({ length: 2_001 }, (_, index) => setField(doc, `k${index}`, index))),
    )
  })
  refuses('one client in two sections, of which Yjs would take the last', 'malformed', () =>
    raw([
      { client: 8, clock: 0, structs: [text({ root: 'text:a/note' }, 'judged')] },
      { client: 8, clock: 0, structs: [text({ root: 'text:b/note' }, 'applied')] },
    ]),
  )
  refuses('clients in rising order', 'malformed', () =>
    raw([
      { client: 8, clock: 0, structs: [text({ root: 'text:a/note' }, 'x')] },
      { client: 9, clock: 0, structs: [text({ root: 'text:a/note' }, 'y')] },
    ]),
  )
  refuses('a client id beyond 32 bits', 'malformed', () =>
    raw([{ client: 2 ** 40, clock: 0, structs: [text({ root: 'text:a/note' }, 'x')] }]),
  )
  refuses('more clients than a person has visits', 'too-many-clients', () =>
    raw(
      Array.from({ length: 21 }, (_, index) => ({
        client: 100 - index,
        clock: 0,
        structs: [text({ root: 'text:a/note' }, 'x')],
      })),
    ),
  )
  refuses('a neighbour inside a character', 'cuts-a-character', () =>
    raw([{ client: 8, clock: 0, structs: [text({ left: [7, 10] }, 'x')] }]),
  )
  refuses('a right neighbour inside a character', 'cuts-a-character', () =>
    raw([{ client: 8, clock: 0, structs: [text({ left: [7, 9], right: [7, 11] }, 'x')] }]),
  )
  refuses('the deletion of half a character', 'cuts-a-character', () => deleteSet(7, 10, 1))
  refuses('neighbours in the wrong order', 'unknown-origin', () =>
    raw([{ client: 8, clock: 0, structs: [text({ left: [7, 5], right: [7, 3] }, 'x')] }]),
  )
  refuses('an item that stands on both sides of one character', 'unknown-origin', () =>
    raw([{ client: 8, clock: 0, structs: [text({ left: [7, 8] }, 'xy'), text({ left: [8, 1], right: [8, 1] }, 'z')] }]),
  )
  refuses('fresh neighbours in the wrong order', 'unknown-origin', () =>
    raw([{ client: 8, clock: 0, structs: [text({ left: [7, 8] }, 'xy'), text({ left: [8, 1], right: [8, 0] }, 'z')] }]),
  )
  refuses('an item between two lists', 'unknown-origin', () => {
    // Left neighbour: the value of key a. Right neighbour: the first character of the text.
    return raw([{ client: 8, clock: 0, structs: [text({ left: [7, 0], right: [7, 2] }, 'x')] }])
  })
  refuses('an item of no length', 'malformed', () =>
    raw([{ client: 8, clock: 0, structs: [text({ left: [7, 2] }, '')] }]),
  )
  refuses('a garbage struct', 'forbidden-structure', () => garbage(8, 2 ** 40))
})

describe('what nobody can have typed is refused, or the next honest person would be', () => {
  /** Two ids of one person: the lower one's character stands first, whatever the higher one says. */
  const lower = (): Y.Doc => documentWith(400, (doc) => void noteText(doc, 'a').insert(0, 'a'))

  it('a character between one of one’s own and another that stands before it', () => {
    const before = raw([
      {
        client: 800,
        clock: 0,
        structs: [text({ root: 'text:a/note' }, 'b'), text({ left: [800, 0], right: [400, 0] }, 'c')],
      },
    ])
    expect(faultOf(dryRun(lower(), before, limits))).toBe('unknown-origin')
    const behind = raw([
      {
        client: 300,
        clock: 0,
        structs: [text({ root: 'text:a/note' }, 'b'), text({ left: [300, 0], right: [400, 0] }, 'c')],
      },
    ])
    expect(faultOf(dryRun(lower(), behind, limits))).toBe('accepted')
  })

  it('a value of a map with a right neighbour', () => {
    const doc = documentWith(400, (copy) => setField(copy, 'a', 'yes'))
    const update = raw([{ client: 800, clock: 0, structs: [value('a', 'no'), value('a', 'no', [800, 0], [400, 0])] }])
    expect(faultOf(dryRun(doc, update, limits))).toBe('unknown-origin')
    const plain = raw([{ client: 800, clock: 0, structs: [value('a', 'no'), value('a', 'no', [800, 0])] }])
    expect(faultOf(dryRun(doc, plain, limits))).toBe('accepted')
  })

  it('values that make Yjs walk a long list for each of them', () => {
    // Overwritten values of one writer are kept as one; those of two who take turns are not.
    const [doc, other] = [documentWith(400, () => {}), documentWith(500, () => {})]
    for (const [from, to] of [
      [doc, other],
      [other, doc],
    ] as const)
      from.on(
        'update',
        (update: Uint8Array, origin: unknown) => origin !== 'other' && Y.applyUpdate(to, update, 'other'),
      )
    for (let count = 0; count < 2_000; count += 1) setField(count % 2 === 0 ? doc : other, 'a', count)
    const sets = (count: number) =>
      raw([{ client: 800, clock: 0, structs: Array.from({ length: count }, () => value('a', 'no')) }])
    expect(faultOf(dryRun(doc, sets(50), limits))).toBe('accepted')
    expect(faultOf(dryRun(doc, sets(150), limits))).toBe('too-many-parts')
  })
})

describe('every path that Yjs changes was predicted, and no honest update is refused', () => {
  const seeds = Array.from({ length: Number(process.env['DIFFERENTIAL_SEEDS'] ?? 400) }, (_, index) => 1_000 + index)

  // Not a matter of speed: many seeds take their time.
  it('over ten thousand random updates', { timeout: 300_000 }, () => {
    let judged = 0
    for (const seed of seeds) {
      try {
        judged += differential(seed)
      } catch (error) {
        throw new Error(`seed ${seed} fails`, { cause: error })
      }
    }
    if (!process.env['DIFFERENTIAL_SEEDS']) expect(judged).toBeGreaterThan(10_000)
  })

  /** @returns how many updates were judged. */
  function differential(seed: number): number {
    const random = seededRandom(seed)
    const hub = new Y.Doc({ gc: random.chance(0.7) })
    const clients = Array.from({ length: 3 }, () => new Peer(new Y.Doc({ gc: random.chance(0.7) })))
    for (let step = 0; step < 60; step += 1) {
      const peer = random.pick(clients)
      peer.act(random)
      if (random.chance(0.6)) peer.deliverTo(hub, random)
      if (random.chance(0.4)) peer.catchUp(hub)
    }
    for (const peer of [...clients, ...clients]) {
      peer.deliverTo(hub, random)
      peer.catchUp(hub)
    }
    for (const peer of clients) expect(contentOf(peer.doc)).toEqual(contentOf(hub))
    return clients.reduce((sum, peer) => sum + peer.judged, 0)
  }
})

const KEYS = ['a', 'b', 'c/source', 'd']
const VALUES = ['yes', 'no', 3, null, [{ quote: 'x' }], { deep: { er: true } }]

class Peer {
  readonly doc: Y.Doc
  readonly #undo: Y.UndoManager
  #outbox: Uint8Array[] = []
  judged = 0

  constructor(doc: Y.Doc) {
    this.doc = doc
    doc.on('update', (update: Uint8Array, origin: unknown) => origin !== 'hub' && this.#outbox.push(update))
    this.#undo = new Y.UndoManager([answersMap(doc), noteText(doc, 'a')], { captureTimeout: 0, doc })
  }

  act(random: ReturnType<typeof seededRandom>): void {
    const text = noteText(this.doc, 'a')
    switch (random.integer(6)) {
      case 0:
      case 1:
        return setField(this.doc, random.pick(KEYS), random.pick(VALUES))
      case 2:
        return text.insert(wholeBefore(text, random.integer(text.length + 1)), random.pick(['x', 'longer ', '😀', 'ü']))
      case 3:
        return deleteCharacter(text, random)
      case 4:
        this.#undo.undo()
        return
      case 5:
        this.#undo.redo()
        return
    }
  }

  /** In order, one by one or merged, as a client's socket would. */
  deliverTo(hub: Y.Doc, random: ReturnType<typeof seededRandom>): void {
    const updates = random.chance(0.3) && this.#outbox.length > 1 ? [Y.mergeUpdates(this.#outbox)] : this.#outbox
    this.#outbox = []
    for (const update of updates) {
      const result = dryRun(hub, update, limits)
      this.judged += 1
      expect(faultOf(result)).toBe('accepted')
      if (!result.ok) return
      const { run } = result
      const predicted = new Set([
        ...run.sets.map(({ key }) => key),
        ...run.cleared,
        ...run.texts.map(({ name }) => name),
      ])
      const changed = changedBy(hub, run.update)
      for (const path of changed) expect(predicted).toContain(path)
      expect(hub.store.pendingStructs).toBeNull()
    }
  }

  catchUp(hub: Y.Doc): void {
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(hub, Y.encodeStateVector(this.doc)), 'hub')
  }
}

/** Editors of honest people never stand inside a character. */
function wholeBefore(text: Y.Text, index: number): number {
  const code = text.toString().charCodeAt(index)
  return code >= 0xdc00 && code <= 0xdfff ? index - 1 : index
}

function deleteCharacter(text: Y.Text, random: ReturnType<typeof seededRandom>): void {
  if (text.length === 0) return
  const index = wholeBefore(text, random.integer(text.length))
  const code = text.toString().charCodeAt(index)
  text.delete(index, code >= 0xd800 && code <= 0xdbff ? 2 : 1)
}

function changedBy(doc: Y.Doc, update: Uint8Array): readonly string[] {
  const paths: string[] = []
  const note = (transaction: Y.Transaction): void => {
    for (const [type, keys] of transaction.changed) {
      const root = Y.findRootTypeKey(type)
      for (const key of keys) paths.push(key ?? root)
    }
  }
  doc.once('afterTransaction', note)
  Y.applyUpdate(doc, update)
  return paths
}

const contentOf = (doc: Y.Doc): unknown => [answersMap(doc).toJSON(), noteText(doc, 'a').toString()]

function copyOfClient(doc: Y.Doc, client: number): Y.Doc {
  const copy = new Y.Doc()
  const full = Y.decodeUpdate(Y.encodeStateAsUpdate(doc))
  if (!full.structs.some((struct) => struct.id.client === client)) throw new Error('no such client')
  copy.clientID = client
  setField(copy, 'c', 1)
  return copy
}

function deleteSet(client: number, clock: number, length: number): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const number of [0, 1, client, 1, clock, length]) encoding.writeVarUint(encoder, number)
  return encoding.toUint8Array(encoder)
}

/** One GC struct: clients, structs, client, clock, info byte 0, length; then no deletions. */
function garbage(client: number, length: number): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const number of [1, 1, client, 0]) encoding.writeVarUint(encoder, number)
  encoding.writeUint8(encoder, 0)
  encoding.writeVarUint(encoder, length)
  encoding.writeVarUint(encoder, 0)
  return encoding.toUint8Array(encoder)
}

type Where = {
  readonly root?: string
  readonly left?: readonly [number, number]
  readonly right?: readonly [number, number]
}
type Section = {
  readonly client: number
  readonly clock: number
  readonly structs: readonly ((encoder: encoding.Encoder) => void)[]
}

/** An update as no honest client writes it: the sections as given, no deletions. */
function raw(sections: readonly Section[]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, sections.length)
  for (const { client, clock, structs } of sections) {
    for (const number of [structs.length, client, clock]) encoding.writeVarUint(encoder, number)
    for (const write of structs) write(encoder)
  }
  encoding.writeVarUint(encoder, 0)
  return encoding.toUint8Array(encoder)
}

/** One value of the flat map: info byte (8 = any, 32 = with its key, 128 = left, 64 = right), neighbours or place, value. */
const value =
  (key: string, content: string, left?: readonly [number, number], right?: readonly [number, number]) =>
  (encoder: encoding.Encoder): void => {
    encoding.writeUint8(encoder, 8 | (left ? 128 : 0) | (right ? 64 : 0) | (left || right ? 0 : 32))
    for (const number of [...(left ?? []), ...(right ?? [])]) encoding.writeVarUint(encoder, number)
    if (!left && !right) {
      encoding.writeVarUint(encoder, 1)
      encoding.writeVarString(encoder, 'answers')
      encoding.writeVarString(encoder, key)
    }
    encoding.writeVarUint(encoder, 1)
    encoding.writeAny(encoder, content)
  }

/** One text item: info byte (4 = text, 128 = left, 64 = right), neighbours or root, text. */
const text =
  ({ root, left, right }: Where, content: string) =>
  (encoder: encoding.Encoder): void => {
    encoding.writeUint8(encoder, 4 | (left ? 128 : 0) | (right ? 64 : 0))
    for (const number of [...(left ?? []), ...(right ?? [])]) encoding.writeVarUint(encoder, number)
    if (root !== undefined) {
      encoding.writeVarUint(encoder, 1)
      encoding.writeVarString(encoder, root)
    }
    encoding.writeVarString(encoder, content)
  }
