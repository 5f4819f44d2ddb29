/**
 * A place of a Yjs document, readable in effects and `$derived`: reading subscribes, and only a change of that place
 * runs the reader again. Nothing is copied into state. When the last reader is gone, so is the Yjs observer.
 */
import { createSubscriber } from 'svelte/reactivity'
import type * as Y from 'yjs'

export type LiveValue<Value> = { readonly current: Value }

/** @param touches tells which keys of the map this value is read from. */
export function liveKeys<Value>(
  map: Y.Map<unknown>,
  touches: (key: string) => boolean,
  read: () => Value,
): LiveValue<Value> {
  const subscribe = createSubscriber((update) => {
    const onChange = (event: Y.YMapEvent<unknown>): void => {
      for (const key of event.keysChanged) if (touches(key as string)) return update()
    }
    map.observe(onChange)
    return () => map.unobserve(onChange)
  })
  return {
    get current() {
      subscribe()
      return read()
    },
  }
}

export function liveText(text: Y.Text): LiveValue<string> {
  const subscribe = createSubscriber((update) => {
    text.observe(update)
    return () => text.unobserve(update)
  })
  return {
    get current() {
      subscribe()
      return text.toString()
    },
  }
}

/** Anything that follows from the whole document. */
export function liveWhole<Value>(doc: Y.Doc, read: () => Value): LiveValue<Value> {
  const subscribe = createSubscriber((update) => {
    doc.on('update', update)
    return () => doc.off('update', update)
  })
  return {
    get current() {
      subscribe()
      return read()
    },
  }
}
