/** What the method says of any round, whatever its form asks: who took part, what was revealed when, how it was settled. */
import type { Code, SnapshotAssessment, SnapshotExtraction, SnapshotRound, SnapshotTeam } from './format.ts'
import type { Problem } from './problem.ts'

/** A round without what its form is about. */
export type JudgedRound = Pick<SnapshotRound, 'slots' | 'settlement'> & {
  /** What people gave alone, as the file names it. */
  readonly given: 'ratings' | 'drafts'
  /** Whose these are; null before the reveal. */
  readonly givenBy: readonly Code[] | null
  readonly hasConsensus: boolean
  readonly team: (SnapshotTeam & { readonly isFrozen: boolean }) | null
  /** What the file calls what was written. */
  readonly contents: 'items' | 'content'
}

export function roundOfRatings({ ratings, consensus, together, ...round }: SnapshotAssessment): JudgedRound {
  return {
    ...round,
    given: 'ratings',
    givenBy: ratings && ratings.map(({ reviewer }) => reviewer),
    hasConsensus: consensus !== null,
    team: together ? { ...together, isFrozen: together.items !== null } : null,
    contents: 'items',
  }
}

export function roundOfDrafts({ drafts, consensus, together, ...round }: SnapshotExtraction): JudgedRound {
  return {
    ...round,
    given: 'drafts',
    givenBy: drafts && drafts.map(({ reviewer }) => reviewer),
    hasConsensus: consensus !== null,
    team: together ? { ...together, isFrozen: together.content !== null } : null,
    contents: 'content',
  }
}

type Saying = (at: string, sentence: string) => Problem

/** @param label the study's. @param where the round stands. */
export function roundProblems(
  round: JudgedRound,
  label: string,
  codes: ReadonlySet<string>,
  where: string,
): readonly Problem[] {
  const problem: Saying = (at, sentence) => ({ where: `${where}/${at}`, sentence: `${label}: ${sentence}` })
  const strangers = [...round.slots.map(({ reviewer }) => reviewer), ...(round.team?.verifiers ?? [])]
    .filter((reviewer) => !codes.has(reviewer))
    .map((reviewer) => problem('slots', `${reviewer} is none of the people in the file.`))
  const inside = round.team ? teamProblems(round, round.team, problem) : revealProblems(round, problem)
  return [...strangers, ...inside, ...settlementProblems(round, problem)]
}

function revealProblems(
  { slots, given, givenBy, hasConsensus, settlement }: JudgedRound,
  problem: Saying,
): readonly Problem[] {
  if (givenBy === null) {
    return [
      ...(hasConsensus ? [problem('consensus', `there is a consensus on ${given} that were not revealed.`)] : []),
      ...(settlement ? [problem('settlement', 'it is settled although nothing was revealed.')] : []),
    ]
  }
  const isTheirs = givenBy.join() === slots.map(({ reviewer }) => reviewer).join()
  return [
    ...(isTheirs ? [] : [problem(given, `the ${given} are not those of its reviewers, one each, in their order.`)]),
    ...(slots.every(({ submitted }) => submitted)
      ? []
      : [problem('slots', `${given} were revealed before all had submitted.`)]),
  ]
}

function teamProblems(
  { slots, given, givenBy, hasConsensus, settlement, contents }: JudgedRound,
  { mode, verifiers, isFrozen }: NonNullable<JudgedRound['team']>,
  problem: Saying,
): readonly Problem[] {
  const problems: Problem[] = []
  if (givenBy !== null || hasConsensus)
    problems.push(problem(given, `what is written together has no ${given} to compare.`))
  if ((settlement !== null) !== isFrozen)
    problems.push(
      problem(`together/${contents}`, 'what was written together is frozen when it is settled, not before.'),
    )
  if (settlement !== null && settlement.how !== mode)
    problems.push(problem('settlement/how', 'it was not settled in the way that it was written.'))
  if ((mode === 'verified') !== verifiers.length > 0 && settlement !== null)
    problems.push(problem('together/verifiers', 'what is verified has somebody who confirmed it, nothing else has.'))
  if (slots.some(({ reviewer }) => verifiers.includes(reviewer)))
    problems.push(problem('together/verifiers', 'who confirmed it is one of those who wrote it.'))
  return problems
}

function settlementProblems({ slots, given, team, settlement }: JudgedRound, problem: Saying): readonly Problem[] {
  if (settlement === null) return []
  const { how, adjudication } = settlement
  const problems: Problem[] = []
  if ((how === 'adjudication') !== (adjudication !== null))
    problems.push(problem('settlement', 'an adjudication has an adjudicator and a rationale, nothing else has.'))
  if (!team && (how === 'joint' || how === 'verified'))
    problems.push(problem('settlement/how', `independent ${given} are not settled in this way.`))
  if (slots.some(({ reviewer }) => reviewer === adjudication?.adjudicator))
    problems.push(problem('settlement/adjudication', 'the adjudicator is one of its reviewers.'))
  return problems
}
