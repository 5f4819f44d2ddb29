/** Starts Tandem: reads the configuration, opens the data, serves, and stops in good order. */
import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import type { PersonId } from '@tandem/rules'
import { WIRE_VERSION } from '@tandem/wire'
import { answerAboutPeople } from './administration/people.ts'
import { listenIn, type AdministrationSocket } from './administration/socket.ts'
import { isLoopbackHost } from './auth/origin.ts'
import { readRestored, recoveryOf } from './backup/restored.ts'
import { composeLive } from './compose.ts'
import { readConfig, type Config } from './config.ts'
import { FolderUnusable, prepareDataFolder } from './data-folder.ts'
import { DEMO } from './demo/demo-data.ts'
import { seedDemo } from './demo/seed.ts'
import type { DemoMember } from './http/demo-routes.ts'
import { PageRefused } from './http/page-policy.ts'
import { QUARANTINE_LIMITS } from './limits.ts'
import { accountReviews } from './review/account-reviews.ts'
import { startServer, type RunningServer } from './server.ts'
import { StoreFailure, type Store } from './store/contract.ts'
import { StoreDamaged } from './store/sqlite/damage.ts'
import { FolderInUse } from './store/sqlite/folder-lock.ts'
import { MIGRATIONS, UnknownSchema } from './store/sqlite/migrations.ts'
import { openSqliteStore } from './store/sqlite/sqlite-store.ts'
import { createLog, type Log } from './watch/log.ts'
import { createMetrics } from './watch/metrics.ts'
import { toAll } from './watch/watch.ts'

/** 2: the configuration is wrong. 1: it cannot be carried out here. */
const EXIT = { done: 0, cannot: 1, misconfigured: 2 } as const

/** Milliseconds after the start. */
const LOG_EXAMINED_AFTER = 30_000

const CLIENT_FOLDER = pathOf('../../web/build')

/** Reviewers first: whoever tries the demo alone opens the first two links. */
const DEMO_ORDER = ['alice', 'bob', 'dana', 'carol']

async function main(): Promise<void> {
  const config = readConfig({
    environment: process.env,
    defaultDataFolder: pathOf('../../../.data'),
    workingFolder: process.env['INIT_CWD'] ?? process.cwd(),
  })
  if (!config.ok) return leave(EXIT.misconfigured, config.reason)
  try {
    await run(config.value)
  } catch (error) {
    const sentence = sentenceOf(error, config.value)
    if (sentence === null) throw error
    leave(EXIT.cannot, [sentence])
  }
}

async function run(config: Config): Promise<void> {
  const log = openLog(config)
  prepareDataFolder(config.dataFolder)
  const { store, sessions, together, examine, examineLog } = openSqliteStore({
    folder: config.dataFolder,
    random: randomBytes,
    quarantine: QUARANTINE_LIMITS,
  })
  await examine()
  const recovery = recoveryOf(await readRestored(config.dataFolder), Date.now)
  const metrics = config.hasMetrics ? createMetrics(() => core.standing) : null
  const onFatal = (error: unknown): never => abandon(log, error)
  const { core, ...live } = composeLive({
    store,
    clock: Date.now,
    newId: randomUUID,
    watch: toAll([log.watch, ...(metrics ? [metrics.watch] : [])]),
    recovery,
    onError: log.failed,
    onFatal,
  })
  if (config.isDemo) await seedDemo({ store, core, newId: randomUUID })
  const server = await startServer({
    ...live,
    metrics,
    config,
    reviews: core.reviews,
    inbox: core.inbox,
    accountReviews: accountReviews(core.reviews),
    sessionDatabase: sessions,
    together,
    demoPeople: DEMO_ORDER.flatMap(demoMember),
    clientFolder: CLIENT_FOLDER,
    clock: Date.now,
    random: randomBytes,
    onError: log.failed,
  })
  const administration = await openAdministration(config.dataFolder, server, log)
  log.started({ wire: WIRE_VERSION, schema: MIGRATIONS.length, port: server.port })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => void stop(server, store, log, administration))
  greet(server, config)
  // Clients come back first; the walk takes some seconds where the log is long.
  setTimeout(() => void examineLog().catch(onFatal), LOG_EXAMINED_AFTER).unref()
}

