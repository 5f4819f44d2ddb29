import type { StudyCommand } from '../commands.ts'
import type { DecisionContext } from '../decision.ts'
import type { ReviewEvent } from '../events.ts'
import type { NewStudy } from '../commands.ts'
import type { ReviewView, Study, StudyId } from '../review.ts'
import { labelAmong, studyKey } from '../studies.ts'
import { assigned } from './assessments.ts'
import type { Deciding } from './deciding.ts'

export function onStudies(deciding: Deciding, command: StudyCommand): readonly ReviewEvent[] {
  const { view, context, by } = deciding
  switch (command.type) {
    case 'add-studies':
      return [by({ type: 'studies-added', studies: made(view, command.studies, context) })]
    case 'correct-study':
      return [by({ type: 'study-corrected', study: corrected(view, command.study, command.corrected) })]
    case 'remove-study':
      return [by({ type: 'study-removed', study: command.study, reason: command.reason.trim() })]
    case 'set-due':
      return [by({ type: 'due-set', studies: command.studies, due: command.due })]
    case 'assign':
      return [by(assigned(deciding, command))]
    case 'allocate': {
      const studies = command.assignments.map(({ study }) => study)
      const assignments = command.assignments.map((assignment) =>
        by(assigned(deciding, { form: command.form, ...assignment, reason: null })),
      )
      return [by({ type: 'allocated', studies, how: command.how }), ...assignments]
    }
  }
}

function made(view: ReviewView, added: readonly NewStudy[], context: DecisionContext): readonly Study[] {
  const keys = new Set(view.studies.map(({ key }) => key))
  const labels = new Set(view.studies.map(({ label }) => label))
  const [triedKeys, triedLabels] = [new Map<string, number>(), new Map<string, number>()]
  return added.map((study) => {
    const label = labelOf(study, labels, triedLabels)
    labels.add(label)
    const key = studyKey(label, keys, triedKeys)
    keys.add(key)
    return { id: context.newId() as StudyId, key, label, design: study.design.trim(), citation: study.citation }
  })
}

/** The key stays: it names the study in addresses and snapshots. */
function corrected(view: ReviewView, id: StudyId, next: NewStudy): Study {
  const study = view.studies.find((known) => known.id === id)
  if (!study) throw new Error(`there is no study ${id}`)
  const others = new Set(view.studies.flatMap(({ id: other, label }) => (other === id ? [] : [label])))
  return { ...study, label: labelOf(next, others), design: next.design.trim(), citation: next.citation }
}

/** A name that somebody gives is theirs to choose, also where another study has it. */
const labelOf = ({ label, citation }: NewStudy, taken: ReadonlySet<string>, tried?: Map<string, number>): string =>
  label.trim() || labelAmong(citation, taken, tried)
