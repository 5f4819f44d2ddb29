/**
 * Prints how many bytes of heap an open document costs this server, of the consensus documents in a populated folder:
 *
 *   node --expose-gc room-heap-main.ts --folder F < what populate-main.ts printed
 *
 * In the process and after a collection: what the kernel counts has in it what V8 has not collected yet.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { composeLive } from '../compose.ts'
import type { Core } from '../core.ts'
import { QUARANTINE_LIMITS } from '../limits.ts'
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts'
import type { Populated } from './populate.ts'

const { values } = parseArgs({ options: { folder: { type: 'string', default: '' } } })
const [site] = JSON.parse(await text(process.stdin)) as readonly Populated[]
const [first, ...others] = site?.studies.flatMap(({ consensus }) => consensus ?? []) ?? []
if (!first || others.length === 0) throw new Error('there is nothing to open')

const { store } = openSqliteStore({ folder: values.folder, random: randomBytes, quarantine: QUARANTINE_LIMITS })
const { core, settle } = composeLive({ store, clock: Date.now, newId: randomUUID, onError: fail, onFatal: fail })
// The review itself, and what is compiled once for its form, is no part of a document.
await open(core, first)
const before = await heap()
for (const consensus of others) await open(core, consensus)
process.stdout.write(`${((await heap()) - before) / others.length}\n`)
await settle()
await store.close()

type Consensus = NonNullable<Populated['studies'][number]['consensus']>

async function open(core: Core, { document, writers: [person] }: Consensus): Promise<void> {
  if (person === undefined) throw new Error('nobody may write it')
  const port = { send: () => undefined, isBusy: () => false, close: () => undefined }
  const joined = await core.join({ document, person, port, speaksTandem: true, client: null })
  if (joined === null) throw new Error(`${person} may not open ${document}`)
}

/** What is left of the work before lives a few turns longer. */
async function heap(): Promise<number> {
  for (let turn = 0; turn < 10; turn += 1) {
    globalThis.gc?.()
    await setImmediate()
  }
  return process.memoryUsage().heapUsed
}

function fail(...why: unknown[]): never {
  throw new Error('while opening documents', { cause: why })
}
