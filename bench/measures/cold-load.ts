import type { Client } from '../client.ts'
import { seconds, within, type Stage } from '../stage.ts'
import type { Measure } from './measure.ts'

const JOINERS = 20
/** Seconds that a client waits for the document. */
const PATIENCE = 20

/** Share of the document's bytes with which a client counts as having it: servers encode the same a little differently. */
const ALL = 0.9

export const coldLoad: Measure = {
  name: 'cold-load',
  title: `Cold load: a document of 1 MB after a restart, then ${JOINERS} joiners at once`,
  figures: [
    { key: 'first', label: 'until the first client has it', unit: 'ms' },
    { key: 'answer', label: 'share of it in the first sync answer', unit: '' },
    { key: 'joiners', label: `until the last of ${JOINERS} joiners has it`, unit: 'ms' },
  ],
  run: load,
}

async function load(stage: Stage) {
  const bytes = await write(stage)
  await stage.start()
  await seconds(0.3)
  const first = await arrive(stage, 0, bytes)
  const joiners = await Promise.all(Array.from({ length: JOINERS }, (_, place) => arrive(stage, place + 1, bytes)))
  return {
    first: first.after,
    answer: (first.client.firstAnswer ?? 0) / bytes,
    joiners: Math.max(...joiners.map(({ after }) => after)),
  }
}

/** @returns the size of what was written. The server has ended in good order afterwards. */
async function write(stage: Stage): Promise<number> {
  const { updates, bytes } = stage.longDocument
  const running = await stage.start()
  const [writer, witness] = [0, 1].map((window) => stage.connect(roomOf(stage), window, stage.random.clientId()))
  if (!writer || !witness) throw new Error('nobody came')
  await Promise.all([writer.synced(), witness.synced()])
  const arrived = received(witness)
  for (const update of updates) writer.send(update)
  const sent = updates.reduce((sum, update) => sum + update.byteLength, 0)
  if (!(await within(PATIENCE, () => arrived() >= sent * ALL))) stage.faults.push('the document was not taken')
  await Promise.all([writer.leave(), witness.leave()])
  // Two of the servers say nothing of what they have stored.
  await seconds(0.7)
  await running.stop()
  return bytes
}

function received(client: Client): () => number {
  let bytes = 0
  client.onUpdate = (update) => void (bytes += update.byteLength)
  return () => bytes
}

/** `after`: milliseconds; not a number if the document has not come. */
async function arrive(stage: Stage, window: number, bytes: number): Promise<{ client: Client; after: number }> {
  const start = performance.now()
  const client = stage.connect(roomOf(stage), window, stage.random.clientId())
  let [sum, after] = [0, Number.NaN]
  client.onUpdate = (update, at) => {
    sum += update.byteLength
    if (sum >= bytes * ALL && Number.isNaN(after)) after = at - start
  }
  if (!(await within(PATIENCE, () => !Number.isNaN(after)))) stage.faults.push('the document did not come')
  return { client, after }
}

function roomOf({ rooms }: Stage) {
  const [room] = rooms.shared
  if (!room) throw new Error('there is no shared document')
  return room
}
