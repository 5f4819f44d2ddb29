/** For tests: a running server on a free port over a store in a temporary folder, and requests as a browser sends them. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { WebSocket } from 'ws'
import type { PersonId } from '@tandem/rules'
import { WITHOUT_REVIEWS } from '../accounts/ports.ts'
import { startServer, type RunningServer, type ServerParts } from '../server.ts'
import type { Store } from '../store/contract.ts'
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts'
import { UNWATCHED } from '../watch/watch.ts'

export type TestServer = RunningServer & {
  readonly port: number
  readonly store: Store
  readonly sessionDatabase: ServerParts['sessionDatabase']
  readonly together: ServerParts['together']
  readonly folder: string
  readonly errors: readonly { readonly doing: string; readonly error: unknown }[]
  /** As a browser does from its own page, unless `headers` say otherwise. Null leaves a header out. */
  send(asked: Asked): Promise<Answered>
  /** The cookie of somebody who has just signed in, as a request header. */
  signIn(person: string): Promise<string>
  /** Opens a socket; resolves when it is open, refused or closed. */
  connect(path: string, headers?: Readonly<Record<string, string>>): Promise<Connected>
  stop(): Promise<void>
}

export type Asked = {
  readonly path: string
  readonly method?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string | null>>
}
export type Answered = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string }

export type Connected =
  | { readonly kind: 'refused'; readonly status: number; readonly headers: IncomingHttpHeaders }
  | { readonly kind: 'upgraded'; readonly socket: WebSocket; readonly closed: Promise<number> }

export type TestServerOptions = Partial<ServerParts> & {
  /** Files of the built web client by path. */
  readonly client?: Readonly<Record<string, string>>
  readonly isDemo?: boolean
  readonly publicUrl?: string
}

const PEOPLE = ['alice', 'bob', 'dana', 'carol']

export const emptyReviews: ServerParts['reviews'] = {
  list: async () => ({ reviews: [] }),
  read: async () => null,
  log: async () => null,
  extractions: async () => null,
  settledSds: async () => null,
  itemHistory: async () => null,
  documentHistory: async () => null,
  found: async () => ({ ok: false, reason: { rule: 'plan-is-whole', details: {} } }),
  atTheDoor: async () => null,
  command: async () => null,
  snapshot: async () => null,
}

export const emptyInbox: ServerParts['inbox'] = {
  list: async () => ({ unread: 0, notices: [] }),
  unread: async () => 0,
  markRead: async () => 0,
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-server-'))
  const { store, sessions, together } = openSqliteStore({
    folder,
    random: randomBytes,
    quarantine: { perPerson: 1, inAll: 1, bytesEach: 1 },
  })
  for (const name of PEOPLE) await store.createAccount({ id: name as PersonId, name, hue: 1, demo: true })
  const clientFolder = join(folder, 'client')
  await writeFiles(clientFolder, options.client ?? {})
  const errors: TestServer['errors'][number][] = []
  const { isDemo = true, publicUrl = null } = options
  const stopStore = async (): Promise<void> => {
    await store.close()
    await rm(folder, { recursive: true })
  }
  const server = await startServer({
    config: {
      port: 0,
      host: '127.0.0.1',
      publicUrl: publicUrl === null ? null : new URL(publicUrl),
      dataFolder: folder,
      isDemo,
      trustedProxies: [],
      mailServer: null,
    },
    sessionDatabase: sessions,
    together,
    reviews: emptyReviews,
    inbox: emptyInbox,
    accountReviews: WITHOUT_REVIEWS,
    sync: (socket) => socket.close(1000),
    live: (socket) => socket.close(1000),
    settle: async () => undefined,
    watch: UNWATCHED,
    isStoreFull: () => false,
    demoPeople: PEOPLE.map((name) => ({ id: name as PersonId, name, duty: `duty of ${name}`, hue: 1 })),
    clientFolder,
    clock: Date.now,
    random: randomBytes,
    onError: (doing, error) => void errors.push({ doing, error }),
    ...options,
  }).catch(async (error: unknown) => {
    await stopStore()
    throw error
  })
  const { port } = server
  const host = `localhost:${port}`
  return {
    ...server,
    store,
    sessionDatabase: sessions,
    together,
    folder,
    errors,
    send: (asked) => send(port, host, asked),
    signIn: async (person) =>
      cookieOf(await send(port, host, { method: 'POST', path: '/api/demo/sign-in', body: { person } })),
    connect: (path, headers = {}) => connect(port, path, { host, origin: `http://${host}`, ...headers }),
    async stop() {
      await server.close()
      await stopStore()
    },
  }
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
  }
}

async function send(
  port: number,
  host: string,
  { path, method = 'GET', body, headers = {} }: Asked,
): Promise<Answered> {
  const isJson = body !== undefined && typeof body !== 'string'
  const all = {
    host,
    ...(method === 'GET' ? {} : { origin: `http://${host}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  }
  const given = Object.entries(all).filter((header): header is [string, string] => header[1] !== null)
  const asked = request({ port, host: '127.0.0.1', path, method, headers: Object.fromEntries(given), setHost: false })
  asked.end(isJson ? JSON.stringify(body) : body)
  const [answer] = await once(asked, 'response')
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) }
}

/** What a browser would send back of the cookies it was given. */
export function cookieOf({ headers }: Answered): string {
  return (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ')
}

async function connect(port: number, path: string, headers: Readonly<Record<string, string>>): Promise<Connected> {
  const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''))
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers: given })
  const closed = once(socket, 'close').then(([code]) => code as number)
  const refused = once(socket, 'unexpected-response').then(([asked, answer]) => {
    asked.destroy()
    socket.on('error', () => undefined)
    return { kind: 'refused', status: answer.statusCode, headers: answer.headers } as const
  })
  const opened = once(socket, 'open').then(() => ({ kind: 'upgraded', socket, closed }) as const)
  // Whichever of the two does not come stays pending, or fails when the socket does.
  for (const outcome of [refused, opened, closed]) outcome.catch(() => undefined)
  return Promise.race([refused, opened])
}
