/** A review in which the structure of each study is agreed by Alice and Bob, who then extract its results alone. */
import type { PlainDocument } from '../content/index.ts'
import type { Decidable } from '../commands.ts'
import type { DecisionContext } from '../decision.ts'
import { orderKey } from '../forms/rows.ts'
import { STUDY_STRUCTURE } from '../forms/study-structure.ts'
import type { Json } from '../json.ts'
import { choosableIn, ownFormOf } from '../own-forms.ts'
import type { DocumentId, FormVersion, Hash, Stage } from '../review.ts'
import { alice, bob, dana, firstStudy, hashOfTest, Scene } from './scene.ts'
import { tinyForm } from './tiny-form.ts'

export const structureForm: FormVersion = {
  id: STUDY_STRUCTURE.id,
  version: 1,
  hash: 'hash of the structure' as Hash,
  kind: 'structure',
}
export const extractionForm: FormVersion = {
  id: tinyForm.id,
  version: 1,
  hash: 'hash of the form' as Hash,
  kind: 'extraction',
}

/** Two arms, one outcome of events, two timepoints. */
export const STRUCTURE: Readonly<Record<string, Json>> = {
  ...row('arms', 'a1', 'B', { name: 'Back school', role: 'intervention' }),
  ...row('arms', 'a2', 'C', { name: 'Usual care', role: 'control' }),
  ...row('timepoints', 't1', 'B', { name: '6 months' }),
  ...row('timepoints', 't2', 'C', { name: '12 months' }),
  ...row('outcomes', 'o1', 'B', { name: 'Return to work', measure: 'dichotomous' }),
}

/** Everything that has to be answered, with one funder. */
export const EXTRACTED: Readonly<Record<string, Json>> = {
  design: reported('cohort'),
  ...row('funders', 'f1', 'B', { name: 'The region' }),
  ...Object.fromEntries(
    ['o1~t1~a1', 'o1~t1~a2', 'o1~t2~a1', 'o1~t2~a2'].map((at) => [`results/${at}/n`, reported(40)]),
  ),
}

export function reported(value: Json): Json {
  return { status: 'reported', value }
}

export function row(
  section: string,
  id: string,
  place: string,
  answers: Readonly<Record<string, Json>>,
): Readonly<Record<string, Json>> {
  const cells = Object.entries(answers).map(([field, value]) => [`${section}/${id}/${field}`, reported(value)] as const)
  return { [orderKey(section, id)]: place, ...Object.fromEntries(cells) }
}

/** A question that the tiny form does not have yet. */
export const QUESTION: Readonly<Record<string, Json>> = row('fields', 'study~funding', 'z', {
  section: 'study',
  label: 'Funding',
  type: 'text',
  required: 'yes',
})

export const plainOf = (fields: Readonly<Record<string, Json>>): PlainDocument => ({ fields, texts: {} })

export class ExtractionScene extends Scene {
  constructor() {
    super()
    const stages: readonly Stage[] = [
      { form: structureForm, mode: 'joint', reviewers: 2 },
      { form: extractionForm, mode: 'independent', reviewers: 2 },
    ]
    this.view = {
      ...this.view,
      review: { ...this.view.review, stages },
      forms: { ...this.view.forms, [structureForm.hash]: STUDY_STRUCTURE, [extractionForm.hash]: tinyForm },
    }
  }

  override get stage(): Stage {
    return this.view.review.stages[1] as Stage
  }

  override get context(): DecisionContext {
    const { forms, ...context } = super.context
    return {
      ...context,
      forms: {
        ...forms,
        ...choosableIn(this.view),
      },
    }
  }

  /** Alice and Bob agree on the structure of the first study. */
  structured(fields: Readonly<Record<string, Json>> = STRUCTURE): this {
    const assign = {
      type: 'assign',
      study: firstStudy,
      form: structureForm.id,
      reviewers: [alice, bob],
      reason: null,
    } as const
    this.does(dana, assign)
    const assessment = this.view.assessments.find(({ form }) => form.kind === 'structure')
    if (!assessment?.joint) throw new Error('the structure is agreed together')
    this.write(assessment.joint.document, fields)
    const contentHash = hashOfTest(this.plain(assessment.joint.document))
    return this.does(alice, { type: 'submit', assessment: assessment.id, contentHash })
  }

  /** Alice makes the form of the plan the review's own. */
  adapts(): this {
    return this.does(alice, { type: 'adapt-form', form: extractionForm.id })
  }

  begins(title: string, from: string | null = null): this {
    return this.does(alice, { type: 'begin-form', title, from })
  }

  /** What stands in the form's document, with these answers. */
  builds(fields: Readonly<Record<string, Json>>, form = extractionForm.id): this {
    return this.write(this.builtIn(form), fields)
  }

  /** Takes a section or a field of the form out. */
  takesOut(section: string, row: string, form = extractionForm.id): this {
    const document = this.builtIn(form)
    const { [orderKey(section, row)]: _order, ...fields } = this.plain(document).fields
    this.documents[document] = { ...this.plain(document), fields }
    return this
  }

  publish(form = extractionForm.id, reason = 'A question was missing.'): Extract<Decidable, { type: 'publish-form' }> {
    return { type: 'publish-form', form, contentHash: hashOfTest(this.plain(this.builtIn(form))), reason }
  }

  /** With another question, unless something was built already. */
  publishes(form = extractionForm.id): this {
    return this.builds(QUESTION, form).does(dana, this.publish(form))
  }

  builtIn(form: string): DocumentId {
    const own = ownFormOf(this.view, form)
    if (!own) throw new Error(`${form} is not built here`)
    return own.document
  }

  /** Both have extracted; they differ where these fields do. */
  extracted(byAlice: Readonly<Record<string, Json>> = {}, byBob: Readonly<Record<string, Json>> = {}): this {
    this.structured()
      .assigns()
      .rates(alice, { ...EXTRACTED, ...byAlice })
      .rates(bob, { ...EXTRACTED, ...byBob })
    return this.submits(alice).submits(bob)
  }
}
