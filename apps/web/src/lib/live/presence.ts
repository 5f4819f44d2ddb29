/** Who is where in a shared document. The server writes person, name and hue; the browser only says where it is. */
import { createSubscriber } from 'svelte/reactivity'
import { parseFieldKey, type FieldPath, type PersonId } from '@tandem/rules'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { LiveValue } from './live-value.ts'

export type Presence = {
  /** One per tab. */
  readonly client: number
  readonly person: PersonId
  readonly name: string
  readonly hue: number
  /** The field that has focus. Null where none has, and for one that this browser does not know. */
  readonly place: FieldPath | null
  readonly cursor: Cursor | null
}

/** Relative positions of Yjs, as JSON texts: they stay at their character while others type. */
export type Cursor = { readonly anchor: string; readonly head: string }

/** Everybody else in this document, by name. */
export function livePresence(awareness: Awareness): LiveValue<readonly Presence[]> {
  const subscribe = createSubscriber((update) => {
    awareness.on('change', update)
    return () => awareness.off('change', update)
  })
  return {
    get current() {
      subscribe()
      return othersIn(awareness)
    },
  }
}

function othersIn(awareness: Awareness): readonly Presence[] {
  return [...awareness.getStates()]
    .filter(([client]) => client !== awareness.clientID)
    .flatMap(([client, state]) => (typeof state['person'] === 'string' ? [presenceOf(client, state)] : []))
    .sort((a, b) => a.name.localeCompare(b.name))
}

const presenceOf = (client: number, state: Record<string, unknown>): Presence => ({
  client,
  person: state['person'] as PersonId,
  name: String(state['name'] ?? ''),
  hue: Number(state['hue'] ?? 1),
  place: typeof state['field'] === 'string' ? parseFieldKey(state['field']) : null,
  cursor: (state['cursor'] as Cursor | undefined) ?? null,
})

/** What somebody does where they are. */
export const activityOf = ({ place }: Presence): 'writing' | 'choosing' =>
  place?.part === 'note' ? 'writing' : 'choosing'

export function cursorAt(text: Y.Text, anchor: number, head: number): Cursor {
  return {
    anchor: encoded(text, anchor),
    head: encoded(text, head),
  }
}

const encoded = (text: Y.Text, index: number): string =>
  JSON.stringify(Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, index)))

/** The caret's index in this text now, or null if the cursor is in another text or broken. */
export function caretIn(text: Y.Text, cursor: Cursor): number | null {
  if (!text.doc) return null
  try {
    const position = Y.createRelativePositionFromJSON(JSON.parse(cursor.head))
    const absolute = Y.createAbsolutePositionFromRelativePosition(position, text.doc)
    return absolute?.type === text ? absolute.index : null
  } catch {
    // Written by another browser: whatever it is, a caret is not worth a broken page.
    return null
  }
}
