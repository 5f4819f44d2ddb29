import type { StudyCommand } from '../commands.ts'
import type { DecisionContext } from '../decision.ts'
import type { ReviewEvent } from '../events.ts'
import type { NewStudy } from '../commands.ts'
import type { ReviewView, Study, StudyId } from '../review.ts'
import { studyKey, studyLabel } from '../studies.ts'
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
  const tried = new Map<string, number>()
  return added.map((study) => {
    const label = labelOf(study)
    const key = studyKey(label, keys, tried)
    keys.add(key)
    return { id: context.newId() as StudyId, key, label, design: study.design.trim(), citation: study.citation }
  })
}

/** The key stays: it names the study in addresses and snapshots. */
function corrected(view: ReviewView, id: StudyId, next: NewStudy): Study {
  const study = view.studies.find((known) => known.id === id)
  if (!study) throw new Error(`there is no study ${id}`)
  return { ...study, label: labelOf(next), design: next.design.trim(), citation: next.citation }
}

const labelOf = ({ label, citation }: NewStudy): string => label.trim() || studyLabel(citation)