function openLog(config: Config): Log {
  // Synchronous, so that the last line before an exit is not lost.
  const errors = pino.destination({ dest: process.stderr.fd, sync: true })
  const log = createLog({ level: config.logLevel, clock: Date.now, write: (line) => void errors.write(line) })
  // Node would print the error with all that hangs on it.
  process.on('uncaughtException', (error) => {
    log.failed('running', error)
    process.exit(EXIT.cannot)
  })
  return log
}

function demoMember(key: string): readonly DemoMember[] {
  return DEMO.people
    .filter((person) => person.key === key)
    .map((person) => ({ ...person, id: person.key as string as PersonId }))
}

/** Without it everything else still works: a path can be too long for a socket, a file system can know none. */
async function openAdministration(
  folder: string,
  { accounts }: RunningServer,
  log: Log,
): Promise<AdministrationSocket | null> {
  try {
    return await listenIn(folder, (asked) => answerAboutPeople(accounts, asked), log.failed)
  } catch (error) {
    log.failed('administration', error)
    return null
  }
}

async function stop(
  server: RunningServer,
  store: Store,
  log: Log,
  administration: AdministrationSocket | null,
): Promise<void> {
  await administration?.close()
  await server.close()
  await store.close()
  log.stopped()
  process.exit(EXIT.done)
}

/** After a failed write nothing that is in memory may be trusted; the next start reads what is on disk. */
function abandon(log: Log, error: unknown): never {
  if (error instanceof StoreFailure || error instanceof StoreDamaged) leave(EXIT.cannot, [error.message])
  else log.failed('store', error)
  process.exit(EXIT.cannot)
}

function greet({ url, signInLinks, setupLink }: RunningServer, { dataFolder }: Config): void {
  const width = Math.max(0, ...signInLinks.map(({ link }) => link.length))
  const links = signInLinks.map(({ name, duty, link }) => `  ${name.padEnd(6)} ${link.padEnd(width)}  ${duty}`)
  const invitation =
    links.length > 0
      ? ['Sign in as somebody of the demo review, in as many windows as you like:', '', ...links, '']
      : []
  const lines = [
    '',
    `Tandem  ${url.origin}`,
    `Data    ${dataFolder}`,
    '',
    ...invitation,
    ...(setupLink === null
      ? []
      : ['Make the first account, which administrates this server:', '', `  ${setupLink}`, '']),
    ...noticesFor(url),
    'Ctrl-C stops the server.',
    '',
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

function noticesFor(url: URL): readonly string[] {
  const isOpen = url.protocol === 'http:' && !isLoopbackHost(url.hostname)
  const isBuilt = existsSync(join(CLIENT_FOLDER, 'index.html'))
  return [
    ...(isOpen ? ['Notice: without https everybody on the network can read what is sent, sessions included.', ''] : []),
    ...(isBuilt ? [] : ['Notice: the web client is not built, so there are no pages. Run "pnpm build".', '']),
  ]
}

function leave(code: number, sentences: readonly string[]): void {
  process.stderr.write(`${sentences.join('\n')}\n`)
  process.exitCode = code
}

/** What a person can do something about gets a sentence; anything else is a bug and keeps its stack. */
function sentenceOf(error: unknown, { host, port }: Config): string | null {
  for (const kind of [FolderInUse, FolderUnusable, PageRefused, UnknownSchema, StoreFailure, StoreDamaged]) {
    if (error instanceof kind) return error.message
  }
  if (!(error instanceof Error) || !('code' in error)) return null
  return LISTENING[String(error.code)]?.(host, port) ?? null
}

const LISTENING: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (host, port) =>
    `Port ${port} on ${host} is already in use. Stop what uses it, or choose another port with PORT.`,
  EACCES: (host, port) => `This user may not listen on port ${port} of ${host}. Choose one above 1023 with PORT.`,
  EADDRNOTAVAIL: (host) => `This machine has no address ${host}. Choose one of its own with HOST.`,
  ENOTFOUND: (host) => `The name ${host} is not known. Give HOST an address of this machine.`,
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url))
}

// Everything that is made from here on, the database first, is for this user's eyes only, whatever the folder allows.
process.umask(0o077)

// Last, when everything above is initialised.
await main()
