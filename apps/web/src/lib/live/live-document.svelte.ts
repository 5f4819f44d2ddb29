/**
 * A document that people edit live, as the screens see it: values that can be read in effects, writers, what is saved,
 * who else is here, and undo. It outlives its instances: after a refusal or a lost right the content of a fresh instance
 * appears under the same names, and what was not saved lies on the rescue shelf.
 */
import { createSubscriber } from 'svelte/reactivity'
import { hashOf, textNameOf, type UnsavedField } from '@tandem/documents'
import {
  fieldKey,
  parseFieldKey,
  rowIdsIn,
  type DocumentId,
  type Hash,
  type Json,
  type Part,
  type PersonId,
  type PlainDocument,
} from '@tandem/rules'
import { CLOSE } from '@tandem/wire'
import type * as Y from 'yjs'
import { isReachable } from '#lib/http/reachable.ts'
import { isSignedInAs } from '#lib/http/session.ts'
import type { Mode } from './connection.ts'
import { liveKeys, liveText, liveWhole, type LiveValue } from './live-value.ts'
import { caretIn, livePresence, type Cursor, type Presence } from './presence.ts'
import { Replica, type ReplicaOptions } from './replica.ts'
import type { RescueShelf } from './rescue-shelf.svelte.ts'

type LiveDocumentOptions = ReplicaOptions & {
  /** What the rules say before the server has said it: a copy of this device can be edited offline. */
  readonly expected: Mode
  readonly shelf: RescueShelf
  /** Says a field and its value in words. */
  readonly describe: (field: UnsavedField) => { readonly label: string; readonly text: string }
}

type Link =
  /** For the first time; nothing can be shown yet. */
  | { readonly is: 'connecting' }
  | { readonly is: 'live' }
  | { readonly is: 'offline'; readonly since: Date }
  /** No further attempt is made. */
  | { readonly is: 'ended'; readonly why: 'signed-out' | 'not-found' | 'outdated' | 'failed' }

type Caret = Presence & { readonly at: number }

export type Candidate = {
  readonly key: string
  readonly item: string
  readonly of: Part
  readonly person: PersonId
  readonly value: Json
}

/** More refusals than this within ten seconds are a fault, not a race. */
const MOST_RENEWALS = 3

