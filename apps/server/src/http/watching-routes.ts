/**
 * For whoever watches the server.
 *
 *   GET /healthz   200 {"status":"ok"}, or 503 {"status":"store-full"} while nothing can be written. For anybody: it is what
 *                  a load balancer asks, and says no more than people notice
 *   GET /metrics   the Prometheus text format, only where the configuration says so and only from this machine; else
 *                  answered like any address that does not exist
 */
import { Hono } from 'hono'
import { refuse } from './refusal.ts'
import { isFromThisMachine, noStore, type Anybody } from './requests.ts'

export type WatchingParts = {
  /** The store could not write, and a small write is still refused. */
  readonly isStoreFull: () => boolean
  /** Absent: not served. */
  readonly metrics?: { readonly contentType: string; readonly print: () => Promise<string> } | null | undefined
}

export function watchingRoutes({ isStoreFull, metrics = null }: WatchingParts): Hono<Anybody> {
  const routes = new Hono<Anybody>()

  routes.get('/healthz', noStore, (context) =>
    isStoreFull() ? context.json({ status: 'store-full' }, 503) : context.json({ status: 'ok' }),
  )

  routes.get('/metrics', noStore, async (context) =>
    metrics !== null && isFromThisMachine(context.env.incoming)
      ? context.body(await metrics.print(), 200, { 'Content-Type': metrics.contentType })
      : refuse(context, 'not-found'),
  )

  return routes
}
