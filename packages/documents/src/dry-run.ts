/**
 * The dry run: which places would this update touch, without applying it.
 *
 * A Yjs update names the parent and key only for the first item of a list or key. Every later item carries just the
 * id of its left or right neighbour, so its place must be looked up in the live struct store. Deletions name ids and
 * nothing else, not even who deletes. Nothing authenticates the client id. So each struct and each deletion is resolved
 * here to a root and key, and everything that cannot be resolved now is refused:
 *
 * - a gap in a client's clock, a Skip struct, an unknown origin or an unknown delete target would be kept by Yjs as
 *   pending and take effect later, inside another person's transaction;
 * - GC structs, nested types, subdocuments, embeds and formats do not occur in our layout;
 * - clocks that the document already holds must repeat what it holds: Yjs ignores other content silently, and the
 *   sender's copy would differ for ever;
 * - a neighbour or a deletion inside a surrogate pair would cut a character in two, differently in each copy.
 *
 * What is judged is what is applied. A sender's bytes can say one thing to a reader of all sections and another to Yjs,
 * which keeps the last section of a client and gives a partly known struct another origin. So a client may have one
 * section only, without gap or overlap; and where some of it is known already, Yjs rewrites the bytes against the state of
 * the document, cut at the known clock, and the rewritten ones are judged and applied.
 *
 * Nothing is written, nothing is cloned: the cost is decoding plus one binary search per struct. `Y.decodeUpdate` reads
 * lazily and throws early on announced sizes that are not there. V1 only: decoding V2 from the wire can hang.
 */
import * as Y from 'yjs'
import { isSameJson, type Json } from '@tandem/rules'
import { ANSWERS, textNameOf } from './layout.ts'

export type DryRun = {
  /** What to apply: the new part of the update. */
  readonly update: Uint8Array
  /** Client ids that wrote structs which are new to the document. */
  readonly writers: readonly number[]
  /** New values of keys of the flat map, in order. */
  readonly sets: readonly FieldSet[]
  /** Keys of the flat map of which a value is deleted without another being set. */
  readonly cleared: readonly string[]
  /** Root texts with the length they would have at most. */
  readonly texts: readonly { readonly name: string; readonly length: number }[]
  /** Nothing new: every struct and every deletion is already there. */
  readonly isKnown: boolean
}

export type FieldSet = {
  readonly key: string
  readonly value: unknown
  readonly id: Y.ID
  readonly origin: Y.ID | null
}

export type DryRunFault =
  | 'malformed'
  | 'gap'
  | 'unknown-origin'
  | 'unknown-delete'
  | 'forbidden-structure'
  | 'unknown-root'
  | 'other-content'
  | 'cuts-a-character'
  | 'too-many-parts'
  | 'too-many-clients'

export type DryRunResult =
  | { readonly ok: true; readonly run: DryRun }
  | { readonly ok: false; readonly fault: DryRunFault; readonly path: string }

export type DryRunLimits = {
  /** Structs plus delete ranges of one update. */
  readonly parts: number
  /** Client ids that one update may bring structs of: one's own of earlier visits. */
  readonly clients: number
}

type Place = { readonly root: string; readonly key: string | null }

class Refusal {
  readonly fault: DryRunFault
  readonly path: string
  constructor(fault: DryRunFault, path = '') {
    this.fault = fault
    this.path = path
  }
}

export function dryRun(doc: Y.Doc, update: Uint8Array, limits: DryRunLimits): DryRunResult {
  const sent = decode(update)
  if (sent === null || !hasSoundClients(sent)) return refusal(new Refusal('malformed'))
  const tooMany = countFault(sent, limits)
  if (tooMany) return refusal(tooMany)
  const fresh = freshPartOf(doc, sent, update)
  if (fresh instanceof Refusal) return refusal(fresh)
  const outcome = new Resolution(doc).run(fresh.decoded, fresh.update)
  return outcome instanceof Refusal ? refusal(outcome) : { ok: true, run: outcome }
}

