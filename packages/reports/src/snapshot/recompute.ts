/** What a snapshot's own content must satisfy: definitions and answers fit, the method was kept, the numbers follow. */
import { instrumentFaults, optionOf, scoreOf, type Instrument } from '@tandem/rules'
import {
  answersOf,
  plannedForms,
  settledItems,
  type SnapshotAssessment,
  type SnapshotDerived,
  type SnapshotFile,
  type SnapshotItems,
  type SnapshotState,
  type SnapshotStudy,
} from './format.ts'
import { hashOfJson } from './hash.ts'
import type { Problem } from './problem.ts'
import { pointer } from './shape.ts'

/** Faults that make the content itself meaningless, or that no review by the rules can contain. */
export function methodProblems({
  people,
  state,
  formatVersion,
}: Pick<SnapshotFile, 'people' | 'state' | 'formatVersion'>): readonly Problem[] {
  const codes = new Set(people.map(({ code }) => code))
  return [
    ...Object.entries(state.instruments).flatMap(([hash, instrument]) => definitionProblems(hash, instrument)),
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
          ...raterProblems(study, assessment, codes, where),
          ...settlementProblems(study, assessment, instrument, where),
        ]
      }),
    ),
  ]
}

/** Versions 1 and 2 had one stage, said beside the title; since then there is a list. */
function stageProblems(state: SnapshotState, formatVersion: number): readonly Problem[] {
  const isListed = state.protocol?.stages !== undefined
  const where = isListed ? '/state/protocol/stages' : '/state/review/form'
  const forms = plannedForms(state)
  const unknown = forms
    .filter((form) => state.instruments[form] === undefined)
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

const unknownForm = (where: string, who: string): Problem => ({
  where,
  sentence: `${who} uses a definition that the file does not hold.`,
})

function definitionProblems(hash: string, instrument: Instrument): readonly Problem[] {
  const where = `/state/instruments/${hash}`
  const faults = instrumentFaults(instrument).map((sentence) => ({ where, sentence }))
  if (hashOfJson(instrument) === hash) return faults
  return [...faults, { where, sentence: 'The definition does not have the hash that it is filed under.' }]
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

function raterProblems(
  study: SnapshotStudy,
  assessment: SnapshotAssessment,
  codes: ReadonlySet<string>,
  where: string,
): readonly Problem[] {
  const { slots, ratings, consensus, settlement, together } = assessment
  const problem = (at: string, sentence: string): Problem => ({
    where: `${where}/${at}`,
    sentence: `${study.label}: ${sentence}`,
  })
  const problems = [...slots.map(({ reviewer }) => reviewer), ...(together?.verifiers ?? [])]
    .filter((reviewer) => !codes.has(reviewer))
    .map((reviewer) => problem('slots', `${reviewer} is none of the people in the file.`))
  if (together) return [...problems, ...togetherProblems(assessment, together, problem)]
  if (ratings === null) {
    if (consensus !== null)
      problems.push(problem('consensus', 'there is a consensus on ratings that were not revealed.'))
    if (settlement !== null) problems.push(problem('settlement', 'it is settled although nothing was revealed.'))
    return problems
  }
  const raters = ratings.map(({ reviewer }) => reviewer).join()
  if (raters !== slots.map(({ reviewer }) => reviewer).join()) {
    problems.push(problem('ratings', 'the ratings are not those of its reviewers, one each, in their order.'))
  }
  if (!slots.every(({ submitted }) => submitted)) {
    problems.push(problem('slots', 'ratings were revealed before all had submitted.'))
  }
  return problems
}

function togetherProblems(
  { slots, ratings, consensus, settlement }: SnapshotAssessment,
  { mode, verifiers, items }: NonNullable<SnapshotAssessment['together']>,
  problem: (at: string, sentence: string) => Problem,
): readonly Problem[] {
  const problems: Problem[] = []
  if (ratings !== null || consensus !== null)
    problems.push(problem('ratings', 'what is written together has no ratings to compare.'))
  if ((settlement === null) !== (items === null))
    problems.push(problem('together/items', 'what was written together is frozen when it is settled, not before.'))
  if (settlement !== null && settlement.how !== mode)
    problems.push(problem('settlement/how', 'it was not settled in the way that it was written.'))
  if ((mode === 'verified') !== verifiers.length > 0 && settlement !== null)
    problems.push(problem('together/verifiers', 'what is verified has somebody who confirmed it, nothing else has.'))
  if (slots.some(({ reviewer }) => verifiers.includes(reviewer)))
    problems.push(problem('together/verifiers', 'who confirmed it is one of those who wrote it.'))
  return problems
}

function settlementProblems(
  study: SnapshotStudy,
  assessment: SnapshotAssessment,
  instrument: Instrument,
  where: string,
): readonly Problem[] {
  const { slots, settlement, together } = assessment
  if (settlement === null) return []
  const problem = (at: string, sentence: string): Problem => ({
    where: `${where}/${at}`,
    sentence: `${study.label}: ${sentence}`,
  })
  const { how, adjudication } = settlement
  const open = scoreOf(instrument, answersOf(settledItems(assessment) ?? {})).open
  const problems: Problem[] = []
  if (open.length > 0)
    problems.push(
      problem(`${together ? 'together' : 'consensus'}/items`, `it is settled, but ${open.join(', ')} has no answer.`),
    )
  if ((how === 'adjudication') !== (adjudication !== null)) {
    problems.push(problem('settlement', 'an adjudication has an adjudicator and a rationale, nothing else has.'))
  }
  if (!together && (how === 'joint' || how === 'verified')) {
    problems.push(problem('settlement/how', 'independent ratings are not settled in this way.'))
  }
  if (slots.some(({ reviewer }) => reviewer === adjudication?.adjudicator)) {
    problems.push(problem('settlement/adjudication', 'the adjudicator is one of its reviewers.'))
  }
  return problems
}

/** Every printed number that differs from the recomputed one, and everything that is too much or missing. */
export function figureProblems(
  { derived, state }: Pick<SnapshotFile, 'derived' | 'state'>,
  recomputed: SnapshotDerived,
): readonly Problem[] {
  return differences(derived, recomputed, []).map(({ path, printed, computed }) => ({
    where: path.reduce<string>(pointer, '/derived'),
    sentence: `${figureName(state.studies, recomputed, path)}: printed is ${shown(printed)}, recomputed from the answers ${shown(computed)}.`,
  }))
}

type Path = readonly (string | number)[]
type Difference = { readonly path: Path; readonly printed: unknown; readonly computed: unknown }

function differences(printed: unknown, computed: unknown, path: Path): readonly Difference[] {
  if (isNode(printed) && isNode(computed) && Array.isArray(printed) === Array.isArray(computed)) {
    const keys = [...new Set([...Object.keys(computed), ...Object.keys(printed)])]
    return keys.flatMap((key) => differences(own(printed, key), own(computed, key), [...path, key]))
  }
  return Object.is(printed, computed) ? [] : [{ path, printed, computed }]
}

const isNode = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const own = (node: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(node, key) ? node[key] : undefined

const shown = (value: unknown): string =>
  value === undefined ? 'nothing' : (JSON.stringify(value) ?? 'nothing').slice(0, 80)

/** "Burke 1994, round 1, consensus points" */
function figureName(studies: readonly SnapshotStudy[], recomputed: SnapshotDerived, path: Path): string {
  const [kind, at, ...rest] = path
  if (kind === 'agreement') {
    const agreement = recomputed.agreement[Number(at)]
    return `Agreement of ${agreement?.reviewers.join(' and ') ?? `pair ${at}`}, ${named(agreement, rest).join(' ')}`
  }
  const label = studies[Number(at)]?.label ?? `study ${at}`
  const [, place, ...inside] = rest
  const assessment = recomputed.studies[Number(at)]?.assessments[Number(place)]
  return `${label}, round ${assessment?.round ?? place}, ${named(assessment, inside).join(' ')}`
}

/** The path with list places replaced by what stands there: its id, item, domain, reviewer or study. */
function named(value: unknown, path: Path): readonly string[] {
  const [first, ...rest] = path
  if (first === undefined) return []
  const inner = isNode(value) ? own(value, String(first)) : undefined
  const names = isNode(inner) ? ['id', 'item', 'domain', 'reviewer', 'study'].map((key) => own(inner, key)) : []
  const name = Array.isArray(value) ? names.find((candidate) => typeof candidate === 'string') : undefined
  return [String(name ?? first), ...named(inner, rest)]
}
