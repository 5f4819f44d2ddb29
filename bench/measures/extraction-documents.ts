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
    { key: 'each', label: 'more memory for each open document', unit: 'kB' },
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
  }
}
