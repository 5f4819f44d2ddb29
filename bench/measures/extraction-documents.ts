import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { gather, seconds, type Stage } from '../stage.ts'
import { roomsOf } from '../rooms.ts'
import type { Measure } from './measure.ts'

export const extractionDocuments: Measure = {
  name: 'extraction-documents',
  title: 'Large extractions: consensus documents of 100 fields over 5 arms × 6 outcomes × 4 timepoints, open at once',
  servers: ['tandem'],
  ground: 'large-extractions',
  figures: [
    { key: 'documents', label: 'documents', unit: '' },
    { key: 'size', label: 'size of one, as it is sent', unit: 'kB' },
    { key: 'each', label: 'more resident memory for each open document with a client', unit: 'kB' },
    { key: 'heap', label: 'of that heap in use, after a collection', unit: 'kB' },
  ],
  run: open,
}

async function open(stage: Stage) {
  const [review] = stage.reviews
  if (!review) throw new Error('there is no review')
  const { shared } = roomsOf(review)
  const [first, ...others] = shared
  if (!first) throw new Error('nothing is revealed')
  const running = await stage.start()
  const connect = (place: number) => stage.connect(others[place] ?? first, 0, stage.random.clientId())
  // The review itself, and what is compiled once for its form, is no part of a document.
  await stage.connect(first, 0, stage.random.clientId()).synced()
  await seconds(1)
  const before = running.memory()
  const clients = await gather(stage, others.length, connect)
  await seconds(1)
  const sizes = clients.map(({ firstAnswer }) => firstAnswer ?? Number.NaN)
  return {
    documents: others.length,
    size: Math.max(...sizes) / 1_000,
    each: (running.memory() - before) / others.length / 1_000,
    heap: heapOfEach(stage.ground) / 1_000,
  }
}

const ROOM_HEAP = fileURLToPath(new URL('../../apps/server/src/testing/room-heap-main.ts', import.meta.url))

/** In a process of its own, which collects its garbage first. */
function heapOfEach({ folder, reviews }: Stage['ground']): number {
  const words = ['--expose-gc', ROOM_HEAP, '--folder', folder]
  return Number(execFileSync(process.execPath, words, { encoding: 'utf8', input: JSON.stringify(reviews) }))
}
