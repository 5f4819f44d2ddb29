/** One running server: a port that answers HTTP and sockets over a store and the reviews in it. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import type { Kysely } from 'kysely'
import { createAccounts, type Accounts } from './accounts/accounts.ts'
import { passwordHashing, type PasswordHashing } from './accounts/password-hash.ts'
import type { AccountReviews } from './accounts/ports.ts'
import { addressesOf, type Addresses } from './auth/origin.ts'
import { SessionSockets } from './auth/session-sockets.ts'
import { createSessions, type Sessions } from './auth/sessions.ts'
import { upgradeAuthentication } from './auth/upgrade.ts'
import type { Config } from './config.ts'
import { createApp, type AppParts } from './http/app.ts'
import { clientAddresses } from './http/client-address.ts'
import { demoHost, demoLink, type Demo, type DemoMember } from './http/demo-routes.ts'
import { answerRaw, responseWith, securityHeaders, type HeaderTable } from './http/headers.ts'
import type { Inbox } from './http/inbox-routes.ts'
import type { Reviews } from './http/reviews.ts'
import { Newcomers, type NewcomerLimits } from './http/newcomers.ts'
import { Upgrades, type LiveHandler, type SyncHandler, type UpgradeLimits } from './http/upgrade.ts'
import { laterByTimer, type Later } from './later.ts'
import { ACCOUNT_LIMITS, DIGEST_LIMITS, HTTP_LIMITS, MAIL_LIMITS, SOCKET_LIMITS } from './limits.ts'
import { createOutbox, type Outbox } from './mail/outbox.ts'
import { sendBySmtp, type SendLetter } from './mail/transport.ts'
import type { SessionTables, Together } from './store/session-tables.ts'
import type { Watch } from './watch/watch.ts'

export type ServerParts = {
  readonly config: Omit<Config, 'hasMetrics' | 'logLevel'>
  readonly sessionDatabase: Kysely<SessionTables>
  readonly together: Together
  readonly reviews: Reviews
  readonly inbox: Inbox
  readonly accountReviews: AccountReviews
  /** How letters leave, in place of the configured mail server. Only tests have a reason to differ. */
  readonly sendLetter?: SendLetter
  /** The same. */
  readonly hashing?: PasswordHashing
  readonly sync: SyncHandler
  readonly live: LiveHandler
  /** Writes and acknowledges what has been accepted. Called once, when no new socket is let in any more. */
  readonly settle: () => Promise<void>
  readonly watch: Watch
  readonly isStoreFull: AppParts['isStoreFull']
  readonly metrics?: AppParts['metrics']
  /** Who can sign in without a password where the configuration says that this is a demo. */
  readonly demoPeople: readonly DemoMember[]
  /** The built web client; need not exist. */
  readonly clientFolder: string
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly random: (size: number) => Uint8Array
  /** Never gets a body, a token or a name. */
  readonly onError: (doing: string, error: unknown) => void
  /** Only tests have a reason to differ. */
  readonly socketLimits?: Partial<UpgradeLimits>
  readonly httpLimits?: Partial<HttpLimits>
  readonly later?: Later
  readonly repeat?: Repeat
}

/** Runs something again and again, so many milliseconds apart; the returned function ends it. */
export type Repeat = (milliseconds: number, run: () => void) => () => void

export type HttpLimits = {
  readonly newcomers: NewcomerLimits
  /** Milliseconds, like those that follow. */
  readonly headers: number
  readonly request: number
  readonly slowRequestCheck: number
  readonly keepAlive: number
}

export type RunningServer = {
  readonly url: URL
  readonly port: number
  /** Empty where there is no demo. */
  readonly signInLinks: readonly { readonly name: string; readonly duty: string; readonly link: string }[]
  /** Behind `#` a code that makes the first account; null where there is one. */
  readonly setupLink: string | null
  readonly sessions: Sessions
  readonly accounts: Accounts
  /** Ends sessions that are over, and their sockets, and throws away what else is over. Runs by itself every minute. */
  checkSessions(): Promise<void>
  /** Hands over the letters that are due. Runs by itself every few seconds. */
  sendLetters(): Promise<void>
  /** Writes the letters about unread notices that are due. Runs by itself every few minutes. */
  writeDigests(): Promise<void>
  /** Tells every client to come again, and resolves when the port is free. */
  close(): Promise<void>
}

/** @throws what listening throws, e.g. EADDRINUSE, and PageRefused. */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const { host, port, publicUrl } = parts.config
  const headers = securityHeaders(publicUrl?.protocol === 'https:')
  const limits = { ...HTTP_LIMITS, ...parts.httpLimits }
  const server = createServer({ ...serverOptions(limits), ServerResponse: responseWith(headers) })
  server.listen(port, host)
  await once(server, 'listening')
  try {
    // Nothing has been missed: connections are taken up in a later turn of the loop.
    return await serve(server, parts, headers, new Newcomers(limits.newcomers, parts.clock))
  } catch (error) {
    server.close()
    throw error
  }
}

function serverOptions(limits: HttpLimits) {
  return {
    headersTimeout: limits.headers,
    requestTimeout: limits.request,
    connectionsCheckingInterval: limits.slowRequestCheck,
    keepAliveTimeout: limits.keepAlive,
    // Answered by the list of hosts, like any other wrong Host.
    requireHostHeader: false,
    // `Upgrade: h2c`, as some tools send it, is an offer that may be passed over.
    shouldUpgradeCallback: ({ headers }: IncomingMessage) => headers.upgrade?.toLowerCase() === 'websocket',
  }
}

