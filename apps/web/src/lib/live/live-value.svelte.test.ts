import { flushSync } from 'svelte'
import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { liveKeys, liveText } from './live-value.ts'

const ITEMS = Array.from({ length: 60 }, (_, index) => `item-${index}`)

function form() {
  const doc = new Y.Doc()
  const map = doc.getMap('answers')
  const values = ITEMS.map((item) =>
    liveKeys(
      map,
      (key) => key === item,
      () => map.get(item) ?? null,
    ),
  )
  const runs = new Map<string, number>()
  const stop = $effect.root(() => {
    ITEMS.forEach((item, index) => {
      $effect(() => {
        void values[index]?.current
        runs.set(item, (runs.get(item) ?? 0) + 1)
      })
    })
  })
  flushSync()
  runs.clear()
  return { doc, map, values, runs, stop }
}

const observers = (map: Y.Map<unknown>): number => map._eH.l.length

test('one keystroke re-runs one effect of sixty', () => {
  const { map, runs, stop } = form()
  map.set('item-12', 'yes')
  flushSync()
  expect([...runs]).toEqual([['item-12', 1]])
  stop()
})

test('a transaction over two items re-runs two, once each', () => {
  const { doc, map, runs, stop } = form()
  doc.transact(() => {
    map.set('item-1', 'yes')
    map.set('item-2', 'no')
    map.set('item-2', 'yes')
  })
  flushSync()
  expect([...runs]).toEqual([
    ['item-1', 1],
    ['item-2', 1],
  ])
  stop()
})

test('no observer is left when the readers are gone', async () => {
  const { map, stop } = form()
  expect(observers(map)).toBe(ITEMS.length)
  stop()
  // Svelte lets go one turn later, in case somebody else begins to read at once.
  await vi.waitFor(() => expect(observers(map)).toBe(0))
})

test('a derived value follows, and a plain read outside effects needs no observer', () => {
  const { map, values, stop } = form()
  let seen: unknown
  const stopReading = $effect.root(() => {
    const shout = $derived(String(values[3]?.current ?? '').toUpperCase())
    $effect(() => {
      seen = shout
    })
  })
  flushSync()
  map.set('item-3', 'partly')
  flushSync()
  expect(seen).toBe('PARTLY')
  stopReading()
  stop()

  const alone = new Y.Doc().getMap('answers')
  alone.set('x', 1)
  expect(
    liveKeys(
      alone,
      () => true,
      () => alone.get('x'),
    ).current,
  ).toBe(1)
  expect(observers(alone)).toBe(0)
})

test('a text is followed character by character', () => {
  const text = new Y.Doc().getText('text:item/note')
  const live = liveText(text)
  const seen: string[] = []
  const stop = $effect.root(() => {
    $effect(() => void seen.push(live.current))
  })
  flushSync()
  text.insert(0, 'a')
  flushSync()
  text.insert(1, 'b')
  flushSync()
  expect(seen).toEqual(['', 'a', 'ab'])
  stop()
})
