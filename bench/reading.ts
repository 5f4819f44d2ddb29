/** Reads a review over HTTP, as a page does before its first paint. */
import { request, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'

export type Read = {
  /** Milliseconds until the whole answer was there. */
  readonly took: number
  readonly body: Buffer
}

/** @throws Error where the server refuses. */
export function readReview(port: number, review: string, cookie: string): Promise<Read> {
  return readPath(port, `/api/reviews/${review}`, cookie)
}

/** @throws Error where the server refuses. */
export async function readPath(port: number, path: string, cookie: string): Promise<Read> {
  const start = performance.now()
  const asked = request({ host: '127.0.0.1', port, path, headers: headersOf(port, cookie) })
  asked.end()
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  const body = await buffer(answer)
  if (answer.statusCode !== 200) throw new Error(`reading ${path}: ${answer.statusCode} ${body.toString()}`)
  return { took: performance.now() - start, body }
}

/** Where its live feed goes on. */
export function cursorIn({ body }: Read): string {
  return (JSON.parse(body.toString()) as { readonly cursor: string }).cursor
}

export function headersOf(port: number, cookie: string): Readonly<Record<string, string>> {
  return { cookie, host: `localhost:${port}`, origin: `http://localhost:${port}` }
}
