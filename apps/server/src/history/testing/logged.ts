/** For tests: the log of a small document. */
import { setField } from '@tandem/documents'
import type { Instant, PersonId } from '@tandem/rules'
import { alice, bob } from '@tandem/rules/testing'
import * as Y from 'yjs'
import type { LoggedUpdate } from '../../store/contract.ts'

/** Alice answers, Bob overrules her and writes a note, the answer is cleared. */
export function logged(): readonly LoggedUpdate[] {
  const doc = new Y.Doc()
  const updates: LoggedUpdate[] = []
  let actor: PersonId = alice
  doc.on('update', (bytes: Uint8Array) => {
    const seq = updates.length * 2 + 1
    updates.push({ seq, actor, at: `2026-01-0${updates.length + 1}T00:00:00.000Z` as Instant, bytes })
  })
  setField(doc, 'blind', 'yes')
  actor = bob
  setField(doc, 'blind', 'no')
  doc.getText('text:blind/note').insert(0, 'Said so on page 4.')
  setField(doc, 'sites', 'two')
  actor = alice
  setField(doc, 'sites', null)
  return updates
}
