/**
 * Who may write under which Yjs client id, per document.
 *
 * Nothing in an update authenticates its client id. Whoever writes first under an id owns it in this document, for
 * ever and on every connection: offline work restored from a browser's copy carries the id of an earlier visit. A
 * declared id is reserved while its connection lives, so that nobody else can take it before the first write.
 */
import type { Actor, PersonId } from '@tandem/rules'
import { isOfBefore, NEVER_RESTORED, systemClients, type Recovery } from './recovery.ts'

/** `hasBrought`: the connection has handed in what its copy holds. */
type Reservation = { readonly person: PersonId; connections: number; hasBrought: boolean }

export class Ledger {
  readonly #owners: Map<number, Actor>
  readonly #countOf = new Map<Actor, number>()
  readonly #recovery: Recovery
  readonly #reserved = new Map<number, Reservation>()

  constructor(owners: ReadonlyMap<number, Actor>, recovery: Recovery = NEVER_RESTORED) {
    this.#recovery = recovery
    this.#owners = new Map(owners)
    for (const client of systemClients(recovery)) this.#owners.set(client, 'system')
    for (const owner of this.#owners.values()) this.#countOf.set(owner, (this.#countOf.get(owner) ?? 0) + 1)
  }

  /** How many ids this person has written under. */
  countOf(person: PersonId): number {
    return this.#countOf.get(person) ?? 0
  }

  ownerOf(client: number): Actor | null {
    return this.#owners.get(client) ?? null
  }

  mayWrite(client: number, person: PersonId): boolean {
    const holder = this.#owners.get(client) ?? this.#reserved.get(client)?.person
    return holder === undefined || holder === person
  }

  /** After a restore, also what others wrote. */
  mayBring(client: number, person: PersonId): boolean {
    if (this.mayWrite(client, person)) return true
    const holder = this.#reserved.get(client)?.person ?? person
    if (holder !== person || !this.#recovery.isOpen()) return false
    return this.ownerOf(client) !== 'system' || isOfBefore(this.#recovery, client)
  }

  /** Whether what was written under this id will be brought by its owner, who is there and has not answered yet. */
  isForOwner(client: number, person: PersonId): boolean {
    const holder = this.#reserved.get(client)
    return holder !== undefined && holder.person !== person && !holder.hasBrought && this.#recovery.isOpen()
  }

  /** The owner's copy is in: what it did not hold comes from nobody any more. */
  hasBrought(client: number): void {
    const holder = this.#reserved.get(client)
    if (holder) holder.hasBrought = true
  }

  /**
   * @param declared the id that the person's connection declared.
   * @returns true if this is the first write under the id, so that it must be stored.
   */
  bind(client: number, person: PersonId, declared: number | null): boolean {
    if (this.#owners.has(client)) return false
    if (client !== declared && this.#recovery.isOpen()) return false
    this.#owners.set(client, person)
    this.#countOf.set(person, this.countOf(person) + 1)
    return true
  }

  /** @returns false if the id is somebody else's. */
  reserve(client: number, person: PersonId): boolean {
    if (!this.mayWrite(client, person)) return false
    const known = this.#reserved.get(client)
    if (known) known.connections += 1
    else this.#reserved.set(client, { person, connections: 1, hasBrought: false })
    return true
  }

  release(client: number): void {
    const known = this.#reserved.get(client)
    if (!known) return
    known.connections -= 1
    if (known.connections === 0) this.#reserved.delete(client)
  }
}
