/** Rooms full of people who type: letters at random moments, at a rate that does not depend on the server. */
import type { Client } from '../client.ts'
import { Deliveries } from '../deliveries.ts'
import { atRandomMoments } from '../moments.ts'
import { quantile } from '../statistics.ts'
import { caretBehindContent, sharedContent } from '../rooms.ts'
import { gather, seconds, within, type Stage } from '../stage.ts'
import { Typist } from '../typing.ts'
import type { Figure, Figures } from './measure.ts'

export type Crowd = { readonly rooms: number; readonly perRoom: number; readonly lettersPerSecond: number }

export const CROWD_FIGURES: readonly Figure[] = [
  { key: 'p50', label: 'seen by another client, p50', unit: 'ms' },
  { key: 'p99', label: 'seen by another client, p99', unit: 'ms' },
  { key: 'ackP50', label: 'acknowledged, p50', unit: 'ms' },
  { key: 'cpu', label: 'server CPU per update', unit: 'µs' },
  { key: 'core', label: 'share of a core', unit: '' },
  { key: 'delivered', label: 'delivered share', unit: '' },
]

type Writer = { readonly client: Client; readonly typist: Typist }

export async function typeInRooms(stage: Stage, crowd: Crowd): Promise<Figures> {
  const running = await stage.start()
  const deliveries = new Deliveries()
  const writers = await seatEverybody(stage, crowd, deliveries)
  await atRandomMoments(stage.random, crowd.lettersPerSecond, stage.pace.warmUp, type)
  deliveries.count()
  const [cpuBefore, before] = [running.cpu(), performance.now()]
  await atRandomMoments(stage.random, crowd.lettersPerSecond, stage.pace.measured, type)
  const [cpu, passed] = [running.cpu() - cpuBefore, (performance.now() - before) / 1_000]
  await within(3, () => deliveries.latencies.length >= deliveries.due)
  return {
    p50: quantile(deliveries.latencies, 0.5),
    p99: quantile(deliveries.latencies, 0.99),
    ackP50: stage.server.name === 'tandem' ? quantile(deliveries.acks, 0.5) : Number.NaN,
    cpu: (cpu / deliveries.sent) * 1e6,
    core: cpu / passed,
    delivered: deliveries.latencies.length / deliveries.due,
  }

  function type(): void {
    const writer = writers[stage.random.below(writers.length)]
    if (writer) deliveries.send(writer.client, writer.typist, crowd.perRoom - 1)
  }
}

/** The first of each room fills it; then everybody types at a note of their own. */
async function seatEverybody(
  stage: Stage,
  { rooms, perRoom }: Crowd,
  deliveries: Deliveries,
): Promise<readonly Writer[]> {
  const { items, shared } = stage.rooms
  const fillers = Array.from({ length: rooms }, () => stage.random.clientId())
  const typists = Array.from({ length: rooms * perRoom }, (_, place) => {
    const caret = caretBehindContent(fillers[place % rooms] ?? 0, items, Math.floor(place / rooms))
    return new Typist(stage.random.clientId(), caret)
  })
  const clients = await gather(stage, typists.length, (place) => {
    const own = typists[place]?.client ?? 0
    const client = stage.connect(shared[place % rooms] ?? none(), Math.floor(place / rooms), own)
    deliveries.watch(client, own)
    return client
  })
  for (const [room, filler] of fillers.entries()) clients[room]?.send(sharedContent(filler, items))
  await seconds(0.3)
  return clients.map((client, place) => ({ client, typist: typists[place] ?? none() }))
}

function none(): never {
  throw new Error('there are too few documents or clients')
}
