import type { Client } from '../client.ts'
import { sharedContent } from '../rooms.ts'
import { quantile } from '../statistics.ts'
import { come, gather, seconds, within, type Stage } from '../stage.ts'
import type { Measure } from './measure.ts'

const ROOMS = 20
const CLIENTS = 200
/** Seconds that a client waits for the document before it counts as never having got it. */
const PATIENCE = 10

export const storm: Measure = {
  name: 'storm',
  title: `Storm: ${CLIENTS} clients in ${ROOMS} rooms come back at once after a SIGKILL`,
  figures: [
    { key: 'restart', label: 'from the start to the first accepted connection', unit: 'ms' },
    { key: 'p50', label: 'until a client has its document, p50', unit: 'ms' },
    { key: 'slowest', label: 'until the last one has it', unit: 'ms' },
    { key: 'turnedAway', label: 'turned away at the first try', unit: '' },
    { key: 'early', label: 'told "synced" before the content', unit: '' },
    { key: 'never', label: `without it after ${PATIENCE} s`, unit: '' },
  ],
  run: comeBack,
}

async function comeBack(stage: Stage) {
  const running = await stage.start()
  const size = await fillRooms(stage)
  const before = await gather(stage, CLIENTS, (place) => join(stage, place))
  for (const client of before) client.release()
  await running.kill()
  const start = performance.now()
  await stage.start()
  const restart = performance.now() - start
  const arrivals = await Promise.all(Array.from({ length: CLIENTS }, (_, place) => arrive(stage, place, size)))
  const times = arrivals.flatMap(({ after }) => (after === null ? [] : [after]))
  return {
    restart,
    p50: quantile(times, 0.5),
    slowest: quantile(times, 1),
    turnedAway: arrivals.filter(({ tries }) => tries > 1).length,
    early: arrivals.filter(({ firstAnswer }) => firstAnswer < size / 2).length,
    never: CLIENTS - times.length,
  }
}

/** Each room is filled by somebody who then leaves: every server has stored by then whatever it stores. */
async function fillRooms(stage: Stage): Promise<number> {
  const ids = Array.from({ length: ROOMS }, () => stage.random.clientId())
  const updates = ids.map((client) => sharedContent(client, stage.rooms.items))
  const fillers = await gather(stage, ROOMS, (place) => join(stage, place, ids[place]))
  for (const [place, update] of updates.entries()) fillers[place]?.send(update)
  await seconds(0.3)
  await Promise.all(fillers.map((filler) => filler.leave()))
  await seconds(0.3)
  return updates[0]?.byteLength ?? 0
}

function join(stage: Stage, place: number, id = stage.random.clientId()): Client {
  const room = stage.rooms.shared[place % ROOMS]
  if (!room) throw new Error('there are too few documents')
  return stage.connect(room, Math.floor(place / ROOMS), id)
}

/** `after`: milliseconds from the first try until the content was there; null if it never came. */
type Arrival = { readonly tries: number; readonly firstAnswer: number; readonly after: number | null }

async function arrive(stage: Stage, place: number, size: number): Promise<Arrival> {
  const start = performance.now()
  let after: number | null = null
  const { client, tries } = await come(stage, () => {
    const made = join(stage, place)
    made.onUpdate = (update, at) => {
      if (update.byteLength >= size / 2) after ??= at - start
    }
    return made
  })
  await within(PATIENCE, () => after !== null)
  return { tries, firstAnswer: client.firstAnswer ?? 0, after }
}
