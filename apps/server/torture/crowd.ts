/**
 * People at work: they open what they may open, type, answer, clear, submit, withdraw, sign, reopen, rate again, freeze.
 * What their forms ask is what `simulation/fillings.ts` writes. Which of it, a seed says; when, the machine. They note in a
 * testimony what they were told and shown.
 *
 * Their documents live on while the server is gone. They come back with them, as browsers do.
 */
import { randomUUID } from 'node:crypto'
import { hashOf, noteText, setField } from '@tandem/documents'
import type { Random } from '@tandem/documents/testing'
import {
  candidatesIn,
  currentAssessment,
  formOf,
  grantFor,
  groundOf,
  noteKey,
  openIn,
  type Assessment,
  type Command,
  type Form,
} from '@tandem/rules'
import type { DocumentId, PersonId, ReviewView, StudyId } from '@tandem/rules'
import { everything, settling, someItem, someWrites } from '../simulation/fillings.ts'
import type { Populated } from '../src/testing/populate.ts'
import { askCommand, readReview, type SignedIn } from './http-client.ts'
import type { AskedCommand, Testimony } from './testimony.ts'
import { WireClient, type Place } from './wire-client.ts'

/** A note never grows beyond what its field takes. */
const LONGEST_TEXT = 6_000

/** Milliseconds between two acts of one person at one document: at the least, and how much more at most. */
const PAUSE = { least: 4, more: 16 }

export class Crowd {
  readonly #site: Populated
  readonly #testimony: Testimony
  readonly #random: Random
  readonly #clients = new Map<string, WireClient>()
  readonly #forms = new Map<DocumentId, Form>()
  readonly #views = new Map<PersonId, ReviewView>()
  #port = 0
  #words = 0
  #isAtWork = false
  #working: Promise<void>[] = []

  constructor(site: Populated, testimony: Testimony, random: Random) {
    this.#site = site
    this.#testimony = testimony
    this.#random = random
  }

