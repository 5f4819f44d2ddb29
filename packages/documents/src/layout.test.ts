import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { answersMap, LAYOUT_VERSION, noteText } from './layout.ts'
import { hashOf, plainDocument } from './plain.ts'
import { seedUpdate, setField } from './write.ts'

describe('the layout', () => {
  it('of version 1 gives this content this hash on every machine', () => {
    const doc = new Y.Doc()
    setField(doc, 'db-1', 'yes')
    setField(doc, 'db-1/source', [{ pdf: null, page: '443', quote: '18-month follow-up', rectangles: [] }])
    setField(doc, 'db-2/candidate/person-1', 'no')
    noteText(doc, 'db-1').insert(0, 'One fixed follow-up.')
    expect(LAYOUT_VERSION).toBe(1)
    expect(hashOf(plainDocument(doc))).toBe('359fd361f4ae466b983ba21f4c5f3990f8aaf8f10ef8a3c5966a2c7708f39314')
  })

  it('gives equal plain documents whatever history led to them', () => {
    const straight = new Y.Doc()
    setField(straight, 'b', 2)
    setField(straight, 'a', 1)
    const winding = new Y.Doc()
    setField(winding, 'a', 7)
    setField(winding, 'c', 3)
    setField(winding, 'a', 1)
    setField(winding, 'c', null)
    noteText(winding, 'b').insert(0, 'gone')
    noteText(winding, 'b').delete(0, 4)
    setField(winding, 'b', 2)
    expect(hashOf(plainDocument(winding))).toBe(hashOf(plainDocument(straight)))
  })

  it('seeds a document with exactly the content given', () => {
    const content = { fields: { a: 'yes', 'a/source': [{ quote: 'x' }] }, texts: { 'a/note': 'because' } }
    const doc = new Y.Doc()
    Y.applyUpdate(doc, seedUpdate(content))
    expect(plainDocument(doc)).toEqual(content)
    expect(seedUpdate(content)).toEqual(seedUpdate(content))
  })
})

describe('a typed write', () => {
  it('sends nothing where the value is there already', () => {
    const doc = new Y.Doc()
    setField(doc, 'a', { x: 1, y: [2] })
    let updates = 0
    doc.on('update', () => (updates += 1))
    setField(doc, 'a', { y: [2], x: 1 })
    setField(doc, 'b', null)
    expect(updates).toBe(0)
  })

  it('clears a field by removing its key', () => {
    const doc = new Y.Doc()
    setField(doc, 'a', 'yes')
    setField(doc, 'a', null)
    expect(answersMap(doc).has('a')).toBe(false)
  })
})