export class LiveDocument {
  readonly id: DocumentId
  readonly #options: LiveDocumentOptions
  #replica: Replica
  #replicaNow = $state.raw<Replica>() as Replica
  #mode = $state<Mode>('read')
  #isLoaded = $state(false)
  #isStoreFull = $state(false)
  #ended = $state<Extract<Link, { is: 'ended' }>['why'] | null>(null)
  #values = new Map<string, LiveValue<unknown>>()
  #renewals: number[] = []
  #isClosed = false
  #signedOutAt = 0
  #place: { readonly field: string | null; readonly cursor: Cursor | null } = { field: null, cursor: null }
  #placeTimer: ReturnType<typeof setTimeout> | undefined
  #notifyStatus: (() => void) | null = null
  readonly #subscribeStatus = createSubscriber((update) => {
    this.#notifyStatus = update
    return () => {
      this.#notifyStatus = null
    }
  })

  constructor(options: LiveDocumentOptions) {
    this.id = options.document
    this.#options = options
    this.#mode = options.expected
    this.#replica = this.#newReplica()
    this.#replicaNow = this.#replica
  }

  /** Connects. @returns how to close. */
  open(): () => void {
    void this.#replica.start()
    const stopListening = this.#listenToBrowser()
    return () => {
      this.#isClosed = true
      clearTimeout(this.#placeTimer)
      stopListening()
      // Fields that close with the page still commit what was typed last.
      setTimeout(() => void this.#leave())
    }
  }

  /** What was typed and not saved stays with this device, or with the shelf. */
  async #leave(): Promise<void> {
    const replica = this.#replica
    if (replica.copy !== 'kept' && replica.waiting > 0) {
      const isSaved = replica.isConnected && (await this.whenSaved())
      if (!isSaved) this.#shelve(replica, '')
    }
    await replica.stop()
    this.#options.shelf.seek()
  }

  // What it holds

  get isLoaded(): boolean {
    return this.#isLoaded
  }

  value(key: string): Json {
    const map = this.#replicaNow.answers
    return this.#live(`value ${key}`, () =>
      liveKeys(
        map,
        (changed) => changed === key,
        () => (map.get(key) as Json | undefined) ?? null,
      ),
    )
  }

  /** What people type together under this name. */
  text(name: string): string {
    const replica = this.#replicaNow
    return this.#live(`text ${name}`, () => liveText(replica.text(name)))
  }

  /** Ids of the rows of a section, in their order. */
  rowIds(section: string): readonly string[] {
    const map = this.#replicaNow.answers
    const isPlace = (key: string): boolean => key.startsWith(`${section}/`) && parseFieldKey(key)?.part === 'order'
    return this.#live(`rows ${section}`, () =>
      liveKeys(map, isPlace, () => {
        const places = [...map.keys()].filter(isPlace).map((key) => [key, map.get(key) as Json] as const)
        return rowIdsIn({ fields: Object.fromEntries(places), texts: {} }, section)
      }),
    )
  }

  /** Values that lost against another one whose author had not seen them, of one item or of all. */
  candidates(item: string | null = null): readonly Candidate[] {
    const map = this.#replicaNow.answers
    const isOurs = (key: string): boolean => {
      const path = parseFieldKey(key)
      return path?.part === 'candidate' && (item === null || path.item === item)
    }
    return this.#live(`candidates ${item ?? ''}`, () =>
      liveKeys(map, isOurs, () =>
        [...map.keys()]
          .filter(isOurs)
          .sort()
          .map((key) => candidateAt(map, key)),
      ),
    )
  }

  /** The whole content; re-runs its reader at every change. */
  get plainNow(): PlainDocument {
    const replica = this.#replicaNow
    return this.#live('plain', () => liveWhole(replica.doc, () => replica.plain()))
  }

  plain(): PlainDocument {
    return this.#replica.plain()
  }

  /** Re-runs its reader at every change, and reads nothing itself: for what follows the whole content at a distance. */
  followChanges(): void {
    const { doc } = this.#replicaNow
    this.#live('changes', () => liveWhole(doc, () => null))
  }

  /** What submitting and signing are about. */
  contentHash(): Hash {
    return hashOf(this.#replica.plain())
  }

  // Who may write, what is saved

  get mode(): Mode {
    return this.#ended === null ? this.#mode : 'read'
  }

  get link(): Link {
    this.#subscribeStatus()
    if (this.#ended !== null) return { is: 'ended', why: this.#ended }
    const replica = this.#replicaNow
    if (replica.isSynced) return { is: 'live' }
    const since = replica.disconnectedAt
    return since === null || (!this.#isLoaded && Date.now() - since.getTime() < 2_000)
      ? { is: 'connecting' }
      : { is: 'offline', since }
  }

  /** The server cannot write: what is typed waits here until it can. */
  get isStoreFull(): boolean {
    return this.#isStoreFull
  }

  get isSaved(): boolean {
    this.#subscribeStatus()
    return this.#replicaNow.isSaved
  }

  get waiting(): number {
    this.#subscribeStatus()
    return this.#replicaNow.waiting
  }

  get savedAt(): Date | null {
    this.#subscribeStatus()
    return this.#replicaNow.savedAt
  }

  get copy(): Replica['copy'] {
    this.#subscribeStatus()
    return this.#replicaNow.copy
  }

  /** Resolves once everything changed so far is on the server's disk. @returns false after `patience` milliseconds. */
  async whenSaved(patience = 5_000): Promise<boolean> {
    const end = Date.now() + patience
    while (!this.#replica.isSaved) {
      if (Date.now() > end || this.#ended !== null) return false
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return true
  }

  retryNow(): void {
    this.#replica.retryNow()
  }

  // Writing

  set(key: string, value: Json): void {
    if (this.mode === 'write') this.#replica.set(key, value)
  }

  setAll(
    changes: readonly (readonly [key: string, value: Json])[],
    texts: readonly (readonly [name: string, text: string])[] = [],
  ): void {
    if (this.mode === 'write') this.#replica.setAll(changes, texts)
  }

  /** @returns the fields that changed back; empty if there was nothing to undo. */
  undo(): readonly string[] {
    if (this.mode !== 'write') return []
    let changed: readonly string[] = []
    const onPop = (event: { changedParentTypes: Map<unknown, Y.YEvent<never>[]> }): void => {
      changed = [...event.changedParentTypes].flatMap(([type, events]) => this.#keysOf(type, events))
    }
    this.#replica.undoing.on('stack-item-popped', onPop as never)
    this.#replica.undoing.undo()
    this.#replica.undoing.off('stack-item-popped', onPop as never)
    return changed
  }

  get canUndo(): boolean {
    this.#subscribeStatus()
    return this.#replicaNow.undoing.undoStack.length > 0
  }

  /** For the binding of a text field; `lib/live` alone looks inside. */
  get replica(): Replica {
    return this.#replicaNow
  }

  // Who else is here

  get others(): readonly Presence[] {
    const replica = this.#replicaNow
    return this.#live('others', () => livePresence(replica.awareness))
  }

  /** Others' carets in a text that people type together, as indices into it now. */
  carets(name: string): readonly Caret[] {
    const text = this.#replicaNow.text(name)
    // Carets move with the text as well as with their owners.
    this.text(name)
    return this.others.flatMap((other) => {
      if (other.place === null || other.place.part === 'candidate' || !other.cursor) return []
      if (fieldKey(other.place.item, other.place.part) !== name) return []
      const at = caretIn(text, other.cursor)
      return at === null ? [] : [{ ...other, at }]
    })
  }

  /** Says which field has focus here. Sent at once, then at most eight times a second: the newest place wins. */
  at(field: string | null, cursor: Cursor | null = null): void {
    this.#place = { field, cursor }
    if (this.#placeTimer !== undefined) return
    this.#sayPlace()
    this.#placeTimer = setTimeout(() => {
      this.#placeTimer = undefined
      this.#sayPlace()
    }, 125)
  }

  #sayPlace(): void {
    const { awareness } = this.#replica
    const { field, cursor } = this.#place
    const said = awareness.getLocalState()
    if (
      this.#isClosed ||
      (said?.['field'] === field && JSON.stringify(said['cursor'] ?? null) === JSON.stringify(cursor))
    )
      return
    awareness.setLocalState({ field, ...(cursor === null ? {} : { cursor }) })
  }

  // Instances

  #newReplica(): Replica {
    const replica: Replica = new Replica(this.#options, {
      onStatus: () => this.#notifyStatus?.(),
      onLoaded: () => {
        this.#isLoaded = true
      },
      onGranted: (mode, reason) => {
        this.#mode = mode
        this.#isStoreFull = reason === 'store-full'
      },
      onRefused: (rule) => this.#renew(replica, rule),
      onEnded: (code) => this.#onEnded(replica, code),
    })
    return replica
  }

  #onEnded(replica: Replica, code: number): void {
    if (code === CLOSE.signedOut) void this.#onSignedOut(replica)
    else if (code === CLOSE.notFound) {
      this.#shelve(replica, 'document-is-writable')
      this.#ended = 'not-found'
    } else if (code === CLOSE.outdated) {
      // The copy of this device outlives a reload; where there is none, the shelf does.
      if (replica.copy !== 'kept') this.#shelve(replica, '')
      this.#ended = 'outdated'
    } else this.#renew(replica, code === CLOSE.rightLost ? 'document-is-writable' : '')
    this.#notifyStatus?.()
  }

  /** Another session of the same person may have begun meanwhile; then this goes on with it, but not over and over. */
  async #onSignedOut(replica: Replica): Promise<void> {
    const isAgain = Date.now() - this.#signedOutAt < 5_000
    this.#signedOutAt = Date.now()
    const goesOn = !isAgain && (await isSignedInAs(this.#options.person))
    if (this.#isClosed || replica !== this.#replica) return
    if (goesOn) replica.retryNow()
    else this.#ended = 'signed-out'
    this.#notifyStatus?.()
  }

  /** Ends this instance, keeps what was not saved as text, and opens a fresh one. */
  #renew(over: Replica, rule: string): void {
    if (over !== this.#replica || this.#isClosed) return
    const hadUnsaved = this.#shelve(over, rule)
    const now = Date.now()
    this.#renewals = [...this.#renewals.filter((at) => now - at < 10_000), now]
    if (this.#renewals.length > MOST_RENEWALS) {
      this.#ended = 'failed'
      void over.stop(hadUnsaved)
      return
    }
    const fresh = this.#newReplica()
    this.#replica = fresh
    this.#values = new Map()
    this.#replicaNow = fresh
    this.#sayPlace()
    this.#isLoaded = false
    void over.stop(hadUnsaved).then(() => (this.#isClosed ? undefined : fresh.start()))
    if (hadUnsaved) tellOtherTabs(this.id)
  }

  #shelve(replica: Replica, rule: string): boolean {
    const unsaved = replica.unsaved()
    if (unsaved.length === 0) return false
    const { shelf, title, describe } = this.#options
    const rows = unsaved.map((field) => ({ ...field, ...describe(field) }))
    shelf.keep({ document: this.id, title, rule, at: new Date().toISOString(), rows })
    return true
  }

  /** A refused change may also stand in another tab, read from the shared copy of this device. */
  #listenToBrowser(): () => void {
    const onStorage = (event: StorageEvent): void => {
      if (event.key === RENEWED && event.newValue?.startsWith(`${this.id} `)) this.#renew(this.#replica, '')
    }
    const onBack = (): void => {
      if (!this.#replica.isConnected && this.#ended === null && document.visibilityState === 'visible')
        this.#replica.retryNow()
    }
    const onGone = async (): Promise<void> => {
      if (!(await isReachable())) this.#replica.drop()
    }
    addEventListener('storage', onStorage)
    addEventListener('online', onBack)
    addEventListener('offline', onGone)
    document.addEventListener('visibilitychange', onBack)
    return () => {
      removeEventListener('storage', onStorage)
      removeEventListener('online', onBack)
      removeEventListener('offline', onGone)
      document.removeEventListener('visibilitychange', onBack)
    }
  }

  #live<Value>(name: string, make: () => LiveValue<Value>): Value {
    let value = this.#values.get(name) as LiveValue<Value> | undefined
    if (!value) {
      value = make()
      this.#values.set(name, value)
    }
    return value.current
  }

  #keysOf(type: unknown, events: readonly Y.YEvent<never>[]): readonly string[] {
    if (type === this.#replica.answers) {
      return events.flatMap((event) => [...(event as unknown as Y.YMapEvent<unknown>).keysChanged] as string[])
    }
    const root = [...this.#replica.doc.share].find(([, shared]) => shared === type)?.[0]
    const name = root === undefined ? null : textNameOf(root)
    return name === null ? [] : [name]
  }
}

const RENEWED = 'tandem:renewed'

function tellOtherTabs(document: DocumentId): void {
  try {
    localStorage.setItem(RENEWED, `${document} ${Date.now()}`)
  } catch {
    // Without storage there is no shared copy either.
  }
}

function candidateAt(map: Y.Map<unknown>, key: string): Candidate {
  const path = parseFieldKey(key)
  if (path?.part !== 'candidate') throw new Error(`not a candidate: ${key}`)
  return { key, item: path.item, of: path.of, person: path.person, value: (map.get(key) as Json | undefined) ?? null }
}
