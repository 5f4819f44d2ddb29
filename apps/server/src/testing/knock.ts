/** For tests: opens a socket and listens from its first byte, until something was seen or the socket is closed. */
import { once } from 'node:events'
import { WebSocket, type RawData } from 'ws'
import type { Headers } from './knockers.ts'
import type { TestServer } from './test-server.ts'

/** How the socket was closed, and after how many frames. */
export type Closed = { readonly code: number; readonly reason: string; readonly frames: number }

/** @returns what `look` made of the first frame that it does not answer null for. */
export async function knock<Seen>(
  { port }: Pick<TestServer, 'port'>,
  path: string,
  headers: Headers,
  look: (frame: Buffer) => Seen | null,
): Promise<Seen | Closed> {
  const host = `localhost:${port}`
  const all = Object.entries({ host, origin: `http://${host}`, ...headers })
  const given = all.filter((header): header is [string, string] => header[1] !== null)
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers: Object.fromEntries(given) })
  const outcome = Promise.withResolvers<Seen | Closed>()
  let frames = 0
  socket.on('message', (data: RawData) => {
    frames += 1
    const seen = look(data as Buffer)
    if (seen !== null) outcome.resolve(seen)
  })
  const closed = once(socket, 'close')
  socket.once('close', (code: number, reason: Buffer) => outcome.resolve({ code, reason: reason.toString(), frames }))
  const result = await outcome.promise
  socket.close()
  await closed
  return result
}
