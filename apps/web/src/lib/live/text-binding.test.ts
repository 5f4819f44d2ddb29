import { noteText } from '@tandem/documents'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import type { LiveDocument } from './live-document.svelte.ts'
import { boundText } from './text-binding.ts'

/** As much of a textarea as the binding touches. */
class Field extends EventTarget {
  value = ''
  selectionStart = 0
  selectionEnd = 0
  scrollTop = 0

  setSelectionRange(start: number, end: number): void {
    this.selectionStart = start
    this.selectionEnd = end
  }

  /** Types at the caret, as a browser would. */
  type(text: string): void {
    this.value = this.value.slice(0, this.selectionStart) + text + this.value.slice(this.selectionEnd)
    this.setSelectionRange(this.selectionStart + text.length, this.selectionStart + text.length)
    this.dispatchEvent(new Event('input'))
  }
}

beforeEach(() => vi.stubGlobal('document', { activeElement: null }))
afterEach(() => vi.unstubAllGlobals())

/** Two people's fields over two documents that hear of each other at once. */
function pair() {
  const docs = [new Y.Doc(), new Y.Doc()] as const
  docs[0].on('update', (update, origin) => origin !== 'wire' && Y.applyUpdate(docs[1], update, 'wire'))
  docs[1].on('update', (update, origin) => origin !== 'wire' && Y.applyUpdate(docs[0], update, 'wire'))
  const bind = (doc: Y.Doc) => {
    const text = noteText(doc, 'db-1')
    const changes: unknown[] = []
    const replica = {
      doc,
      text: () => text,
      undoing: { stopCapturing: () => {} },
      changeText: (_: Y.Text, change: { at: number; remove: number; insert: string }) => {
        changes.push(change)
        doc.transact(() => {
          text.delete(change.at, change.remove)
          text.insert(change.at, change.insert)
        })
      },
    }
    const field = new Field()
    const unbind = boundText(
      { replica, at: () => {} } as unknown as LiveDocument,
      'db-1',
    )(field as unknown as HTMLTextAreaElement)
    return { field, text, changes, unbind: unbind as () => void }
  }
  return [bind(docs[0]), bind(docs[1])] as const
}

test('typing sends only what was typed', () => {
  const [alice, bob] = pair()
  alice.field.type('Follow-up')
  alice.field.type(' was 18 months')
  expect(alice.changes).toEqual([
    { at: 0, remove: 0, insert: 'Follow-up' },
    { at: 9, remove: 0, insert: ' was 18 months' },
  ])
  expect(bob.field.value).toBe('Follow-up was 18 months')
})

test('what others type before the caret moves it along, what they type behind it does not', () => {
  const [alice, bob] = pair()
  alice.field.type('months')
  bob.field.setSelectionRange(0, 0)
  bob.field.type('18 ')
  expect([alice.field.value, alice.field.selectionStart]).toEqual(['18 months', 9])
  alice.field.setSelectionRange(2, 2)
  bob.field.setSelectionRange(9, 9)
  bob.field.type(' later')
  expect(alice.field.selectionStart).toBe(2)
})

test('both can type at once and nobody loses a letter', () => {
  const [alice, bob] = pair()
  alice.field.type('Alice. ')
  bob.field.setSelectionRange(7, 7)
  for (const letter of 'Bob was here') {
    bob.field.type(letter)
    alice.field.setSelectionRange(0, 0)
    alice.field.type('x')
  }
  expect(alice.field.value).toBe(`${'x'.repeat(12)}Alice. Bob was here`)
  expect(bob.field.value).toBe(alice.field.value)
})

test('while an input method composes, others’ changes wait and are not lost', () => {
  const [alice, bob] = pair()
  alice.field.type('ab')
  alice.field.setSelectionRange(1, 1)
  alice.field.dispatchEvent(new Event('compositionstart'))
  alice.field.type('に')
  bob.field.setSelectionRange(0, 0)
  bob.field.type('>> ')
  expect(alice.field.value).toBe('aにb')
  alice.field.dispatchEvent(new Event('compositionend'))
  expect([alice.field.value, bob.field.value]).toEqual(['>> aにb', '>> aにb'])
})

test('after unbinding nothing is observed', () => {
  const [alice] = pair()
  alice.unbind()
  expect(alice.text._eH.l).toHaveLength(0)
})
