/** What routes want to know of a request: the connection beneath it, where it comes from, who sent it. */
import type { Duplex } from 'node:stream'
import type { HttpBindings } from '@hono/node-server'
import type { Context, MiddlewareHandler } from 'hono'
import { mayChange, type Addresses } from '../auth/origin.ts'
import type { Session, Sessions } from '../auth/sessions.ts'
import { refuse } from './refusal.ts'

export type Anybody = { Bindings: HttpBindings }
/** Behind `signedIn`. */
export type SignedInOnly = { Bindings: HttpBindings; Variables: { session: Session } }

/** Refuses whatever could change something unless our own page sent it, whatever its content type. */
export function fromOwnPage(addresses: Addresses): MiddlewareHandler {
  return async (context, next) => {
    if (['GET', 'HEAD'].includes(context.req.method)) return next()
    const { req } = context
    const headers = {
      host: req.header('host'),
      origin: req.header('origin'),
      secFetchSite: req.header('sec-fetch-site'),
    }
    return mayChange(addresses, headers) ? next() : refuse(context, 'foreign-origin')
  }
}

export type OnPerson = (socket: Duplex) => void

export function signedIn(sessions: Sessions, onPerson: OnPerson): MiddlewareHandler<SignedInOnly> {
  return async (context, next) => {
    const validated = await sessions.validate(context.req.header('cookie'))
    if (validated === null) return refuse(context, 'not-signed-in')
    context.set('session', validated.session)
    onPerson(context.env.incoming.socket)
    await next()
    if (validated.isProlonged) setCookie(context, validated.setCookie)
  }
}

export function setCookie(context: Context, cookie: string): void {
  context.header('Set-Cookie', cookie, { append: true })
}

export async function noStore(context: Context, next: () => Promise<void>): Promise<void> {
  await next()
  context.header('Cache-Control', 'no-store')
}