/** Typing brings only what is new: then both readers see the same, and there is nothing to cut. */
function freshPartOf(
  doc: Y.Doc,
  sent: Decoded,
  update: Uint8Array,
): Refusal | { decoded: Decoded; update: Uint8Array } {
  if (sent.structs.every(({ id }) => id.clock >= Y.getState(doc.store, id.client))) return { decoded: sent, update }
  if (sent.structs.some((struct) => !repeatsWhatIsStored(doc, struct))) return new Refusal('other-content')
  const cut = Y.diffUpdate(update, Y.encodeStateVector(doc))
  const decoded = decode(cut)
  return decoded === null ? new Refusal('malformed') : { decoded, update: cut }
}

const refusal = ({ fault, path }: Refusal): DryRunResult => ({ ok: false, fault, path })

/** As Yjs writes them: clients in falling order of their 32-bit ids, the clocks of each without gap or overlap. */
function hasSoundClients({ structs }: Decoded): boolean {
  return structs.every(({ id: { client, clock }, length }, place) => {
    const before = structs[place - 1]
    if (client > MAX_CLIENT || length < 1) return false
    if (before === undefined || client < before.id.client) return true
    return client === before.id.client && clock === before.id.clock + before.length
  })
}

const MAX_CLIENT = 0xffffffff
/** A few bytes can say that any number of characters was typed and deleted, and beyond 2^53 no clock is exact. */
const MAX_CLOCK = 2 ** 31

function countFault({ structs, ds }: Decoded, limits: DryRunLimits): Refusal | null {
  if (structs.length + rangeCount(ds) > limits.parts) return new Refusal('too-many-parts')
  const clients = new Set(structs.map(({ id }) => id.client)).size
  return clients > limits.clients ? new Refusal('too-many-clients') : null
}

/**
 * As far as the stored content still exists. Item by item, not character by character: a few bytes can repeat, and ask to
 * compare, any number of deleted ones.
 */
function repeatsWhatIsStored(doc: Y.Doc, struct: Decoded['structs'][number]): boolean {
  const { client, clock } = struct.id
  const known = Math.min(struct.length, Y.getState(doc.store, client) - clock)
  for (let offset = 0; offset < known;) {
    const stored = storedAt(doc, client, clock + offset)
    if (!(struct instanceof Y.Item) || !(stored instanceof Y.Item)) return false
    const at = clock + offset - stored.id.clock
    const length = Math.min(known - offset, stored.length - at)
    if (!isSameContent({ content: struct.content, at: offset }, { content: stored.content, at }, length)) return false
    offset += length
  }
  return true
}

type Part = { readonly content: Y.Item['content']; readonly at: number }

function isSameContent(here: Part, there: Part, length: number): boolean {
  const [sent, stored] = [here.content, there.content]
  // Says nothing of what stood there.
  if (sent instanceof Y.ContentDeleted || stored instanceof Y.ContentDeleted) return true
  if (sent instanceof Y.ContentString && stored instanceof Y.ContentString)
    return sent.str.slice(here.at, here.at + length) === stored.str.slice(there.at, there.at + length)
  if (!(sent instanceof Y.ContentAny && stored instanceof Y.ContentAny)) return false
  const values = stored.arr.slice(there.at, there.at + length)
  return values.every((value, index) => isSameValue(sent.arr[here.at + index], value))
}

function storedAt(doc: Y.Doc, client: number, clock: number): Y.Item | Y.GC | null {
  const structs = doc.store.clients.get(client)
  if (!structs || clock >= Y.getState(doc.store, client)) return null
  return structs[Y.findIndexSS(structs, clock)] ?? null
}

type Decoded = ReturnType<typeof Y.decodeUpdate>

