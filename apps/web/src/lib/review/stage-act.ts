/** The one number of a stage that somebody can act on: how many studies are like the next one. */
import { turnOf, type PersonId } from '@tandem/rules'
import type { Next } from './next.ts'
import type { StudyRow } from './situation.ts'

export type StageAct = { readonly count: number; readonly words: string }

/**
 * @param next what this person does next in the stage. @param toDo "to rate". Null where nothing waits for them.
 */
export function stageAct(rows: readonly StudyRow[], next: Next, me: PersonId, toDo: string): StageAct | null {
  switch (next.to) {
    case 'rate':
    case 'write':
      return { count: countOf(rows, (row) => turnIn(row, me) === 'submit'), words: toDo }
    case 'confirm':
      return { count: countOf(rows, (row) => turnIn(row, me) === 'confirm'), words: 'to confirm' }
    case 'settle':
      return next.isMine
        ? { count: countOf(rows, (row) => turnIn(row, me) === 'sign'), words: 'to agree on' }
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

/** Whether it is this person's turn there, and to do what. */
function turnIn({ assessment }: StudyRow, me: PersonId): 'submit' | 'confirm' | 'sign' | null {
  const turn = assessment && turnOf(assessment)
  if (!turn?.waitsFor.includes(me)) return null
  if (turn.what === 'signature') return 'sign'
  return assessment?.verifiers.includes(me) ? 'confirm' : 'submit'
}
