/**
 * Looks at everything that the server hands to somebody, at the moment it does so, before the network can lose it:
 *
 * - what is shown is on the disk (sync frames, events of the feed);
 * - nothing that a blinded person may not know is in it: every word that somebody types in a draft carries a mark with
 *   its author and document, and no mark may reach anybody who may not read that document;
 * - presence names people by the names the review gives them, and only people who may be in the document.
 */
import { grantFor, mayReadDiscussion, memberOf, type AssessmentId, type DocumentId, type PersonId } from '@tandem/rules'
import { AWARENESS, SYNC, type LiveMessage } from '@tandem/wire'
import * as decoding from 'lib0/decoding'
import { reporting, Violation, type Auditor } from './auditor.ts'

/** A word that tells who typed it where. */
export function marked(author: PersonId, document: DocumentId, word: string): string {
  return `~${author}:${document}:${word}~`
}

const MARK = /~([a-z]+):([\w-]+):/g

/** A word that tells who said it in a thread, in which round of a study. */
export function said(author: PersonId, round: AssessmentId, word: string): string {
  return `^${author}:${round}:${word}^`
}

const SAID = /\^([a-z]+):([\w-]+):/g

export class Witness {
  readonly #auditor: Auditor
  readonly #report: (violation: Violation) => void

  /** Reports instead of throwing: it stands in the server's way out, where a throw would be the server's error. */
  constructor(auditor: Auditor, report: (violation: Violation) => void) {
    this.#auditor = auditor
    this.#report = report
  }

  seesFrame(viewer: PersonId, document: DocumentId, frame: Uint8Array): void {
    reporting(this.#report, () => {
      this.#seesNoSecret(viewer, Buffer.from(frame).toString('latin1'))
      const decoder = decoding.createDecoder(frame)
      const type = decoding.readVarUint(decoder)
      if (type === SYNC) this.#seesSync(viewer, document, decoder)
      if (type === AWARENESS) this.#seesPresence(document, decoding.createDecoder(decoding.readVarUint8Array(decoder)))
    })
  }

  seesMessage(viewer: PersonId, message: LiveMessage): void {
    reporting(this.#report, () => {
      this.#seesNoSecret(viewer, JSON.stringify(message))
      if (message.type !== 'event') return
      const { at, type, actor } = message.event
      const isWritten = this.#auditor.events.some(
        (event) => event.at === at && event.type === type && event.actor === actor,
      )
      if (!isWritten) throw new Violation('what the feed tells is on the disk', message.event)
    })
  }

  seesAnswer(viewer: PersonId, answer: unknown): void {
    reporting(this.#report, () => this.#seesNoSecret(viewer, JSON.stringify(answer)))
  }

  #seesNoSecret(viewer: PersonId, text: string): void {
    for (const [mark, author, round] of text.matchAll(SAID)) {
      const person = memberOf(this.#auditor.view, viewer)
      const assessment = this.#auditor.view.assessments.find(({ id }) => id === round)
      const mayRead = author === viewer || (person && assessment && mayReadDiscussion(person, assessment))
      if (!mayRead) throw new Violation('nobody learns what they may not read', { viewer, mark })
    }
    for (const [mark, author, document] of text.matchAll(MARK)) {
      if (author === viewer) continue
      const granted = this.#auditor.grantedOf(document as DocumentId)
      const isOpenToAll = this.#mayReadWhatCameOf(viewer, document as DocumentId)
      if (grantFor(this.#auditor.view, viewer, granted) === 'none' && !isOpenToAll)
        throw new Violation('nobody learns what they may not read', { viewer, mark })
    }
  }

  /** Sources and notes of a revealed draft live on in the consensus. */
  #mayReadWhatCameOf(viewer: PersonId, document: DocumentId): boolean {
    const { revealed, consensus } = this.#auditor.assessmentOf(document)
    if (!revealed || !consensus) return false
    return grantFor(this.#auditor.view, viewer, this.#auditor.grantedOf(consensus.document)) !== 'none'
  }

  #seesSync(viewer: PersonId, document: DocumentId, decoder: decoding.Decoder): void {
    const kind = decoding.readVarUint(decoder)
    const bytes = decoding.readVarUint8Array(decoder)
    if (kind !== 0 && !this.#auditor.holds(document, bytes))
      throw new Violation('what is shown is on the disk', { viewer, document })
  }

  #seesPresence(document: DocumentId, decoder: decoding.Decoder): void {
    for (let left = decoding.readVarUint(decoder); left > 0; left -= 1) {
      decoding.readVarUint(decoder)
      decoding.readVarUint(decoder)
      const state = JSON.parse(decoding.readVarString(decoder)) as { person: PersonId; name: string } | null
      if (state === null) continue
      const { view } = this.#auditor
      const isNamedRight = memberOf(view, state.person)?.name === state.name
      const mayBeThere = grantFor(view, state.person, this.#auditor.grantedOf(document)) !== 'none'
      if (!isNamedRight || !mayBeThere) throw new Violation('presence is who is there', state)
    }
  }
}
