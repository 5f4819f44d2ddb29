/**
 * What routes want to know of a request: the connection beneath it, where it comes from, for which version of the wire its
 * page was made, who sent it.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { HttpBindings } from '@hono/node-server'
import type { Context, MiddlewareHandler } from 'hono'
import { isUnderstood, VERSION_HEADER } from '@tandem/wire'
import { isLoopbackAddress, isLoopbackHost, mayChange, type Addresses } from '../auth/origin.ts'
import { refuse } from './refusal.ts'

export type Anybody = { Bindings: HttpBindings }

/**
 * Refuses whatever could change something unless our own page sent it, whatever its content type. A program with a token
 * is no page: its token is all that counts, and a cookie beside it is not looked at.
 */
export function fromOwnPage(addresses: Addresses): MiddlewareHandler {
  return async (context, next) => {
    if (['GET', 'HEAD'].includes(context.req.method) || hasBearer(context)) return next()
    const { req } = context
    const headers = {
      host: req.header('host'),
      origin: req.header('origin'),
      secFetchSite: req.header('sec-fetch-site'),
    }
    return mayChange(addresses, headers) ? next() : refuse(context, 'foreign-origin')
  }
}

/** Refuses a page that would misread the answer, or whose request would be misread. */
export const ofOurVersion: MiddlewareHandler = async (context, next) =>
  isUnderstood(context.req.header(VERSION_HEADER) ?? null) ? next() : refuse(context, 'outdated')

/**
 * From this machine, by no proxy (a proxy on this machine would make everybody local), and to a loopback name: a foreign
 * name that was made to point here is not one.
 */
export function isFromThisMachine({ socket, headers }: IncomingMessage): boolean {
  if (!isLoopbackAddress(socket.remoteAddress ?? '')) return false
  if (Object.keys(headers).some(isForwarding)) return false
  return isLoopbackHost((headers.host ?? '').replace(/:\d+$/, ''))
}

function isForwarding(header: string): boolean {
  return header.startsWith('x-forwarded') || ['forwarded', 'via', 'x-real-ip', 'x-client-ip'].includes(header)
}

/** A browser never sends one by itself, so no foreign page can make it. */
export function hasBearer(context: Context): boolean {
  return bearerOf(context) !== null
}

/** The token that a program sends, also an empty one; null if it sends none. */
export function bearerOf(context: Context): string | null {
  return /^Bearer\b *(.*)$/i.exec(context.req.header('authorization') ?? '')?.[1] ?? null
}

export type OnPerson = (socket: Duplex) => void

export function setCookie(context: Context, cookie: string): void {
  context.header('Set-Cookie', cookie, { append: true })
}

export async function noStore(context: Context, next: () => Promise<void>): Promise<void> {
  await next()
  context.header('Cache-Control', 'no-store')
}
