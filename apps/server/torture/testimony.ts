/**
 * What people can say in evidence: what the server told them was saved, and what it showed them. After a crash all of
 * it must be there.
 *
 * Three kinds, because each sees losses that the others do not:
 *
 * - Clocks. Every struct that a Yjs client writes has a number. What was acknowledged to its writer or shown to anybody
 *   else must be contained in the reloaded document, whatever became of its value.
 * - Words. In a text that many write together each word is written once and never deleted: it stands there exactly once.
 * - Drafts. One person writes, in one order, so the reloaded content is the content after the last acknowledged edit or
 *   after a later one, never a mixture: deletions are seen this way, too.
 */
import { hashOf } from '@tandem/documents'
import type { Command, DocumentId, Hash, PersonId, PlainDocument } from '@tandem/rules'

export type AskedCommand = {
  readonly id: string
  readonly person: PersonId
  readonly command: Command
  /** `unknown`: the answer never came. */
  outcome: 'unknown' | 'accepted' | 'refused'
}

export type Loss = {
  readonly document: DocumentId | null
  readonly what: string
}

export type Reloaded = {
  readonly clocks: ReadonlyMap<number, number>
  readonly plain: PlainDocument
}

type DocumentTestimony = {
  /** Somebody who may read it. */
  readonly reader: PersonId
  readonly clocks: Map<number, number>
  readonly words: Set<string>
  /** The contents that may be found: after the last acknowledged edit, and after each later one. Null where many write. */
  contents: readonly Hash[] | null
}

export class Testimony {
  readonly commands = new Map<string, AskedCommand>()
  acknowledged = 0
  shown = 0
  /** How many events each person had been shown, and sentences about those who later were shown fewer. */
  readonly #events = new Map<PersonId, number>()
  readonly setbacks: string[] = []
  readonly #documents = new Map<DocumentId, DocumentTestimony>()

  /** What can be said now of acknowledged and shown edits; what comes later does not enter it. */
  get soFar(): Testimony {
    const soFar = new Testimony()
    for (const [document, { reader, clocks, words }] of this.#documents)
      soFar.#documents.set(document, { reader, clocks: new Map(clocks), words: new Set(words), contents: null })
    return soFar
  }

  get accepted(): number {
    return [...this.commands.values()].filter(({ outcome }) => outcome === 'accepted').length
  }

  get documents(): Iterable<readonly [DocumentId, PersonId]> {
    return [...this.#documents].map(([id, { reader }]) => [id, reader] as const)
  }

  /** Events are never taken back: whoever has seen so many sees at least as many ever after. */
  seesEvents(person: PersonId, count: number): void {
    const before = this.#events.get(person) ?? 0
    if (count < before) this.setbacks.push(`${person} had seen ${before} events, and now sees ${count}`)
    this.#events.set(person, Math.max(before, count))
  }

  /** Somebody has seen that this document exists. */
  exists(document: DocumentId, reader: PersonId): void {
    if (this.#documents.has(document)) return
    this.#documents.set(document, { reader, clocks: new Map(), words: new Set(), contents: null })
  }

  acknowledge(document: DocumentId, client: number, clock: number, words: readonly string[]): void {
    this.acknowledged += 1
    this.#keep(document, new Map([[client, clock]]), words)
  }

  show(document: DocumentId, clocks: ReadonlyMap<number, number>, words: readonly string[]): void {
    this.shown += 1
    this.#keep(document, clocks, words)
  }

  /** The only writer of a draft says what it may hold. */
  draftHolds(document: DocumentId, contents: readonly Hash[]): void {
    this.#of(document).contents = contents
  }

  lossesIn(document: DocumentId, reloaded: Reloaded | null): readonly Loss[] {
    if (reloaded === null) return [{ document, what: 'the document is gone' }]
    const { clocks, words, contents } = this.#of(document)
    const texts = Object.values(reloaded.plain.texts)
    return [
      ...[...clocks]
        .filter(([client, clock]) => (reloaded.clocks.get(client) ?? 0) < clock)
        .map(([client, clock]) => `client ${client}: ${reloaded.clocks.get(client) ?? 0} of ${clock} structs`),
      ...[...words]
        .filter((word) => timesIn(texts, word) !== 1)
        .map((word) => `${word}: ${timesIn(texts, word)} times`),
      ...(contents === null || contents.includes(hashOf(reloaded.plain)) ? [] : ['the draft holds what nobody wrote']),
    ].map((what) => ({ document, what }))
  }

  #keep(document: DocumentId, clocks: ReadonlyMap<number, number>, words: readonly string[]): void {
    const known = this.#of(document)
    for (const [client, clock] of clocks) known.clocks.set(client, Math.max(clock, known.clocks.get(client) ?? 0))
    for (const word of words) known.words.add(word)
  }

  #of(document: DocumentId): DocumentTestimony {
    const known = this.#documents.get(document)
    if (!known) throw new Error(`nobody said that ${document} exists`)
    return known
  }
}

/** Words as the crowd writes them: `w17.` */
export function wordsIn({ texts }: PlainDocument): readonly string[] {
  return Object.values(texts).flatMap((text) => text.match(/w\d+\./g) ?? [])
}

function timesIn(texts: readonly string[], word: string): number {
  return texts.reduce((times, text) => times + text.split(word).length - 1, 0)
}
