/**
 * Headers of every answer. They are put on each response as Node makes it, so that answers which no route of ours sees
 * (a bad request, a missing Host) carry them too.
 */
import { ServerResponse, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

export type HeaderTable = Readonly<Record<string, string>>

const YEAR = 31_536_000

const ALWAYS: HeaderTable = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
}

export function securityHeaders(isHttps: boolean): HeaderTable {
  return isHttps ? { ...ALWAYS, 'Strict-Transport-Security': `max-age=${YEAR}; includeSubDomains` } : ALWAYS
}

/** For `createServer`: responses that are born with the headers. */
export function responseWith(headers: HeaderTable): typeof ServerResponse {
  return class<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
    constructor(...parameters: ConstructorParameters<typeof ServerResponse<Request>>) {
      super(...parameters)
      for (const [name, value] of Object.entries(headers)) this.setHeader(name, value)
    }
  } as typeof ServerResponse
}

/** Answers on a bare socket, where Node has no response for us, and ends it. */
export function answerRaw(socket: Duplex, status: string, headers: HeaderTable): void {
  if (!socket.writable) return void socket.destroy()
  const lines = Object.entries({ ...headers, Connection: 'close', 'Content-Length': '0' })
  const head = [`HTTP/1.1 ${status}`, ...lines.map(([name, value]) => `${name}: ${value}`), '', '']
  socket.once('finish', () => socket.destroy())
  socket.end(head.join('\r\n'))
}
