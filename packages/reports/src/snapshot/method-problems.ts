/** What a snapshot's own content must satisfy: definitions and answers fit, and the method was kept. */
import { instrumentFaults, optionOf, scoreOf, type Instrument } from '@tandem/rules'
import { definitionProblems, unknownForm } from './definition-problems.ts'
import { extractionProblems } from './extraction-problems.ts'
import {
  answersOf,
  plannedForms,
  settledItems,
  type SnapshotAssessment,
  type SnapshotFile,
  type SnapshotItems,
  type SnapshotState,
  type SnapshotStudy,
} from './format.ts'
import type { Problem } from './problem.ts'
import { roundOfRatings, roundProblems } from './round-problems.ts'
import { pointer } from './shape.ts'

/** Faults that make the content itself meaningless, or that no review by the rules can contain. */
export function methodProblems({
  people,
  state,
  formatVersion,
}: Pick<SnapshotFile, 'people' | 'state' | 'formatVersion'>): readonly Problem[] {
  const codes = new Set(people.map(({ code }) => code))
  return [
    ...definitionProblems('/state/instruments', state.instruments, instrumentFaults),
    ...stageProblems(state, formatVersion),
    ...freezeProblems(state, formatVersion),
    ...repeatedKeys(state.studies),
    ...state.studies.flatMap((study, at) =>
      study.assessments.flatMap((assessment, place) => {
        const where = `/state/studies/${at}/assessments/${place}`
        const instrument = state.instruments[assessment.form]
        if (instrument === undefined) return [unknownForm(`${where}/form`, study.label)]
        return [
          ...answerProblems(study, assessment, instrument, where),
          ...roundProblems(roundOfRatings(assessment), study.label, codes, where),
          ...completenessProblems(study, assessment, instrument, where),
        ]
      }),
    ),
    ...extractionProblems(state, formatVersion, codes),
  ]
}

/** Versions 1 and 2 had one stage, said beside the title; since then there is a list. */
function stageProblems(state: SnapshotState, formatVersion: number): readonly Problem[] {
  const isListed = state.protocol?.stages !== undefined
  const where = isListed ? '/state/protocol/stages' : '/state/review/form'
  const forms = plannedForms(state)
  const unknown = forms
    .filter((form) => state.instruments[form] === undefined && state.forms?.[form] === undefined)
    .map(() => unknownForm(where, 'The review'))
  const isOfItsVersion = isListed === formatVersion >= 3 && isListed === (state.review.form === undefined)
  return isOfItsVersion && forms.length > 0
    ? unknown
    : [...unknown, { where, sentence: `The review says its stages in another way than format ${formatVersion} does.` }]
}

/** Said since version 4. */
function freezeProblems({ protocol }: SnapshotState, formatVersion: number): readonly Problem[] {
  if ((protocol?.assignedBeforeFreeze !== undefined) === formatVersion >= 4) return []
  const where = '/state/protocol/assignedBeforeFreeze'
  return [{ where, sentence: 'Whether work began before the freeze is said since format 4, and in each such file.' }]
}

function repeatedKeys(studies: readonly SnapshotStudy[]): readonly Problem[] {
  return studies.flatMap(({ key }, at) => {
    const before = studies[at - 1]?.key
    return before === undefined || before < key
      ? []
      : [{ where: `/state/studies/${at}/key`, sentence: `The studies are not sorted by key, or ${key} stands twice.` }]
  })
}

function answerProblems(
  study: SnapshotStudy,
  assessment: SnapshotAssessment,
  instrument: Instrument,
  where: string,
): readonly Problem[] {
  const { ratings, consensus, together } = assessment
  return [
    ...(ratings ?? []).flatMap(({ reviewer, items }, at) =>
      unknownAnswers(items, instrument, `${where}/ratings/${at}/items`, `${study.label}, ${reviewer}`),
    ),
    ...(consensus === null
      ? []
      : unknownAnswers(consensus.items, instrument, `${where}/consensus/items`, `${study.label}, consensus`)),
    ...unknownAnswers(together?.items ?? {}, instrument, `${where}/together/items`, `${study.label}, joint rating`),
  ]
}

function unknownAnswers(given: SnapshotItems, instrument: Instrument, where: string, who: string): readonly Problem[] {
  // Retired items too: their answers are kept.
  const items = new Map(instrument.domains.flatMap((domain) => domain.items).map((item) => [item.id, item]))
  return Object.entries(given).flatMap(([id, { answer }]) => {
    const item = items.get(id)
    if (item === undefined)
      return [{ where: pointer(where, id), sentence: `${who}: the definition has no item ${id}.` }]
    if (answer === null || optionOf(item, answer) !== undefined) return []
    const at = pointer(pointer(where, id), 'answer')
    return [{ where: at, sentence: `${who}: ${JSON.stringify(answer)} is no answer to item ${item.number}.` }]
  })
}

function completenessProblems(
  study: SnapshotStudy,
  assessment: SnapshotAssessment,
  instrument: Instrument,
  where: string,
): readonly Problem[] {
  if (assessment.settlement === null) return []
  const open = scoreOf(instrument, answersOf(settledItems(assessment) ?? {})).open
  if (open.length === 0) return []
  const sentence = `${study.label}: it is settled, but ${open.join(', ')} has no answer.`
  return [{ where: `${where}/${assessment.together ? 'together' : 'consensus'}/items`, sentence }]
}
