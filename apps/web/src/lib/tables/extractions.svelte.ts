/**
 * What was extracted in one stage, as the tables read it, and kept as the server has it. A study that did not move stays the
 * same object, so that only one that did is read again.
 */
import {
  currentAssessment,
  isInstrument,
  structureOf,
  type AssessmentId,
  type ExtractionForm,
  type Hash,
  type ReviewView,
  type Study,
  type StudyId,
} from '@tandem/rules'
import type { ExtractedReview, ExtractedStudy } from '@tandem/reports'
import type { ExtractedStudy as Answered, ExtractionsAnswer } from '@tandem/wire'
import type { Answer, Refused } from '#lib/http/api.ts'

export type Way = {
  readonly ask: () => Promise<Answer<ExtractionsAnswer>>
  /** Resolves when it may be asked again: whoever types in a consensus moves it many times a second. */
  readonly pause: () => Promise<void>
}

export class Extractions {
  readonly #way: Way
  readonly #studies = new Map<StudyId, Made>()
  #answered = $state.raw<ReadonlyMap<StudyId, Known> | null>(null)
  #refused = $state.raw<Refused | null>(null)
  #state: 'idle' | 'asking' | 'asking-and-stale' | 'closed' = 'idle'

  constructor(way: Way) {
    this.#way = way
  }

  /** False until an answer has come. */
  get isRead(): boolean {
    return this.#answered !== null
  }

  /** Why the last reading failed; what was read before stays. */
  get refused(): Refused | null {
    return this.#refused
  }

  isOf(assessment: AssessmentId): boolean {
    return [...(this.#answered?.values() ?? [])].some(({ answer }) => answer.assessment === assessment)
  }

  /** Asks the server. While an answer is awaited, however often this is called, it is asked once more after it. */
  async read(): Promise<void> {
    if (this.#state === 'asking') this.#state = 'asking-and-stale'
    if (this.#state !== 'idle') return
    do {
      this.#state = 'asking'
      const answer = await this.#way.ask()
      if (this.#is('closed')) return
      this.#take(answer)
      await this.#way.pause()
    } while (this.#is('asking-and-stale'))
    if (!this.#is('closed')) this.#state = 'idle'
  }

  /** The page is gone: nothing more is asked. */
  close(): void {
    this.#state = 'closed'
  }

  /** Behind an `await`, where it may have become any of them. */
  #is(state: 'asking-and-stale' | 'closed'): boolean {
    return this.#state === state
  }

  #take(answer: Answer<ExtractionsAnswer>): void {
    this.#refused = answer.ok ? null : answer
    if (!answer.ok) return
    const before = this.#answered
    this.#answered = new Map(answer.value.studies.map((one) => [one.study, kept(before?.get(one.study), one)]))
  }

  /** The stage as tables read it; studies of which nothing may be read have no documents. */
  review(view: ReviewView, form: ExtractionForm): ExtractedReview {
    return {
      form,
      invented: view.review.invented,
      studies: view.studies.map((study) => this.#study(view, form, study)),
    }
  }

  #study(view: ReviewView, form: ExtractionForm, study: Study): ExtractedStudy {
    const known = this.#answered?.get(study.id)
    const state = currentAssessment(view, study.id, form.id)?.state ?? 'unassigned'
    const structure = structureOf(view, study.id)
    const { key, label, citation } = study
    const basis = JSON.stringify([key, label, citation.year, state, structure])
    const before = this.#studies.get(study.id)
    if (before?.basis === basis && before.known === known) return before.study
    const made: ExtractedStudy = {
      key,
      label,
      year: citation.year,
      state,
      structure,
      form: (known && extractionForm(view, known.answer.form.hash)) ?? form,
      drafts: known?.answer.drafts ?? [],
      consensus: known?.answer.shared ?? null,
    }
    this.#studies.set(study.id, { basis, known, study: made })
    return made
  }
}

function extractionForm({ forms }: ReviewView, hash: Hash): ExtractionForm | null {
  const form = forms[hash]
  return form === undefined || isInstrument(form) ? null : form
}

/** A study as tables read it, and what it was made from. */
type Made = { readonly basis: string; readonly known: Known | undefined; readonly study: ExtractedStudy }

type Known = { readonly text: string; readonly answer: Answered }

/** Equal texts are equal answers. Two texts of one answer would only be read twice. */
function kept(before: Known | undefined, answer: Answered): Known {
  const text = JSON.stringify(answer)
  return before?.text === text ? before : { text, answer }
}

/** Changes when somebody who looks at the tables of this form has to ask again: a reveal, a settlement, a reopening. */
export function standOf({ assessments }: ReviewView, form: string): string {
  const current = assessments.filter((one) => one.isCurrent && one.form.id === form)
  return current.map(({ id, state, consensus }) => `${id} ${state} ${consensus?.document ?? ''}`).join('\n')
}
