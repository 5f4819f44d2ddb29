import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { LAYOUT_VERSION, noteText, SYSTEM_CLIENT } from './layout.ts'
import { carryForward, PRESENT_LAYOUT, type Layout, type LayoutStep } from './layout-steps.ts'
import { plainDocument } from './plain.ts'
import { setField } from './write.ts'

/** As a step of some day could be: places were texts, then lists; notes moved from the map into texts. */
const sourcesAsLists: LayoutStep = ({ fields, texts }) => ({
  fields: Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      key.endsWith('/source') && !Array.isArray(value) ? [value] : value,
    ]),
  ),
  texts,
})
const notesAsTexts: LayoutStep = ({ fields, texts }) => {
  const notes = Object.entries(fields).filter(([key]) => key.endsWith('/note'))
  return {
    fields: Object.fromEntries(Object.entries(fields).filter(([key]) => !key.endsWith('/note'))),
    texts: { ...texts, ...Object.fromEntries(notes.map(([key, value]) => [key, String(value)])) },
  }
}
const third: Layout = { version: 3, steps: [sourcesAsLists, notesAsTexts] }

function written(): Y.Doc {
  const doc = new Y.Doc()
  setField(doc, 'a', 'yes')
  setField(doc, 'a/source', 'page 4')
  setField(doc, 'a/note', 'because')
  noteText(doc, 'b').insert(0, 'typed together')
  return doc
}

function carried(doc: Y.Doc, from: number): Y.Doc {
  const update = carryForward(doc, from, third)
  if (update !== null) Y.applyUpdate(doc, update)
  return doc
}

describe('a document of an earlier layout', () => {
  it('becomes one of the present by every step since', () => {
    expect(plainDocument(carried(written(), 1))).toEqual({
      fields: { a: 'yes', 'a/source': ['page 4'] },
      texts: { 'a/note': 'because', 'b/note': 'typed together' },
    })
    expect(plainDocument(carried(written(), 2)).fields['a/source']).toBe('page 4')
  })

  it('is itself not touched, and needs nothing where the layouts agree', () => {
    const doc = written()
    const before = Y.encodeStateAsUpdate(doc)
    carryForward(doc, 1, third)
    expect(Y.encodeStateAsUpdate(doc)).toEqual(before)
    expect(carryForward(doc, 3, third)).toBeNull()
    expect(carryForward(carried(written(), 1), 1, third)).toBeNull()
  })

  it('is carried by the server, in one update that touches only what changes', () => {
    const doc = written()
    const known = Y.decodeStateVector(Y.encodeStateVector(doc))
    carried(doc, 1)
    const now = Y.decodeStateVector(Y.encodeStateVector(doc))
    expect([...now.keys()].filter((client) => !known.has(client))).toEqual([SYSTEM_CLIENT])
    for (const [client, clock] of known) expect(now.get(client)).toBe(clock)
    expect(doc.store.pendingStructs).toBeNull()
  })

  it('can be carried again after the server has written into it', () => {
    const doc = carried(written(), 1)
    const more: Layout = {
      version: 4,
      steps: [...third.steps, ({ fields, texts }) => ({ fields: { ...fields, c: 'new' }, texts })],
    }
    const update = carryForward(doc, 3, more)
    expect(update).not.toBeNull()
    Y.applyUpdate(doc, update ?? new Uint8Array())
    expect(plainDocument(doc).fields).toMatchObject({ c: 'new', a: 'yes' })
  })
})

describe('the present layout', () => {
  it('has a step from each earlier one', () => {
    expect(PRESENT_LAYOUT.version).toBe(LAYOUT_VERSION)
    expect(PRESENT_LAYOUT.steps).toHaveLength(LAYOUT_VERSION - 1)
  })
})
