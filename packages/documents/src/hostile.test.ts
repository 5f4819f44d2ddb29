/**
 * Updates that no honest client writes: sections, neighbours, lengths and deletions at random. Whatever the dry run lets
 * pass must do exactly what it said, leave nothing pending, and give the same document live, loaded anew and replayed.
 *
 * `HOSTILE_SEED=7` repeats one run; `HOSTILE_SEEDS=500` makes more.
 */
import * as encoding from 'lib0/encoding'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { dryRun, type DryRun } from './dry-run.ts'
import { answersMap } from './layout.ts'
import { hashOf, plainDocument } from './plain.ts'
import { seededRandom, type Random } from './testing/index.ts'

const LIMITS = { parts: 1_000, clients: 64 }
const CLIENTS = [9, 7, 6, 5]
const ROOTS = ['answers/a', 'answers/b', 'text:a/note', 'text:b/note']
const ATTEMPTS = 1_500

const one = process.env['HOSTILE_SEED']
const seeds = one
  ? [Number(one)]
  : Array.from({ length: Number(process.env['HOSTILE_SEEDS'] ?? 60) }, (_, index) => index + 1)

it.each(seeds)('what the dry run lets pass does what it said, seed %i', (seed) => {
  const random = seededRandom(seed)
  let accepted = 0
  let run = new Run()
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (run.length > 8) run = new Run()
    if (run.attempt(hostileUpdate(run.doc, random))) accepted += 1
  }
  expect(accepted).toBeGreaterThan(10)
})

class Run {
  readonly doc = new Y.Doc()
  readonly #log: Uint8Array[] = []

  get length(): number {
    return this.#log.length
  }

  attempt(update: Uint8Array): boolean {
    const result = dryRun(this.doc, update, LIMITS)
    if (!result.ok || result.run.isKnown) return false
    const before = contentOf(this.doc)
    this.doc.once('update', (written: Uint8Array) => this.#log.push(written))
    Y.applyUpdate(this.doc, result.run.update)
    const trace = (): string => Buffer.from(update).toString('hex')
    expect([this.doc.store.pendingStructs, this.doc.store.pendingDs], trace()).toEqual([null, null])
    expect(
      changed(before, contentOf(this.doc)).filter((place) => !predicted(result.run).has(place)),
      trace(),
    ).toEqual([])
    const replayed = new Y.Doc()
    for (const written of this.#log) Y.applyUpdate(replayed, written)
    const merged = new Y.Doc()
    Y.applyUpdate(merged, Y.mergeUpdates(this.#log))
    const copies = [this.doc, anew(this.doc), replayed, merged].map((doc) => hashOf(plainDocument(doc)))
    expect(new Set(copies).size, trace()).toBe(1)
    return true
  }
}

function anew(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

function predicted({ sets, cleared, texts }: DryRun): ReadonlySet<string> {
  return new Set([...sets.map(({ key }) => key), ...cleared, ...texts.map(({ name }) => name)])
}

function contentOf(doc: Y.Doc): ReadonlyMap<string, string> {
  const content = new Map<string, string>()
  answersMap(doc).forEach((value, key) => content.set(key, JSON.stringify(value)))
  for (const root of ROOTS.slice(2)) if (doc.share.has(root)) content.set(root, doc.getText(root).toString())
  return content
}

function changed(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (place) => (before.get(place) ?? '') !== (after.get(place) ?? ''),
  )
}

/** One to three sections of known clients, now and then out of order, overlapping or twice; perhaps some deletions. */
function hostileUpdate(doc: Y.Doc, random: Random): Uint8Array {
  const known = (client: number): number => Y.getState(doc.store, client)
  const anyId = (): readonly [number, number] => {
    const client = random.pick(CLIENTS)
    return [client, random.integer(known(client) + 4)]
  }
  const clients = CLIENTS.filter(() => random.chance(0.5))
  const sections = random.chance(0.05) ? [...clients, random.pick(CLIENTS)] : clients
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, sections.length)
  for (const client of sections) {
    const structs = 1 + random.integer(4)
    const clock = random.chance(0.1) ? random.integer(known(client) + 2) : known(client)
    for (const number of [structs, client, clock]) encoding.writeVarUint(encoder, number)
    for (let index = 0; index < structs; index += 1) writeItem(encoder, random, anyId)
  }
  writeDeletions(encoder, random)
  return encoding.toUint8Array(encoder)
}

function writeItem(encoder: encoding.Encoder, random: Random, anyId: () => readonly [number, number]): void {
  const root = random.chance(0.5) ? random.pick(ROOTS) : null
  const left = root === null && random.chance(0.85) ? anyId() : null
  const right = root === null && (left === null || random.chance(0.35)) ? anyId() : null
  const key = root?.startsWith('answers/') ? root.slice(8) : null
  const content = random.pick(['text', 'value', 'deleted'] as const)
  const kind = { text: 4, value: 8, deleted: 1 }[content]
  encoding.writeUint8(encoder, kind | (left ? 128 : 0) | (right ? 64 : 0) | (key === null ? 0 : 32))
  for (const number of [...(left ?? []), ...(right ?? [])]) encoding.writeVarUint(encoder, number)
  if (root !== null) {
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarString(encoder, key === null ? root : 'answers')
    if (key !== null) encoding.writeVarString(encoder, key)
  }
  if (content === 'text') return encoding.writeVarString(encoder, random.pick(['x', 'xy', 'a😀b']))
  encoding.writeVarUint(encoder, content === 'deleted' ? 1 + random.integer(3) : 1)
  if (content === 'value') encoding.writeAny(encoder, random.pick(['yes', 'no']))
}

function writeDeletions(encoder: encoding.Encoder, random: Random): void {
  const clients = random.chance(0.4) ? [random.pick(CLIENTS)] : []
  encoding.writeVarUint(encoder, clients.length)
  for (const client of clients) {
    for (const number of [client, 1, random.integer(6), 1 + random.integer(3)]) encoding.writeVarUint(encoder, number)
  }
}
