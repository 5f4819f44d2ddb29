import { setField } from '@tandem/documents'
import type { Actor, Instant, Json } from '@tandem/rules'
import { alice, bob } from '@tandem/rules/testing'
import type { Moment } from '@tandem/wire'
import { expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import type { LoggedUpdate } from '../store/contract.ts'
import { changesOf, momentsOf } from './moments.ts'
import { storyByMoments, storyOf } from './story.ts'

type Step = readonly [by: Actor, at: string, write: (doc: Y.Doc) => void]

const set =
  (key: string, value: Json) =>
  (doc: Y.Doc): void =>
    setField(doc, key, value)
const type =
  (name: string, text: string) =>
  (doc: Y.Doc): void =>
    doc.getText(`text:${name}`).insert(doc.getText(`text:${name}`).length, text)

const storyIn = (steps: readonly Step[]) => storyByMoments(logOf(steps))

function logOf(steps: readonly Step[]): readonly LoggedUpdate[] {
  const doc = new Y.Doc()
  const updates: LoggedUpdate[] = []
  let now: Omit<LoggedUpdate, 'bytes'> = { seq: 0, actor: alice, at: '' as Instant }
  doc.on('update', (bytes: Uint8Array) => updates.push({ ...now, bytes }))
  steps.forEach(([actor, at, write], step) => {
    now = { seq: 100 + 7 * step, actor, at: `2026-01-01T10:${at}Z` as Instant }
    write(doc)
  })
  return updates
}

const minute = (at: string): string => `2026-01-01T10:${at}:00.000Z`

it('what one person changes within a minute is one moment, which says what stands there in the end', () => {
  const { chapters } = storyIn([
    [alice, '00:01.250', set('n', 4)],
    [alice, '00:40.000', set('n', 40)],
    [alice, '00:59.999', set('arm', 'back school')],
    [alice, '01:00.000', set('n', 41)],
  ])
  expect(momentsOf(chapters)).toEqual([
    {
      at: minute('00'),
      by: alice,
      changes: [
        { part: 'field', key: 'n', value: 40 },
        { part: 'field', key: 'arm', value: 'back school' },
      ],
    },
    { at: minute('01'), by: alice, changes: [{ part: 'field', key: 'n', value: 41 }] },
  ])
})

it('what somebody else changed in between came in between, also within the same minute', () => {
  const { chapters } = storyIn([
    [alice, '00:01.000', set('n', 1)],
    [bob, '00:02.000', set('n', 2)],
    [alice, '00:03.000', set('n', 3)],
  ])
  expect(momentsOf(chapters).map(({ by, changes }) => [by, changes[0]?.value])).toEqual([
    [alice, 1],
    [bob, 2],
    [alice, 3],
  ])
})

it('moments taken one after the other give the document; a field and a text of one name are two places', () => {
  const story = storyIn([
    [alice, '00:01.000', set('aim', { status: 'unclear' })],
    [alice, '00:02.000', type('aim', 'To com')],
    [bob, '00:03.000', type('aim', 'pare')],
    [bob, '02:00.000', set('aim', null)],
    [alice, '02:01.000', set('n', 4)],
  ])
  const moments = momentsOf(story.chapters)
  expect(moments).toHaveLength(4)
  expect(foldOf(moments)).toEqual(story.content)
})

it('holds no number of the log, and no time finer than a minute', () => {
  const { chapters } = storyIn([
    [alice, '00:01.250', set('n', 1)],
    [bob, '03:59.999', type('n/note', 'Why')],
  ])
  const told = JSON.stringify([momentsOf(chapters), changesOf(chapters, 'n')])
  expect(told).not.toMatch(/seq|10[07]|01\.250|59\.999/)
})

it('a question’s history keeps every value, and of a text that is typed only what stood there at the end of a moment', () => {
  const { chapters } = storyIn([
    [alice, '00:01.000', set('n', 4)],
    [alice, '00:02.000', set('n', 40)],
    [alice, '00:03.000', set('arm', 'back school')],
    [alice, '00:04.000', type('n/note', 'Of ')],
    [alice, '00:05.000', type('n/note', 'table 2')],
    [bob, '00:06.000', type('n/note', ', row 3')],
    [bob, '00:07.000', set('n', null)],
  ])
  expect(changesOf(chapters, 'n').map(({ by, part, key, value }) => [by, part, key, value])).toEqual([
    [alice, 'field', 'n', 4],
    [alice, 'field', 'n', 40],
    [alice, 'text', 'n/note', 'Of table 2'],
    [bob, 'text', 'n/note', 'Of table 2, row 3'],
    [bob, 'field', 'n', null],
  ])
})

it('reads a text once for each moment, however many letters somebody types, and tells the same', () => {
  const letters = Array.from({ length: 200 }, (_, at): Step => {
    const second = String(at % 60).padStart(2, '0')
    return [at % 50 < 45 ? alice : bob, `0${Math.floor(at / 60)}:${second}.000`, type('n/note', 'x')]
  })
  const log = logOf(letters)
  const told = momentsOf(storyOf(log).chapters)
  const reading = vi.spyOn(Y.Text.prototype as { toString: () => string }, 'toString')
  const { chapters } = storyByMoments(log)
  // One more at the end, for the content.
  expect(reading.mock.calls).toHaveLength(told.length + 1)
  reading.mockRestore()
  expect(told.length).toBeLessThan(20)
  expect(momentsOf(chapters)).toEqual(told)
  expect(changesOf(chapters, 'n')).toEqual(changesOf(storyOf(log).chapters, 'n'))
})

function foldOf(moments: readonly Moment[]) {
  const [fields, texts]: [Record<string, Json>, Record<string, string>] = [{}, {}]
  for (const { part, key, value } of moments.flatMap(({ changes }) => changes)) {
    if (part === 'text') texts[key] = value as string
    else if (value === null) delete fields[key]
    else fields[key] = value
  }
  return { fields, texts }
}