function decode(update: Uint8Array): Decoded | null {
  try {
    return Y.decodeUpdate(update)
  } catch {
    // Any throw of the decoder means the same: these bytes are no update.
    return null
  }
}

/** One update being resolved. Lives for one call. */
class Resolution {
  readonly #doc: Y.Doc
  /** Structs of this update that are new, by client, in clock order: later ones may refer to them. */
  readonly #fresh = new Map<number, { readonly item: Y.Item; readonly place: Place }[]>()
  readonly #sets: FieldSet[] = []
  readonly #cleared = new Set<string>()
  readonly #inserted = new Map<string, number>()
  /** What may be walked in lists for the whole update: far more than honest work needs, too little to stall anybody. */
  #steps = 200_000

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  run({ structs, ds }: Decoded, update: Uint8Array): DryRun | Refusal {
    for (const struct of inCausalOrder(structs)) {
      const refusal = this.#struct(struct)
      if (refusal) return refusal
    }
    let deletes = 0
    for (const [client, ranges] of ds.clients) {
      for (const range of ranges) {
        const outcome = this.#deletion(client, range.clock, range.len)
        if (outcome instanceof Refusal) return outcome
        deletes += outcome
      }
    }
    const set = new Set(this.#sets.map(({ key }) => key))
    return {
      update,
      writers: [...this.#fresh.keys()],
      sets: this.#sets,
      cleared: [...this.#cleared].filter((key) => !set.has(key)),
      texts: [...this.#inserted].map(([name, length]) => ({ name, length: this.#textLength(name) + length })),
      isKnown: this.#fresh.size === 0 && deletes === 0,
    }
  }

  #struct(struct: Y.Item | Y.GC | Y.Skip): Refusal | null {
    const { client, clock } = struct.id
    if (!(struct instanceof Y.Item) || clock + struct.length > MAX_CLOCK) return new Refusal('forbidden-structure')
    const known = Y.getState(this.#doc.store, client)
    const next = lastOf(this.#fresh.get(client))?.end ?? known
    if (clock !== next) return new Refusal('gap')
    const place = this.#placeOf(struct)
    if (place instanceof Refusal) return place
    if (this.#cutsCharacter(struct)) return new Refusal('cuts-a-character', place.root)
    // Yjs gives a value of a map a left neighbour only.
    if (place.key !== null && struct.rightOrigin !== null) return new Refusal('unknown-origin')
    if (!this.#standsBetween(struct, place)) return new Refusal('unknown-origin')
    if (!this.#canAfford(struct, place)) return new Refusal('too-many-parts', place.key ?? place.root)
    const refusal = this.#content(struct, place)
    if (refusal) return refusal
    this.#remember(client, struct, place)
    return null
  }

  #remember(client: number, item: Y.Item, place: Place): void {
    const list = this.#fresh.get(client)
    if (list) list.push({ item, place })
    else this.#fresh.set(client, [{ item, place }])
  }

  /** Where an item stands: named in the update for the first of a key, else that of its neighbour. */
  #placeOf(item: Y.Item): Place | Refusal {
    const parent: unknown = item.parent
    if (typeof parent === 'string') return knownRoot(parent, item.parentSub)
    if (parent !== null) return new Refusal('forbidden-structure')
    const neighbours = [item.origin, item.rightOrigin].filter((id) => id !== null)
    const places = neighbours.map((id) => this.#placeOfId(id))
    if (places.length === 0 || places.includes(null)) return new Refusal('unknown-origin')
    const [first, second] = places as Place[]
    // Neighbours in two different lists occur in no honest update.
    if (first && second && (first.root !== second.root || first.key !== second.key))
      return new Refusal('unknown-origin')
    return first ?? new Refusal('unknown-origin')
  }

  #placeOfId({ client, clock }: Y.ID): Place | null {
    const fresh = findCovering(this.#fresh.get(client) ?? [], clock)
    if (fresh) return fresh.place
    const stored = storedAt(this.#doc, client, clock)
    return stored instanceof Y.Item ? placeOfStored(this.#doc, stored) : null
  }

  /** A neighbour inside a surrogate pair: Yjs would replace both halves, each copy at its own time. */
  #cutsCharacter({ origin, rightOrigin }: Y.Item): boolean {
    return isHigh(this.#characterAt(origin)) || isLow(this.#characterAt(rightOrigin))
  }

  #characterAt(id: Y.ID | null): string | null {
    const item = id === null ? null : this.#itemAt(id)
    return item?.content instanceof Y.ContentString && id !== null
      ? (item.content.str[id.clock - item.id.clock] ?? null)
      : null
  }

  /**
   * Whether somebody can have typed between these two: left stands before right, and whoever has an item has what it
   * was typed between. So left is the item that right was typed behind, or stands after it; and right is the one that
   * left was typed in front of, or stands before it. Other neighbours would give each copy an order of its own.
   *
   * Stored ones are looked up in their list. Where one comes with this very update, the two were next to each other:
   * then one of them names the other.
   */
  #standsBetween({ origin, rightOrigin }: Y.Item, { root }: Place): boolean {
    const left = origin && this.#itemAt(origin)
    const right = rightOrigin && this.#itemAt(rightOrigin)
    if ((origin && !left) || (rightOrigin && !right)) return false
    const behind = right && rightOrigin ? idBefore(right, rightOrigin) : null
    const inFront = left?.rightOrigin ?? null
    if (origin === null || rightOrigin === null) return behind === null && inFront === null
    if (this.#isFresh(origin) || this.#isFresh(rightOrigin)) {
      if (Y.compareIDs(behind, origin) || (left !== null && Y.compareIDs(idAfter(left, origin), rightOrigin)))
        return true
      return this.#isLeftOf(origin, right, rightOrigin, root) || this.#isRightOf(rightOrigin, left, origin, root)
    }
    return (
      this.#isBefore(origin, rightOrigin) &&
      (behind === null || Y.compareIDs(behind, origin) || this.#isBefore(behind, origin)) &&
      (inFront === null || Y.compareIDs(inFront, rightOrigin) || this.#isBefore(rightOrigin, inFront))
    )
  }

  /** A stored one that came from somebody else into the place where the fresh one had been typed, to its left. */
  #isLeftOf(stored: Y.ID, fresh: Y.Item | null, freshId: Y.ID, root: string): boolean {
    const anchor = this.#anchorOf(fresh, freshId)
    if (anchor === null || !this.#isWithin(stored, anchor)) return false
    const seat = this.#seatOf(anchor, root)
    return seat !== null && (Y.compareIDs(seat, stored) || this.#isBefore(stored, seat))
  }

  /** The same, to its right. */
  #isRightOf(stored: Y.ID, fresh: Y.Item | null, freshId: Y.ID, root: string): boolean {
    const anchor = this.#anchorOf(fresh, freshId)
    if (anchor === null || !this.#isWithin(stored, anchor)) return false
    const seat = this.#seatOf(anchor, root)
    return seat === null || this.#isBefore(seat, stored)
  }

  /** The fresh item beside which this one was typed, and that one, until both neighbours of one are stored. */
  #anchorOf(fresh: Y.Item | null, freshId: Y.ID): Y.Item | null {
    if (!this.#isFresh(freshId)) return null
    for (let item = fresh; item !== null && this.#steps > 0;) {
      this.#steps -= 1
      const next = [item.origin, item.rightOrigin].find((id) => id !== null && this.#isFresh(id))
      if (!next) return item
      item = this.#itemAt(next)
    }
    return null
  }

  #isWithin(stored: Y.ID, { origin, rightOrigin }: Y.Item): boolean {
    return (
      !this.#isFresh(stored) &&
      (origin === null || this.#isBefore(origin, stored)) &&
      (rightOrigin === null || this.#isBefore(stored, rightOrigin))
    )
  }

  /**
   * The stored character behind which Yjs will put a fresh item whose neighbours are stored; null for the beginning. This
   * is the rule by which all copies find one order (YATA): among those typed between the same neighbours the lower client
   * id comes first, and what was typed behind one of them stays with it.
   */
  #seatOf({ id, origin, rightOrigin }: Y.Item, root: string): Y.ID | null {
    let seat = origin
    const passed = new Set<Y.Item>()
    let rivals = new Set<Y.Item>()
    for (const piece of this.#piecesBetween(origin, rightOrigin, root)) {
      passed.add(piece.item)
      rivals.add(piece.item)
      const behind = this.#itemBehind(piece.origin, origin)
      if (Y.compareIDs(origin, piece.origin)) {
        if (piece.item.id.client < id.client) [seat, rivals] = [piece.last, new Set()]
        else if (Y.compareIDs(rightOrigin, piece.item.rightOrigin)) break
      } else if (behind && passed.has(behind)) {
        if (!rivals.has(behind)) [seat, rivals] = [piece.last, new Set()]
      } else break
    }
    return seat
  }

  /** The item of an origin, if that stands behind `begin`: of the item that holds `begin` itself only a part does. */
  #itemBehind(origin: Y.ID | null, begin: Y.ID | null): Y.Item | null {
    if (origin === null) return null
    const item = this.#itemAt(origin)
    const isBegin = begin !== null && item === this.#itemAt(begin)
    return isBegin && origin.clock <= begin.clock ? null : item
  }

  /** What stands between two stored characters. Of an item that a neighbour is in the middle of, the part between. */
  *#piecesBetween(origin: Y.ID | null, rightOrigin: Y.ID | null, root: string): Iterable<Piece> {
    const begin = origin && this.#itemAt(origin)
    const end = rightOrigin && this.#itemAt(rightOrigin)
    for (let item = begin ?? this.#firstOf(root); item !== null && this.#steps > 0; item = item.right) {
      this.#steps -= 1
      const { client, clock } = item.id
      const from = item === begin && origin ? origin.clock + 1 : clock
      const to = item === end && rightOrigin ? rightOrigin.clock : clock + item.length
      if (from < to) yield { item, origin: idBefore(item, Y.createID(client, from)), last: Y.createID(client, to - 1) }
      if (item === end) return
    }
  }

  /**
   * Yjs looks for the seat of an item among all that stand between its neighbours: a few bytes that name old neighbours,
   * or none, can make it walk a long list for each of them.
   */
  #canAfford({ origin, rightOrigin }: Y.Item, { root, key }: Place): boolean {
    if ((origin && this.#isFresh(origin)) || (rightOrigin && this.#isFresh(rightOrigin))) return true
    const end = rightOrigin && this.#itemAt(rightOrigin)
    const begin = origin && this.#itemAt(origin)
    // From the right: a map knows the newest of a key, and honest values follow it.
    if (key !== null) return this.#canWalk(this.#newestOf(root, key), begin, (item) => item.left)
    return this.#canWalk(begin ? begin.right : this.#firstOf(root), end, (item) => item.right)
  }

  #canWalk(from: Y.Item | null, to: Y.Item | null, next: (item: Y.Item) => Y.Item | null): boolean {
    for (let item = from; item !== null && item !== to; item = next(item)) {
      this.#steps -= 1
      if (this.#steps <= 0) return false
    }
    return true
  }

  #newestOf(root: string, key: string): Y.Item | null {
    return this.#doc.share.get(root)?._map.get(key) ?? null
  }

  #firstOf(root: string): Y.Item | null {
    return this.#doc.share.get(root)?._start ?? null
  }

  /** Of two stored ids. */
  #isBefore(first: Y.ID, second: Y.ID): boolean {
    const [left, right] = [this.#itemAt(first), this.#itemAt(second)]
    if (left === right) return second.clock > first.clock
    for (let item = left?.right ?? null; item !== null && this.#steps > 0; item = item.right) {
      if (item === right) return true
      this.#steps -= 1
    }
    return false
  }

  #isFresh({ client, clock }: Y.ID): boolean {
    return clock >= Y.getState(this.#doc.store, client)
  }

  #itemAt(id: Y.ID): Y.Item | null {
    const item =
      findCovering(this.#fresh.get(id.client) ?? [], id.clock)?.item ?? storedAt(this.#doc, id.client, id.clock)
    return item instanceof Y.Item ? item : null
  }

  #content(item: Y.Item, place: Place): Refusal | null {
    const { content } = item
    if (content instanceof Y.ContentDeleted) {
      // Set and overwritten, or typed and deleted, before it was sent: it leaves no value, but it touches its place.
      this.#deleteAt(place)
      return null
    }
    if (place.key !== null) {
      if (!(content instanceof Y.ContentAny) || content.arr.length !== 1)
        return new Refusal('forbidden-structure', place.key)
      this.#sets.push({ key: place.key, value: content.arr[0], id: item.id, origin: item.origin })
      return null
    }
    if (!(content instanceof Y.ContentString)) return new Refusal('forbidden-structure', place.root)
    this.#inserted.set(place.root, (this.#inserted.get(place.root) ?? 0) + item.length)
    return null
  }

  /** @returns how many live structs the range deletes, or why it may not. */
  #deletion(client: number, clock: number, length: number): number | Refusal {
    const end = clock + length
    const known = Y.getState(this.#doc.store, client)
    const freshEnd = lastOf(this.#fresh.get(client))?.end ?? known
    if (length < 1 || end > Math.max(known, freshEnd)) return new Refusal('unknown-delete')
    if (this.#cutsRange(client, clock, end)) return new Refusal('cuts-a-character')
    const fresh = this.#fresh.get(client) ?? []
    for (let index = firstEndingAfter(fresh, clock); index < fresh.length; index += 1) {
      const entry = fresh[index]
      if (!entry || entry.item.id.clock >= end) break
      this.#deleteAt(entry.place)
    }
    return this.#storedDeletion(client, clock, Math.min(end, known))
  }

  #storedDeletion(client: number, clock: number, end: number): number {
    const structs = this.#doc.store.clients.get(client)
    if (!structs || clock >= end) return 0
    let live = 0
    for (let index = Y.findIndexSS(structs, clock); index < structs.length; index += 1) {
      const struct = structs[index]
      if (!struct || struct.id.clock >= end) break
      if (!(struct instanceof Y.Item) || struct.deleted) continue
      live += 1
      this.#deleteAt(placeOfStored(this.#doc, struct))
    }
    return live
  }

  #deleteAt(place: Place | null): void {
    if (place === null) return
    if (place.key !== null) this.#cleared.add(place.key)
    else this.#inserted.set(place.root, this.#inserted.get(place.root) ?? 0)
  }

  #textLength(root: string): number {
    return this.#doc.share.has(root) ? this.#doc.getText(root).length : 0
  }

  /** The deletion begins with the second half of a pair, or ends with the first. */
  #cutsRange(client: number, clock: number, end: number): boolean {
    return isLow(this.#characterAt(Y.createID(client, clock))) || isHigh(this.#characterAt(Y.createID(client, end - 1)))
  }
}

const isHigh = (character: string | null): boolean => character !== null && /[\ud800-\udbff]/.test(character)
const isLow = (character: string | null): boolean => character !== null && /[\udc00-\udfff]/.test(character)

/** What stood to the left of this character when it was typed. */
function idBefore(item: Y.Item, { client, clock }: Y.ID): Y.ID | null {
  return clock > item.id.clock ? Y.createID(client, clock - 1) : item.origin
}

/** What stood to the right of this character when it was typed. */
function idAfter(item: Y.Item, { client, clock }: Y.ID): Y.ID | null {
  return clock < item.id.clock + item.length - 1 ? Y.createID(client, clock + 1) : item.rightOrigin
}

function isSameValue(a: unknown, b: unknown): boolean {
  try {
    return isSameJson(a as Json, b as Json)
  } catch {
    // Not plain JSON: certainly not what is stored.
    return false
  }
}

/** Roots of our layout only: the flat map by key, texts as lists. */
function knownRoot(root: string, key: string | null): Place | Refusal {
  const fits = root === ANSWERS ? key !== null : textNameOf(root) !== null && key === null
  return fits ? { root, key } : new Refusal('unknown-root', root.slice(0, 80))
}

function placeOfStored(doc: Y.Doc, item: Y.Item): Place | null {
  const parent = item.parent
  if (!(parent instanceof Y.AbstractType)) return null
  for (const [root, type] of doc.share) if (type === parent) return { root, key: item.parentSub }
  return null
}

/** Binary search in a list that is sorted by clock and has no gaps. */
function findCovering<Entry extends { readonly item: Y.Item }>(list: readonly Entry[], clock: number): Entry | null {
  let low = 0
  let high = list.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const entry = list[middle]
    if (!entry) return null
    if (clock < entry.item.id.clock) high = middle - 1
    else if (clock >= entry.item.id.clock + entry.item.length) low = middle + 1
    else return entry
  }
  return null
}

/** The first entry that ends after `clock`, in a list that is sorted by clock and has no gaps. */
function firstEndingAfter(list: readonly { readonly item: Y.Item }[], clock: number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    const item = list[middle]?.item
    if (item && item.id.clock + item.length <= clock) low = middle + 1
    else high = middle
  }
  return low
}

function lastOf(list: readonly { readonly item: Y.Item }[] | undefined): { readonly end: number } | null {
  const last = list?.at(-1)?.item
  return last ? { end: last.id.clock + last.length } : null
}

/**
 * Items of one update may name each other across clients (a merged update, or offline work under two client ids).
 * Sorted so that every item comes after those it names; within a client the clock order stays.
 */
function inCausalOrder(structs: Decoded['structs']): Decoded['structs'] {
  const lanes = new Map<number, Lane>()
  for (const [client, queue] of Map.groupBy(structs, (struct) => struct.id.client))
    lanes.set(client, { queue, head: 0 })
  if (lanes.size < 2) return structs
  const ordered: Decoded['structs'] = []
  for (let placed = -1; placed !== ordered.length;) {
    placed = ordered.length
    for (const lane of lanes.values()) {
      for (let next = lane.queue[lane.head]; next && !waits(next, lanes); next = lane.queue[lane.head]) {
        ordered.push(next)
        lane.head += 1
      }
    }
  }
  // A cycle is no honest update; what is left meets the checks in its given order.
  return [...ordered, ...[...lanes.values()].flatMap(({ queue, head }) => queue.slice(head))]
}

/** A run of characters of one item. */
type Piece = { readonly item: Y.Item; readonly origin: Y.ID | null; readonly last: Y.ID }

type Lane = { readonly queue: Decoded['structs']; head: number }

/** Names an item of this update that has not been placed yet. */
function waits(struct: Decoded['structs'][number], lanes: ReadonlyMap<number, Lane>): boolean {
  if (!(struct instanceof Y.Item)) return false
  return [struct.origin, struct.rightOrigin].some((id) => {
    if (id === null || id.client === struct.id.client) return false
    const lane = lanes.get(id.client)
    const next = lane?.queue[lane.head]
    const last = lane?.queue.at(-1)
    if (next === undefined || last === undefined) return false
    return id.clock >= next.id.clock && id.clock < last.id.clock + last.length
  })
}

function rangeCount(ds: Decoded['ds']): number {
  let count = 0
  for (const ranges of ds.clients.values()) count += ranges.length
  return count
}