  get clients(): readonly WireClient[] {
    return [...this.#clients.values()]
  }

  /** Everybody reads the review and opens what they may. Whose copy was refused starts afresh. */
  async arrive(port: number): Promise<void> {
    this.#port = port
    for (const person of this.#site.people) await this.#look(person)
    for (const client of this.#clients.values()) if (!client.isConnected) client.connect(port)
  }

  /** Asks again what was not answered, and some of what was: a command with the same id is carried out once. */
  async askAgain(): Promise<readonly string[]> {
    const faults: string[] = []
    for (const asked of this.#testimony.commands.values()) {
      if (asked.outcome === 'refused') continue
      const before = asked.outcome
      await this.#send(asked)
      if (before === 'accepted' && asked.outcome !== 'accepted')
        faults.push(`${asked.command.type} ${asked.id}: accepted, and asked again ${asked.outcome}`)
    }
    return faults
  }

  /** Until `rest`. */
  work(): void {
    this.#isAtWork = true
    for (const client of this.#clients.values()) this.#working.push(this.#writeAt(client))
    for (const person of this.#site.people) this.#working.push(this.#decideAs(person))
  }

  async rest(): Promise<void> {
    this.#isAtWork = false
    await Promise.all(this.#working.splice(0))
  }

  /** As many edits of one document as fast as they can be sent. */
  pour(count: number): WireClient | null {
    const client = this.clients.find((candidate) => candidate.isWritable)
    for (let left = count; client && left > 0; left -= 1) this.#edit(client)
    return client ?? null
  }

  /** Whatever happens to the answer. */
  freeze(): void {
    const lead = this.#site.people.find(({ roles }) => roles.includes('lead'))
    if (lead) void this.#ask(lead, { type: 'snapshot', label: 'In the middle', reason: 'To try it.' })
  }

  /** The machine is gone for everybody. */
  leave(): void {
    for (const client of this.#clients.values()) client.cut()
  }

  /** Resolves when all that was written has been acknowledged or refused; false if that does not come true in time. */
  async settle(milliseconds: number): Promise<boolean> {
    const ends = AbortSignal.timeout(milliseconds)
    for (const [key, client] of this.#clients) {
      while (!client.isSaved && !client.isOver && !ends.aborted) {
        if (!client.isConnected) client.connect(this.#port)
        // It ended, or the time is over: both are looked at again.
        await client.until(({ isSaved, isOver }) => isSaved || isOver, ends).catch(() => this.#pause())
      }
      if (client.isOver) this.#forget(key, client)
    }
    return !ends.aborted
  }

  async #look(person: SignedIn): Promise<void> {
    const answer = await readReview(this.#port, this.#site.review, person)
    if (answer === null) return
    if (answer.status !== 200) throw new Error(`${person.id} may not read the review: ${answer.status}`)
    this.#views.set(person.id, answer.body.view)
    this.#testimony.seesEvents(person.id, Number(answer.body.cursor))
    for (const { form, ...place } of placesFor(answer.body.view, person)) {
      this.#forms.set(place.document, form)
      this.#open(place)
    }
  }

  #open(place: Place): void {
    this.#testimony.exists(place.document, place.person)
    const key = `${place.document} ${place.person}`
    const known = this.#clients.get(key)
    if (known?.isOver) this.#forget(key, known)
    if (this.#clients.has(key)) return
    const client = new WireClient(place, this.#testimony)
    this.#clients.set(key, client)
    if (!this.#isAtWork) return
    client.connect(this.#port)
    this.#working.push(this.#writeAt(client))
  }

  #forget(key: string, client: WireClient): void {
    client.cut()
    client.doc.destroy()
    this.#clients.delete(key)
  }

  /** Comes again whenever the connection ends, as a page does, unless it was told to stop. */
  async #writeAt(client: WireClient): Promise<void> {
    while (this.#isAtWork && !client.isOver) {
      if (!client.isConnected) client.connect(this.#port)
      if (client.isWritable) this.#edit(client)
      // A document in which everybody writes all the time could never be signed.
      for (let pauses = client.place.kind === 'draft' ? 1 : 4; pauses > 0; pauses -= 1) await this.#pause()
    }
  }

  #edit(client: WireClient): void {
    const form = this.#formAt(client)
    if (client.place.kind !== 'draft' && this.#random.chance(0.6)) return this.#say(client, form)
    const item = someItem(form, this.#random)
    if (this.#random.chance(0.15)) setField(client.doc, item, null)
    else if (client.place.kind === 'draft' && this.#random.chance(0.4))
      setField(client.doc, noteKey(item), `note ${(this.#words += 1)}`)
    else
      for (const [key, value] of someWrites(form, this.#random, `line ${this.#words}`)) setField(client.doc, key, value)
  }

  #formAt({ place }: WireClient): Form {
    const form = this.#forms.get(place.document)
    if (!form) throw new Error(`nobody said what ${place.document} asks`)
    return form
  }

  #say(client: WireClient, form: Form): void {
    const text = noteText(client.doc, someItem(form, this.#random))
    if (text.length > LONGEST_TEXT) return
    const word = `w${(this.#words += 1)}.`
    // At an end: in the middle it could fall into somebody else's word.
    client.says(word, () => text.insert(this.#random.chance(0.5) ? 0 : text.length, word))
  }

  /** Now and then each person asks for something with consequences, and looks what has changed. */
  async #decideAs(person: Populated['people'][number]): Promise<void> {
    while (this.#isAtWork) {
      for (let pauses = 4 + this.#random.integer(8); pauses > 0 && this.#isAtWork; pauses -= 1) await this.#pause()
      const command = await this.#wish(person)
      if (command === null || !this.#isAtWork) continue
      await this.#ask(person, command)
      if (this.#isAtWork) await this.#look(person)
    }
  }

  async #wish(person: Populated['people'][number]): Promise<Command | null> {
    const view = this.#views.get(person.id)
    if (!view) return null
    if (person.roles.includes('lead') && this.#random.chance(0.6)) return this.#wishOfTheLead(view)
    const assessment = this.#random.pick(view.assessments)
    const client = this.#random.chance(0.8) ? this.#complete(person.id, view, assessment) : undefined
    if (!client) return this.#random.chance(0.2) ? { type: 'withdraw', assessment: assessment.id } : null
    // Signed is what the server has, too: a command can overtake the edits that it is about.
    await client.until(({ isSaved }) => isSaved).catch(() => undefined)
    const asked = { assessment: assessment.id, contentHash: hashOf(client.plain()) }
    return client.place.kind === 'consensus' ? { type: 'sign', ...asked } : { type: 'submit', ...asked }
  }

  #wishOfTheLead(view: ReviewView): Command {
    const { id: assessment } = this.#random.pick(view.assessments)
    const reason = 'To try it.'
    const reviewers = view.people.filter(({ roles }) => roles.includes('reviewer')).map(({ id }) => id)
    // Nobody is replaced: a departed reviewer's draft could not be looked at any more.
    const unassigned = view.studies.flatMap(({ id }) => {
      const stage = view.review.stages.find(({ form }) => currentAssessment(view, id, form.id) === null)
      return stage ? [{ study: id, form: stage.form.id, count: stage.reviewers }] : []
    })
    return this.#random.pick<Command>([
      { type: 'snapshot', label: 'In the middle', reason },
      { type: 'reopen', assessment, reason },
      { type: 'rate-again', assessment, reason },
      ...unassigned.map(({ study, form, count }) => assignment(study, form, reviewers.slice(0, count))),
    ])
  }

  /** Writes what is missing, so that a submission or signature can succeed. */
  #complete(person: PersonId, view: ReviewView, assessment: Assessment): WireClient | undefined {
    const { slots, consensus, joint } = assessment
    const shared = joint?.document ?? consensus?.document
    const documents: readonly (DocumentId | null | undefined)[] = [shared, ...slots.map(({ draft }) => draft)]
    const client = this.clients.find(
      ({ place, isWritable }) => isWritable && place.person === person && documents.includes(place.document),
    )
    if (!client) return undefined
    for (const key of candidatesIn(client.plain())) setField(client.doc, key, null)
    const form = this.#formAt(client)
    const { fields } = client.plain()
    for (const [key, value] of everything(form, this.#random)) if (!(key in fields)) setField(client.doc, key, value)
    // What was asked only since, and rows that somebody added and did not name.
    for (const item of openIn(form, client.plain(), groundOf(view, assessment)))
      for (const [key, value] of settling(form, item)) setField(client.doc, key, value)
    return client
  }

  async #ask(person: SignedIn, command: Command): Promise<void> {
    const asked: AskedCommand = { id: randomUUID(), person: person.id, command, outcome: 'unknown' }
    this.#testimony.commands.set(asked.id, asked)
    await this.#send(asked)
  }

  async #send(asked: AskedCommand): Promise<void> {
    const person = this.#site.people.find(({ id }) => id === asked.person)
    if (!person) throw new Error(`nobody is called ${asked.person}`)
    const answer = await askCommand(this.#port, this.#site.review, person, asked)
    // No answer, or 503: whether it was carried out is not known, or it was not.
    if (answer === null || answer.status === 503) return
    if (answer.status !== 200 && answer.status !== 409) throw new Error(`a command was answered with ${answer.status}`)
    asked.outcome = answer.status === 200 ? 'accepted' : 'refused'
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, PAUSE.least + this.#random.integer(PAUSE.more)))
  }
}

const assignment = (study: StudyId, form: string, reviewers: readonly PersonId[]): Command => ({
  type: 'assign',
  study,
  form,
  reviewers,
  reason: null,
})

/** Every document that a person may open now. */
function placesFor(view: ReviewView, { id: person, cookie }: SignedIn): readonly (Place & { readonly form: Form })[] {
  return view.assessments.flatMap(({ id: assessment, slots, consensus, joint, form: { hash } }) => {
    const form = formOf(view, hash)
    const drafts = slots.map(({ draft, reviewer }) => ({ id: draft, kind: 'draft' as const, owner: reviewer }))
    const agreed = { id: consensus?.document ?? null, kind: 'consensus' as const, owner: null }
    const together = { id: joint?.document ?? null, kind: 'joint' as const, owner: null }
    return [...drafts, agreed, together].flatMap(({ id, kind, owner }) =>
      id !== null && mayOpen(view, person, { id, kind, owner, assessment })
        ? [{ document: id, kind, person, cookie, form }]
        : [],
    )
  })
}

/** Revealed drafts are read-only and never change: nobody keeps them open. */
function mayOpen(view: ReviewView, person: PersonId, document: Parameters<typeof grantFor>[2]): boolean {
  const grant = grantFor(view, person, document)
  return grant === 'write' || (grant === 'read' && document.kind !== 'draft')
}
