/**
 * As much as the server can take, in rooms as large as those of `typing`. Everybody types on as soon as their neighbour
 * in the room has seen enough of what they typed before: a closed loop, so that nothing piles up and a fast server gets
 * more. So many connections that each stays below the messages a second that a server may allow to one.
 */
import type { Client } from '../client.ts'
import { Deliveries } from '../deliveries.ts'
import { quantile } from '../statistics.ts'
import { noteOf } from '../rooms.ts'
import { gather, seconds, type Stage } from '../stage.ts'
import { Typist } from '../typing.ts'
import type { Measure } from './measure.ts'

const ROOMS = 100
const PER_ROOM = 4
/** Letters of one client that its neighbour has not seen yet. */
const UNSEEN = 8

export const saturation: Measure = {
  name: 'saturation',
  title: `Saturation: ${ROOMS} rooms of ${PER_ROOM}, ${UNSEEN} letters of each always under way`,
  figures: [
    { key: 'throughput', label: 'updates that everybody has seen, a second', unit: '1/s' },
    { key: 'cpu', label: 'server CPU per update', unit: 'µs' },
    { key: 'core', label: 'share of a core', unit: '' },
    { key: 'p50', label: 'seen by another client, p50', unit: 'ms' },
    { key: 'generator', label: 'share of a core of all clients', unit: '' },
  ],
  run: saturate,
}

type Writer = { readonly client: Client; readonly typist: Typist; unseen: number }

async function saturate(stage: Stage) {
  const running = await stage.start()
  const deliveries = new Deliveries()
  const writers = await seat(stage, deliveries, typeOn)
  for (const writer of writers) typeOn(writer)
  await seconds(stage.pace.warmUp * 2)
  deliveries.count()
  const [cpuBefore, ownBefore, before] = [running.cpu(), process.cpuUsage(), performance.now()]
  await seconds(stage.pace.measured)
  const passed = (performance.now() - before) / 1_000
  const cpu = running.cpu() - cpuBefore
  const own = process.cpuUsage(ownBefore)
  const seen = deliveries.sights / (PER_ROOM - 1)
  return {
    throughput: seen / passed,
    cpu: (cpu / seen) * 1e6,
    core: cpu / passed,
    p50: quantile(deliveries.latencies, 0.5),
    generator: (own.user + own.system) / 1e6 / passed,
  }

  function typeOn(writer: Writer): void {
    for (; writer.unseen < UNSEEN; writer.unseen += 1) deliveries.send(writer.client, writer.typist, PER_ROOM - 1)
  }
}

/** Each client watches everybody in its room, and lets the one before it type on. */
async function seat(
  stage: Stage,
  deliveries: Deliveries,
  typeOn: (writer: Writer) => void,
): Promise<readonly Writer[]> {
  const { shared, items } = stage.rooms
  const typists = Array.from({ length: ROOMS * PER_ROOM }, (_, place) => {
    return new Typist(stage.random.clientId(), { text: noteOf(items[place % PER_ROOM] ?? ''), behind: null })
  })
  let writers: readonly Writer[] = []
  const clients = await gather(stage, typists.length, (place) => {
    const [room, window] = [Math.floor(place / PER_ROOM), place % PER_ROOM]
    const own = typists[place]?.client ?? 0
    const client = stage.connect(shared[room] ?? none(), window, own)
    deliveries.watch(client, own, (author) => {
      const neighbour = writers[room * PER_ROOM + ((window + PER_ROOM - 1) % PER_ROOM)]
      if (neighbour?.typist.client !== author) return
      neighbour.unseen -= 1
      typeOn(neighbour)
    })
    return client
  })
  writers = clients.map((client, place) => ({ client, typist: typists[place] ?? none(), unseen: 0 }))
  return writers
}

function none(): never {
  throw new Error('there are too few documents or clients')
}
