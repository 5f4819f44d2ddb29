/** Every number of a snapshot, computed from its state alone: by the maker once, by each reader again. */
import {
  agreementOf,
  deviationsFrom,
  firstRatings,
  scoreOf,
  type Answers,
  type Deviation,
  type Hash,
  type Instrument,
} from '@tandem/rules'
import {
  agreedStructure,
  derivedExtraction,
  extractionAgreementIn,
  formIn,
  inOrderOfPeople,
} from './derive-extraction.ts'
import {
  answersOf,
  settledItems,
  type DerivedAgreement,
  type DerivedAssessment,
  type DerivedScore,
  type DerivedExtraction,
  type SnapshotAssessment,
  type SnapshotDerived,
  type SnapshotProtocol,
  type SnapshotRound,
  type SnapshotState,
  type SnapshotStudy,
} from './format.ts'

export function derivedFrom(state: SnapshotState): SnapshotDerived {
  return {
    studies: state.studies.map((study) => ({
      key: study.key,
      assessments: study.assessments.map((assessment) =>
        derivedAssessment(instrumentIn(state, assessment.form), assessment),
      ),
      ...(study.extractions ? { extractions: derivedExtractions(state, study) } : {}),
    })),
    agreement: agreementIn(state),
    ...(state.forms ? { extractionAgreement: extractionAgreementIn(state) } : {}),
    ...(state.protocol ? { deviations: deviationsIn(state, state.protocol) } : {}),
  }
}

function derivedExtractions(state: SnapshotState, study: SnapshotStudy): readonly DerivedExtraction[] {
  const structure = agreedStructure(state, study)
  return (study.extractions ?? []).map((extraction) =>
    derivedExtraction(
      formIn(state, extraction.form),
      formIn(state, extraction.consensusForm ?? extraction.form),
      extraction,
      structure,
    ),
  )
}

function deviationsIn(
  { studies, forms = {} }: SnapshotState,
  { switchedOff, assignedBeforeFreeze }: SnapshotProtocol,
): readonly Deviation[] {
  // Of a version that read them from the plan alone.
  if (assignedBeforeFreeze === undefined)
    return deviationsFrom({ switchedOff, assignedBeforeFreeze: false, raters: [], extractors: [] })
  const raters = studies
    .flatMap(({ assessments }) => assessments)
    .flatMap((assessment) => peopleBehind(assessment, assessment.ratings))
  const extractors = studies
    .flatMap(({ extractions = [] }) => extractions)
    .filter(({ form }) => forms[form]?.kind === 'extraction')
    .flatMap((extraction) => peopleBehind(extraction, extraction.drafts))
  return deviationsFrom({ switchedOff, assignedBeforeFreeze, raters, extractors })
}

/** How many gave independently what counts; nothing where nothing was revealed or settled. */
function peopleBehind({ isCurrent, settlement }: SnapshotRound, given: readonly unknown[] | null): readonly number[] {
  if (!isCurrent || (given === null && settlement === null)) return []
  return [given?.length ?? 1]
}

function derivedAssessment(instrument: Instrument, assessment: SnapshotAssessment): DerivedAssessment {
  const { round, ratings } = assessment
  const settled = settledItems(assessment)
  return {
    round,
    ratings: (ratings ?? []).map(({ reviewer, items }) => ({
      reviewer,
      ...derivedScore(instrument, answersOf(items)),
    })),
    consensus: settled && derivedScore(instrument, answersOf(settled)),
  }
}

function derivedScore(instrument: Instrument, answers: Answers): DerivedScore {
  const { domains, points, maximum, band } = scoreOf(instrument, answers)
  return {
    domains: domains.map((domain) => ({ id: domain.id, points: domain.points, maximum: domain.maximum })),
    points,
    maximum,
    band: band?.id ?? null,
  }
}

/** One entry per form and pair of reviewers, from first ratings only. */
function agreementIn(state: SnapshotState): readonly DerivedAgreement[] {
  const pairs = firstRatings({
    people: codesIn(state).map((id) => ({ id })),
    studies: state.studies.map(({ key }) => ({ id: key, key })),
    assessments: state.studies.flatMap(({ key, assessments }) =>
      assessments.map(({ form, round, ratings }) => ({
        study: key,
        form: { id: instrumentIn(state, form).id, version: instrumentIn(state, form).version, hash: form },
        round,
        revealed: ratings && {
          ratings: ratings.map(({ reviewer, items }) => ({ reviewer, answers: answersOf(items) })),
        },
      })),
    ),
  })
  return pairs.map(({ form, reviewers, ratings }) => ({
    form: form.hash,
    reviewers,
    ...agreementOf(instrumentIn(state, form.hash), ratings),
  }))
}

/** The codes of all raters, R2 before R10. */
function codesIn(state: SnapshotState): readonly string[] {
  const codes = state.studies.flatMap(({ assessments }) =>
    assessments.flatMap(({ ratings }) => (ratings ?? []).map(({ reviewer }) => reviewer)),
  )
  return [...new Set(codes)].sort(inOrderOfPeople)
}

function instrumentIn(state: SnapshotState, form: Hash): Instrument {
  const instrument = state.instruments[form]
  if (instrument === undefined) throw new Error(`the state holds no definition ${form}`)
  return instrument
}
