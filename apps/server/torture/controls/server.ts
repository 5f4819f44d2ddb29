/**
 * Servers that a harness is tried on: `node server.ts <control>`, on the folder and port of the environment.
 *
 *   sound       like the product
 *   early       says yes before it has written: what a kill must show
 *   normal      SQLite with synchronous=NORMAL: a kill cannot show it, a power cut must
 *   unsynced    SQLite with synchronous=OFF: the same
 *
 * A harness that finds nothing here is broken. None of this can be reached from the product: it composes the server
 * by itself, from the same parts.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { composeLive } from '../../src/compose.ts'
import { readConfig } from '../../src/config.ts'
import { QUARANTINE_LIMITS } from '../../src/limits.ts'
import { accountReviews } from '../../src/review/account-reviews.ts'
import { startServer } from '../../src/server.ts'
import type { Commit, Store } from '../../src/store/contract.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'

const CONTROLS = {
  sound: { open: opening('FULL'), storeOver: (store: Store) => store },
  early: { open: opening('FULL'), storeOver: promisingFirst },
  normal: { open: opening('NORMAL'), storeOver: (store: Store) => store },
  unsynced: { open: opening('OFF'), storeOver: (store: Store) => store },
}

/** The store sets its own pragmas when it opens; this one puts another in the place of the one that matters. */
function opening(synchronous: 'FULL' | 'NORMAL' | 'OFF') {
  class Database extends DatabaseSync {
    override exec(sql: string): void {
      super.exec(sql.replace('synchronous = FULL', `synchronous = ${synchronous}`))
    }
  }
  return (path: string): DatabaseSync => new Database(path)
}

/** Milliseconds between the promise and the deed. */
const LATE = 200

function promisingFirst(store: Store): Store {
  let promised: Commit[] = []
  const keep = (): void => void store.commit(promised.splice(0))
  return {
    ...store,
    commit: async (commits) => {
      if (promised.length === 0) setTimeout(keep, LATE)
      promised = [...promised, ...commits]
    },
  }
}

const control = CONTROLS[process.argv[2] as keyof typeof CONTROLS]
const config = readConfig({ environment: process.env, defaultDataFolder: '', workingFolder: process.cwd() })
if (!control || !config.ok) throw new Error(`usage: node server.ts ${Object.keys(CONTROLS).join('|')}`)
const opened = openSqliteStore({
  folder: config.value.dataFolder,
  random: randomBytes,
  quarantine: QUARANTINE_LIMITS,
  open: control.open,
})
const onError = (doing: string, error: unknown): void => void process.stderr.write(`${doing}: ${String(error)}\n`)
const { core, ...live } = composeLive({
  store: control.storeOver(opened.store),
  clock: Date.now,
  newId: randomUUID,
  onError,
  onFatal: (error) => {
    onError('store', error)
    process.exit(1)
  },
})
const server = await startServer({
  ...live,
  config: config.value,
  reviews: core.reviews,
  inbox: core.inbox,
  accountReviews: accountReviews(core.reviews),
  sessionDatabase: opened.sessions,
  together: opened.together,
  demoPeople: [],
  clientFolder: '',
  clock: Date.now,
  random: randomBytes,
  onError,
})
process.stdout.write(`${server.url.origin}\nCtrl-C stops the server.\n`)