async function serve(
  server: Server,
  parts: ServerParts,
  headers: HeaderTable,
  newcomers: Newcomers,
): Promise<RunningServer> {
  const { addresses, demo } = whereAndForWhom(server, parts)
  const sockets = new SessionSockets()
  const { sessionDatabase: database, later = laterByTimer, repeat = repeatByTimer } = parts
  const limits = { ...SOCKET_LIMITS, ...parts.socketLimits }
  const onPerson = (socket: Duplex): void => newcomers.forget(socket)
  const sessions = createSessions({ ...parts, database, isHttps: addresses.isHttps, onEnd: (id) => sockets.end(id) })
  const authenticate = upgradeAuthentication(addresses, sessions)
  const upgrades = new Upgrades({ ...parts, authenticate, sessionSockets: sockets, headers, limits, later, onPerson })
  const outbox = outboxOf(parts, later)
  const accounts = accountsOf(parts, { addresses, sessions, later, outbox })
  const addressOf = clientAddresses(parts.config.trustedProxies)
  const setupLink = await newSetupLink(accounts, addresses)
  answerHttp(server, createApp({ ...parts, addresses, accounts, demo, addressOf, onPerson }), addresses, newcomers)
  answerTheRest(server, upgrades, headers, parts.onError)
  const check = (): Promise<void> => endOver(sessions, sockets).then(() => accounts.clear())
  const sendLetters = async (): Promise<void> => outbox?.send()
  const every = (milliseconds: number, run: () => Promise<void>): (() => void) =>
    repeat(milliseconds, () => void run().catch((error: unknown) => parts.onError('sessions', error)))
  const stopChecking = every(SOCKET_LIMITS.sessionCheck, check)
  const writeDigests = (): Promise<void> => accounts.digest.send()
  const stopDigests = every(DIGEST_LIMITS.look, writeDigests)
  const stopSending = every(MAIL_LIMITS.look, sendLetters)
  return {
    url: addresses.publicUrl,
    port: portOf(server),
    signInLinks: demo === null ? [] : signInLinks(demo),
    setupLink,
    sessions,
    accounts,
    checkSessions: check,
    sendLetters,
    writeDigests,
    close() {
      stopChecking()
      stopSending()
      stopDigests()
      return closeServer(server, upgrades, parts.settle)
    },
  }
}

function outboxOf(
  { config, sessionDatabase: tables, clock, sendLetter, onError }: ServerParts,
  later: Later,
): Outbox | null {
  const send = sendLetter ?? (config.mailServer === null ? null : sendBySmtp(config.mailServer))
  return send === null ? null : createOutbox({ tables, clock, later, send, onError })
}

type AccountSurroundings = {
  readonly addresses: Addresses
  readonly sessions: Sessions
  readonly later: Later
  readonly outbox: Outbox | null
}

function accountsOf(parts: ServerParts, { outbox, ...surroundings }: AccountSurroundings): Accounts {
  const { sessionDatabase: tables, together, clock, random, onError, accountReviews } = parts
  const hashing = parts.hashing ?? passwordHashing({ random, limits: ACCOUNT_LIMITS.hashing })
  const ports = { tables, together, clock, random, hashing, reviews: accountReviews, mailbox: outbox, onError }
  return createAccounts({ ...ports, ...surroundings })
}

/** What follows # stays in the browser: it is in no log and no Referer. */
async function newSetupLink({ joining }: Accounts, { publicUrl }: Addresses): Promise<string | null> {
  const code = await joining.newSetupCode()
  return code === null ? null : `${publicUrl.origin}/setup#code=${code}`
}

function whereAndForWhom(
  server: Server,
  { config, demoPeople }: ServerParts,
): { addresses: Addresses; demo: Demo | null } {
  const url = config.publicUrl ?? new URL(`http://localhost:${portOf(server)}`)
  const people = config.isDemo ? demoPeople : []
  const addresses = addressesOf(
    url,
    people.map(({ id }) => demoHost(id)),
  )
  return { addresses, demo: config.isDemo ? { people, addresses } : null }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

function signInLinks(demo: Demo): RunningServer['signInLinks'] {
  return demo.people.map(({ id, name, duty }) => ({ name, duty, link: demoLink(demo, id) }))
}

function answerHttp(
  server: Server,
  app: ReturnType<typeof createApp>,
  addresses: Addresses,
  newcomers: Newcomers,
): void {
  const answer = getRequestListener(app.fetch, { hostname: addresses.publicUrl.host })
  server.on('connection', (socket) => newcomers.arrive(socket, socket.remoteAddress ?? ''))
  server.on('request', (incoming, outgoing) => {
    outgoing.once('close', newcomers.ask(incoming.socket, incoming))
    void answer(incoming, outgoing)
  })
}

function answerTheRest(
  server: Server,
  upgrades: Upgrades,
  headers: HeaderTable,
  onError: ServerParts['onError'],
): void {
  server.on('error', (error) => onError('http', error))
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    upgrades.handle(request, socket, head),
  )
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    socket.on('error', () => socket.destroy())
    answerRaw(socket, CLIENT_ERRORS[error.code ?? ''] ?? '400 Bad Request', headers)
  })
}

const CLIENT_ERRORS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

async function endOver(sessions: Sessions, sockets: SessionSockets): Promise<void> {
  for (const id of sockets.sessions) await sessions.check(id)
  await sessions.endExpired()
}

const repeatByTimer: Repeat = (milliseconds, run) => {
  const timer = setInterval(run, milliseconds)
  return () => clearInterval(timer)
}

/** First no new connection, then what is under way gets written and acknowledged, then the sockets close. */
async function closeServer(server: Server, upgrades: Upgrades, settle: () => Promise<void>): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  upgrades.refuseNew()
  await settle()
  await upgrades.closeAll()
  server.closeAllConnections()
  await closed
}
