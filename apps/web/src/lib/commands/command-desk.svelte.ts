/**
 * Asks the server for commands. Nothing is optimistic: what a command changes arrives with the live feed. A command that
 * got no answer is asked again under the same id, which the server carries out once; so is one that waits for a confirmation.
 */
import { hashOf } from '@tandem/documents'
import {
  denialOf,
  EMPTY_DOCUMENT,
  sentenceOf,
  type Command,
  type DecisionContext,
  type Denial,
  type DocumentId,
  type Hash,
  type Instant,
  type PlainDocument,
} from '@tandem/rules'
import type { CommandAnswer } from '@tandem/wire'
import type { Way } from '#lib/account/asking.svelte.ts'
import { getConfirming } from '#lib/account/confirming.svelte.ts'
import { post } from '#lib/http/api.ts'
import type { OpenReview } from '#lib/review/open-review.svelte.ts'

type Outcome =
  | { readonly is: 'done' }
  | { readonly is: 'refused'; readonly denial: Denial; readonly sentence: string }
  | { readonly is: 'failed'; readonly sentence: string }
  /** The person did not confirm it. */
  | { readonly is: 'given-up' }

/** What a command may look at besides the review. */
export type Contents = Readonly<Record<DocumentId, PlainDocument>>

/** Which forms a plan may name, and how forms are made. */
export type Known = Pick<DecisionContext, 'forms' | 'building'>

const NOTHING_KNOWN: Known = {
  forms: {},
  building: { formIn: notBuiltHere, faultsOf: notBuiltHere, versionOf: notBuiltHere },
}

/** How forms are made comes with all field types, which most pages do without. */
function notBuiltHere(): never {
  throw new Error('no form is built on this page')
}

export class CommandDesk {
  readonly #review: OpenReview
  readonly #way: Way
  #pending = $state.raw<Command['type'] | null>(null)
  #trouble = $state.raw<string | null>(null)

  /** @param way how a question gets to the server; by itself that of the page, so it is made where components are. */
  constructor(review: OpenReview, way: Way = getConfirming().way) {
    this.#review = review
    this.#way = way
  }

  /** The command that is under way here, if any. */
  get pending(): Command['type'] | null {
    return this.#pending
  }

  /** Why the last command was not carried out, in words; null after one that was. */
  get trouble(): string | null {
    return this.#trouble
  }

  forget(): void {
    this.#trouble = null
  }

  /**
   * What the rules say now, before asking. A content hash in `command` is taken as seen: only the server can find that
   * the content has moved. `known`: only plans name forms, and only where forms are built are they made from documents.
   */
  denialOf(command: Command, documents: Contents = {}, known: Known = NOTHING_KNOWN): Denial | null {
    const { view, me } = this.#review
    const seen = 'contentHash' in command ? command.contentHash : UNSEEN
    return denialOf(view, me.id, command, {
      at: new Date().toISOString() as Instant,
      newId: randomId,
      ...known,
      // Whole documents are taken as seen; a part of one, as a confirmation is about, is what it is.
      hashOf: (document) => (isWhole(document, documents) ? seen : hashOf(document)),
      documents,
    })
  }

  async ask(command: Command): Promise<Outcome> {
    if (this.#pending !== null) return { is: 'failed', sentence: 'Something else is still under way.' }
    this.#pending = command.type
    this.#trouble = null
    try {
      const outcome = await this.#deliver(randomId(), command)
      this.#trouble = 'sentence' in outcome ? outcome.sentence : null
      return outcome
    } finally {
      this.#pending = null
    }
  }

  async #deliver(id: string, command: Command): Promise<Outcome> {
    for (let attempt = 0; ; attempt += 1) {
      const path = `/reviews/${this.#review.id}/commands`
      const answer = await this.#way(() => post<CommandAnswer>(path, { id, command }))
      if (answer === null) return { is: 'given-up' }
      if (answer.ok) return { is: 'done' }
      const refusal = answer.body as CommandAnswer | null
      if (answer.status === 409 && refusal && !refusal.ok && 'denial' in refusal) {
        return {
          is: 'refused',
          denial: refusal.denial as Denial,
          sentence: refusal.sentence || sentenceOf(refusal.denial.rule),
        }
      }
      if (answer.status !== 0 || attempt === 2)
        return { is: 'failed', sentence: answer.status === 0 ? `${answer.sentence} ${MAYBE}` : answer.sentence }
      await new Promise((resolve) => setTimeout(resolve, 400 * 2 ** attempt))
    }
  }
}

const isWhole = (document: PlainDocument, documents: Contents): boolean =>
  document === EMPTY_DOCUMENT || Object.values(documents).includes(document)

/** Stands where no content is seen yet, so that the rules can be asked early. */
export const UNSEEN = '0'.repeat(64) as Hash

/** No answer does not mean that nothing happened. */
const MAYBE = 'If it was carried out all the same, this page will show it; else repeat it.'

/** 128 random bits. `randomUUID` is absent on plain http. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
