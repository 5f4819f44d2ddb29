/** What extractions in a snapshot must satisfy, as the gate, the reveal and the settlement asked it of the documents. */
import {
  formFaults,
  judgeEdit,
  sentenceOf,
  type DocumentKind,
  type Edit,
  type ExtractionForm,
  type Hash,
  type PlainDocument,
} from '@tandem/rules'
import { definitionProblems, unknownForm } from './definition-problems.ts'
import { groundIn, outcomeProblems } from './extraction-outcome.ts'
import type { SnapshotExtraction, SnapshotState, SnapshotStudy } from './format.ts'
import type { Problem } from './problem.ts'
import { roundOfDrafts, roundProblems } from './round-problems.ts'
import { pointer } from './shape.ts'

type Forms = Readonly<Record<Hash, ExtractionForm>>

export function extractionProblems(
  state: SnapshotState,
  formatVersion: number,
  codes: ReadonlySet<string>,
): readonly Problem[] {
  const { forms = {}, studies } = state
  // Of a faulty one nothing can be asked: a condition may lead round in a circle.
  const sound: Forms = Object.fromEntries(Object.entries(forms).filter(([, form]) => formFaults(form).length === 0))
  return [
    ...versionProblems(state, formatVersion),
    ...definitionProblems('/state/forms', forms, formFaults),
    ...studies.flatMap((study, at) =>
      studyProblems(study, { forms, sound, codes }, `/state/studies/${at}/extractions`),
    ),
  ]
}

/** Said since version 5. */
function versionProblems({ forms, studies }: SnapshotState, formatVersion: number): readonly Problem[] {
  const members = [
    { where: '/state/forms', member: forms },
    ...studies.map(({ extractions }, at) => ({ where: `/state/studies/${at}/extractions`, member: extractions })),
  ]
  const sentence = 'What was extracted is frozen since format 5, and in each such file.'
  return members
    .filter(({ member }) => (member !== undefined) !== formatVersion >= 5)
    .map(({ where }) => ({ where, sentence }))
}

type Known = { readonly forms: Forms; readonly sound: Forms; readonly codes: ReadonlySet<string> }

function studyProblems(study: SnapshotStudy, { forms, sound, codes }: Known, where: string): readonly Problem[] {
  const rounds = (study.extractions ?? []).map((extraction, at) => ({ extraction, where: `${where}/${at}` }))
  const contents = rounds.flatMap(({ extraction, where }) => {
    const { form: version, consensusForm = version } = extraction
    if (forms[version] === undefined) return [unknownForm(`${where}/form`, study.label)]
    if (forms[consensusForm] === undefined) return [unknownForm(`${where}/consensusForm`, study.label)]
    const [form, later] = [sound[version], sound[consensusForm]]
    return form && later ? contentsProblems(form, later, extraction, study.label, where) : []
  })
  const structures = rounds.flatMap(({ extraction, where }) =>
    formerStructureProblems(structureFormOf(study, sound), extraction, study.label, where),
  )
  const people = rounds.flatMap(({ extraction, where }) =>
    roundProblems(roundOfDrafts(extraction), study.label, codes, where),
  )
  // What does not fit its field cannot be compared.
  if (contents.length + structures.length > 0) return [...contents, ...structures, ...people]
  const ground = groundIn(study, forms)
  const outcomes = rounds.flatMap(({ extraction, where }) => {
    const [form, later] = [sound[extraction.form], sound[extraction.consensusForm ?? extraction.form]]
    return form && later ? outcomeProblems({ form, later }, extraction, ground, study.label, where) : []
  })
  return [...people, ...outcomes]
}

const structureFormOf = ({ extractions = [] }: SnapshotStudy, sound: Forms): ExtractionForm | undefined =>
  extractions.flatMap(({ form }) => (sound[form]?.kind === 'structure' ? sound[form] : []))[0]

/** The same is asked of a structure that is agreed no more. */
function formerStructureProblems(
  form: ExtractionForm | undefined,
  { structure }: SnapshotExtraction,
  label: string,
  where: string,
): readonly Problem[] {
  if (!structure) return []
  if (form === undefined)
    return [{ where: `${where}/structure`, sentence: `${label}: no definition says what this structure holds.` }]
  return fieldProblems(form, 'joint', structure as PlainDocument['fields'], `${where}/structure`, `${label}, structure`)
}

function contentsProblems(
  form: ExtractionForm,
  later: ExtractionForm,
  { drafts, consensus, together }: SnapshotExtraction,
  label: string,
  where: string,
): readonly Problem[] {
  const judged = (kind: DocumentKind, content: PlainDocument | null | undefined, at: string, who: string) =>
    content
      ? contentProblems(
          kind === 'consensus' ? later : form,
          kind,
          content,
          `${where}/${at}/content`,
          `${label}, ${who}`,
        )
      : []
  return [
    ...(drafts ?? []).flatMap(({ reviewer, content }, at) => judged('draft', content, `drafts/${at}`, reviewer)),
    ...judged('consensus', consensus?.content, 'consensus', 'consensus'),
    ...judged('joint', together?.content, 'together', 'joint document'),
  ]
}

function contentProblems(
  form: ExtractionForm,
  kind: DocumentKind,
  { fields, texts }: PlainDocument,
  where: string,
  who: string,
): readonly Problem[] {
  const problem = problemOf(form, kind, who)
  return [
    ...fieldProblems(form, kind, fields, `${where}/fields`, who),
    ...Object.entries(texts).flatMap(([name, { length }]) =>
      problem({ target: 'text', name, length }, pointer(`${where}/texts`, name)),
    ),
  ]
}

function fieldProblems(
  form: ExtractionForm,
  kind: DocumentKind,
  fields: PlainDocument['fields'],
  where: string,
  who: string,
): readonly Problem[] {
  const problem = problemOf(form, kind, who)
  return Object.entries(fields).flatMap(([key, value]) => problem({ target: 'field', key, value }, pointer(where, key)))
}

const problemOf =
  (form: ExtractionForm, kind: DocumentKind, who: string) =>
  (edit: Edit, at: string): readonly Problem[] => {
    const denial = judgeEdit({ form, kind, edit })
    // A consensus begins with the sources of all, which together may be more than one person may give.
    if (denial === null || denial.rule === 'value-is-small') return []
    return [{ where: at, sentence: `${who}: ${sentenceOf(denial.rule)}` }]
  }
