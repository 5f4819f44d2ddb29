/** Whom to nudge about what: the studies one has picked or, without any, those that press. */
import { MOST_AT_ONCE, type PersonId, type StudyId } from '@tandem/rules'
import { toSubmit, type BoardRow } from './rows.ts'

export type Nudge = { readonly person: PersonId; readonly rows: readonly BoardRow[] }

/** People with nothing to be asked for are left out. */
export function nudgesFor(
  rows: readonly BoardRow[],
  people: readonly PersonId[],
  picked: ReadonlySet<StudyId>,
): readonly Nudge[] {
  const asked = picked.size > 0 ? rows.filter(({ study }) => picked.has(study.id)) : rows.filter(isPressing)
  return people.flatMap((person) => {
    const due = toSubmit(asked, person).slice(0, MOST_AT_ONCE.nudge)
    return due.length > 0 ? [{ person, rows: due }] : []
  })
}

/** Somebody waits, or the day has come or comes soon. */
function isPressing({ turn, deadline }: BoardRow): boolean {
  return (turn !== null && turn.since !== null) || deadline === 'overdue' || deadline === 'due-soon'
}
