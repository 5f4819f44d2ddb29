/** The one number of a stage that somebody can act on: how many studies are like the next one. */
import { isOneOfTheN, type PersonId } from '@tandem/rules'
import type { Next } from './next.ts'
import type { StudyRow } from './situation.ts'

export type StageAct = { readonly count: number; readonly words: string }

/** @param next what this person does next in the stage. Null where nothing waits for them. */
export function stageAct(rows: readonly StudyRow[], next: Next, me: PersonId): StageAct | null {
  switch (next.to) {
    case 'rate':
    case 'write':
      return { count: countOf(rows, (row) => isToSubmit(row, me)), words: 'to rate' }
    case 'confirm':
      return { count: countOf(rows, (row) => isToConfirm(row, me)), words: 'to confirm' }
    case 'settle':
      return next.isMine
        ? { count: countOf(rows, (row) => isToSettle(row, me)), words: 'to agree on' }
        : { count: countOf(rows, ({ state }) => state === 'conflict'), words: 'in conflict' }
    case 'assign':
      return { count: next.studies, words: 'to assign' }
    case 'wait':
    case 'nothing':
      return null
  }
}

function countOf(rows: readonly StudyRow[], isCounted: (row: StudyRow) => boolean): number {
  return rows.filter(isCounted).length
}

function isToSubmit({ assessment }: StudyRow, me: PersonId): boolean {
  const mine = assessment?.slots.find(({ reviewer }) => reviewer === me)
  return mine !== undefined && mine.submittedAt === null && assessment?.revealed === null
}

function isToConfirm({ assessment }: StudyRow, me: PersonId): boolean {
  return assessment !== null && assessment.settlement === null && assessment.verifiers.includes(me)
}

function isToSettle({ assessment, state }: StudyRow, me: PersonId): boolean {
  if (!assessment || state !== 'conflict' || !isOneOfTheN(assessment, me)) return false
  return !assessment.consensus?.signatures.some(({ person }) => person === me)
}
