/**
 * The built web client: files, and one page for every other address, which its router reads.
 *
 * The order matters. An old browser may ask for a piece of a former build: that must be 404, not the page with status
 * 200. So files come first, then 404 for whatever else lies below `/_app/`, then the page.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono, type Context } from 'hono'
import type { Addresses } from '../auth/origin.ts'
import { pagePolicy } from './page-policy.ts'
import { refuse } from './refusal.ts'

/** @throws PageRefused if the built page could not run under its own policy. */
export function clientRoutes(folder: string, addresses: Addresses): Hono {
  const routes = new Hono()
  const page = join(folder, 'index.html')
  if (!existsSync(page)) return routes
  const policy = pagePolicy(readFileSync(page, 'utf8'), addresses)

  const files = (cacheControl: string) =>
    serveStatic({ root: folder, precompressed: true, onFound: caching(cacheControl) })
  routes.use('*', async (context, next) => {
    await next()
    if (context.res.headers.get('Content-Type')?.startsWith('text/html')) {
      context.header('Content-Security-Policy', policy)
    }
  })
  routes.use('/_app/immutable/*', files('public, max-age=31536000, immutable'))
  routes.use('*', files('no-cache'))
  routes.all('/_app/*', (context) => refuse(context, 'not-found'))
  routes.get('*', serveStatic({ path: page, precompressed: true, onFound: caching('no-cache') }))
  return routes
}

function caching(value: string): (path: string, context: Context) => void {
  return (_, context) => context.header('Cache-Control', value)
}
