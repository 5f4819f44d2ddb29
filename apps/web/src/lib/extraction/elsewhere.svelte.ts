/**
 * What the other studies of the review say of an outcome, as far as one may read it: what warnings compare with.
 *
 * Units stand in the structures, which everybody has. SDs are asked of the server, once a page is open and again when another
 * study has been settled: no page waits for them, and where they do not come there are fewer warnings.
 */
import {
  outcomesElsewhere,
  structureOf,
  type Assessment,
  type OutcomeElsewhere,
  type ReviewView,
  type SdsByOutcome,
  type StudyId,
} from '@tandem/rules'
import type { SettledSdsAnswer } from '@tandem/wire'
import { get, type Answer } from '#lib/http/api.ts'
import type { OpenReview } from '#lib/review/open-review.svelte.ts'

/** @param form the id of the form that the study is extracted with. */
export function elsewhereFor(review: OpenReview, study: StudyId, form: string): Elsewhere {
  const ask = () => get<SettledSdsAnswer>(`/reviews/${review.id}/extractions/${form}/settled-sds`)
  return new Elsewhere(study, form, () => review.view, ask)
}

export class Elsewhere {
  readonly #study: StudyId
  readonly #form: string
  readonly #view: () => ReviewView
  readonly #ask: () => Promise<Answer<SettledSdsAnswer>>
  #sds = $state.raw<ReadonlyMap<StudyId, SdsByOutcome>>(new Map())
  /** Read once for as long as a structure stays as it is: the view is another one with every event. */
  readonly #read = new WeakMap<Assessment, Read>()
  readonly #outcomes: readonly OutcomeElsewhere[] = $derived.by(() => this.#made())
  readonly #settled: string = $derived.by(() => settledIn(this.#view(), this.#form))

  constructor(study: StudyId, form: string, view: () => ReviewView, ask: () => Promise<Answer<SettledSdsAnswer>>) {
    this.#study = study
    this.#form = form
    this.#view = view
    this.#ask = ask
  }

  get outcomes(): readonly OutcomeElsewhere[] {
    return this.#outcomes
  }

  /** Call from an effect of an open page: asks now, and whenever another study has been settled or opened again. */
  follow(): void {
    if (this.#settled !== '') void this.#take()
  }

  async #take(): Promise<void> {
    const answer = await this.#ask()
    if (answer.ok) this.#sds = new Map(answer.value.studies.map(({ study, sds }) => [study, sds]))
  }

  #made(): readonly OutcomeElsewhere[] {
    const { studies, assessments } = this.#view()
    const labels = new Map(studies.map(({ id, label }) => [id, label]))
    const others = assessments.filter(({ study, form }) => study !== this.#study && form.kind === 'structure')
    return others.flatMap((assessment) => {
      const label = labels.get(assessment.study)
      return label === undefined ? [] : this.#outcomesOf(assessment, label)
    })
  }

  #outcomesOf(assessment: Assessment, label: string): readonly OutcomeElsewhere[] {
    const sds = this.#sds.get(assessment.study) ?? NONE
    const known = this.#read.get(assessment)
    if (known?.label === label && known.sds === sds) return known.outcomes
    const structure = structureOf({ assessments: [assessment] }, assessment.study)
    const outcomes = structure === null ? [] : outcomesElsewhere(label, structure, sds)
    this.#read.set(assessment, { label, sds, outcomes })
    return outcomes
  }
}

/** The outcomes of one structure, and what they were read with. */
type Read = { readonly label: string; readonly sds: SdsByOutcome; readonly outcomes: readonly OutcomeElsewhere[] }

const NONE: SdsByOutcome = {}

/** The settlements of an extraction, each with its moment: a study that was opened and settled again is in it anew. */
function settledIn({ assessments }: ReviewView, form: string): string {
  const current = assessments.filter((one) => one.isCurrent && one.form.id === form && one.form.kind === 'extraction')
  return current.flatMap(({ id, settlement }) => (settlement ? [`${id} ${settlement.at}`] : [])).join('\n')
}
