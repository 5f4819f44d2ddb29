/** What a measure works with: one server in a folder of its own, clients, and a clock for both. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from './client.ts'
import { Feed } from './feed.ts'
import type { Ground, PopulatedReview } from './grounds.ts'
import type { LongDocument } from './long-document.ts'
import { startPinned, type Running } from './pinned.ts'
import type { Random } from './random.ts'
import { headersOf } from './reading.ts'
import type { Room, Rooms } from './rooms.ts'
import type { Server } from './servers/server.ts'

export type Pace = {
  /** Seconds. */
  readonly warmUp: number
  readonly measured: number
  readonly afterLeaving: readonly number[]
  /** How often a server is started where each start gives one figure. */
  readonly starts: number
}

export type Stage = {
  readonly server: Server
  readonly rooms: Rooms
  readonly reviews: readonly PopulatedReview[]
  /** What the server's folder is a copy of. */
  readonly ground: Ground
  readonly port: number
  readonly random: Random
  readonly pace: Pace
  readonly longDocument: LongDocument
  /** Starts the server, or starts it again after it has ended. */
  readonly start: () => Promise<Running>
  readonly connect: (room: Room, window: number, client: number) => Client
  /** Opens a live feed where only our server has one. `cursor` is where it goes on. */
  readonly follow: (review: string, cookie: string, cursor: string) => Feed
  /** What went wrong so far. A figure that was taken with faults is not worth anything. */
  readonly faults: string[]
}

export type StageParts = Pick<Stage, 'server' | 'rooms' | 'random' | 'pace' | 'longDocument'> & {
  /** Copied for the server that needs it. */
  readonly ground: Ground
  /** Cut off at the end, or ended in good order: only then a profile is written. */
  readonly ending?: 'kill' | 'stop'
}

/** Opens a stage for `play` and clears it away afterwards, whatever happened. */
export async function onStage<Value>(parts: StageParts, play: (stage: Stage) => Promise<Value>): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), `tandem-bench-${parts.server.name}-`))
  if (parts.server.name === 'tandem') cpSync(parts.ground.folder, folder, { recursive: true })
  const port = await freePort()
  const clients: { readonly release: () => void }[] = []
  const faults: string[] = []
  let running: Running | null = null
  const start = async (): Promise<Running> => {
    running = await startPinned(parts.server.program({ folder, port }))
    return running
  }
  const connect: Stage['connect'] = (room, window, client) => {
    const address = parts.server.address(port, room, window, client)
    const seat = { address, document: room.document, dialect: parts.server.dialect }
    const made = new Client(seat, (fault) => void faults.push(fault))
    clients.push(made)
    return made
  }
  const follow: Stage['follow'] = (review, cookie, cursor) => {
    const url = `ws://127.0.0.1:${port}/live/${review}?tandem=1&cursor=${cursor}`
    const feed = new Feed({ url, headers: headersOf(port, cookie) }, (fault) => void faults.push(fault))
    clients.push(feed)
    return feed
  }
  try {
    return await play({ ...parts, reviews: parts.ground.reviews, port, start, connect, follow, faults })
  } finally {
    for (const client of clients) client.release()
    await (running as Running | null)?.[parts.ending ?? 'kill']()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

export const seconds = (count: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, count * 1_000))

/** @param moment of `performance.now()`; one that has passed is not waited for. */
export async function until(moment: number): Promise<void> {
  const left = moment - performance.now()
  if (left > 0) await seconds(left / 1_000)
}

/** Connects clients one after the other and waits until all are synced; in the same order. */
export async function gather(
  stage: Stage,
  count: number,
  connect: (place: number) => Client,
): Promise<readonly Client[]> {
  const synced: Promise<Come>[] = []
  for (let place = 0; place < count; place += 1) {
    const gap = until(performance.now() + 1_000 / stage.server.connectsPerSecond)
    synced.push(come(stage, () => connect(place)))
    await gap
  }
  return (await Promise.all(synced)).map(({ client }) => client)
}

export type Come = { readonly client: Client; readonly tries: number }

/** A client that is turned away comes again as y-websocket does: after 0.1 s, then twice as long, 2.5 s at most. */
export async function come({ random }: Stage, connect: () => Client): Promise<Come> {
  for (let tries = 1; ; tries += 1) {
    const client = connect()
    try {
      await client.synced()
      return { client, tries }
    } catch (error) {
      // Turned away. A server that never lets it in is a fault of the measurement.
      if (tries === MOST_TRIES) throw error
      await seconds(Math.min(0.1 * 2 ** (tries - 1), 2.5) * (0.5 + random.fraction()))
    }
  }
}

const MOST_TRIES = 8

/** Resolves when `isTrue`, or false after so many seconds. */
export async function within(limit: number, isTrue: () => boolean): Promise<boolean> {
  const end = performance.now() + limit * 1_000
  while (!isTrue()) {
    if (performance.now() > end) return false
    await seconds(0.005)
  }
  return true
}
