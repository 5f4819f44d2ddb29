import { Hono } from 'hono'
import type { SessionAnswer } from '@tandem/wire'
import type { Sessions } from '../auth/sessions.ts'
import { setCookie, type Anybody } from './requests.ts'

export function sessionRoutes(
  sessions: Sessions,
  isDemo: (incoming: Anybody['Bindings']['incoming']) => boolean,
): Hono<Anybody> {
  const routes = new Hono<Anybody>()

  // A page asks this when it starts, so this is where the cookie gets its full life again: a session may have been
  // prolonged by a socket, which cannot set cookies.
  routes.get('/', async (context) => {
    const validated = await sessions.validate(context.req.header('cookie'))
    if (validated !== null) setCookie(context, validated.setCookie)
    const person = validated?.session.person ?? null
    return context.json({ person, demo: isDemo(context.env.incoming) } satisfies SessionAnswer)
  })

  routes.post('/end', async (context) => {
    const validated = await sessions.validate(context.req.header('cookie'))
    if (validated !== null) await sessions.end(validated.session.id)
    setCookie(context, sessions.blankCookie)
    return context.body(null, 204)
  })

  return routes
}
