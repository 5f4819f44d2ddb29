/** The studies of a review. */
import type { NewStudy } from '../commands.ts'
import type { StudyId } from '../review.ts'
import { identitiesOf, knownAmong, MAX_STUDIES } from '../studies.ts'
import { NOTHING, type CommandRule, type Situation } from './rule.ts'

export const studyExists = {
  id: 'study-exists',
  sentence: 'There is no such study in this review.',
  source: 'Method D1: unknown and forbidden are answered alike.',
  check: ({ view, command }) => {
    const asked = named(command)
    const known = asked.length > 1 ? new Set(view.studies.map(({ id }) => id)) : null
    const isKnown = (study: StudyId): boolean => known?.has(study) ?? view.studies.some(({ id }) => id === study)
    return asked.every(isKnown) ? null : NOTHING
  },
} as const satisfies CommandRule

function named(command: Situation['command']): readonly StudyId[] {
  if (command.type === 'set-due' || command.type === 'nudge') return command.studies
  return 'study' in command ? [command.study] : []
}

export const studiesAreNamed = {
  id: 'studies-are-named',
  sentence: 'A study has at least a title.',
  source: 'PRISMA 2020 item 17: each included study is cited.',
  check: ({ command }) => {
    const asked = newStudies(command)
    return asked.length > 0 && asked.every(({ citation }) => citation.title.trim() !== '') ? null : NOTHING
  },
} as const satisfies CommandRule

export const studiesAreNew = {
  id: 'studies-are-new',
  sentence: 'This study is in the review already.',
  source: 'MECIR C42: reports of one study are collated; a study counts once.',
  check: ({ view, command }) => {
    const others = view.studies.filter(({ id }) => command.type !== 'correct-study' || id !== command.study)
    const knownOf = knownAmong(others)
    const known = newStudies(command).flatMap(({ citation }) => knownOf(citation) ?? [])
    if (known.length > 0) return { studies: known.map(({ label }) => label) }
    return hasTwice(newStudies(command)) ? NOTHING : null
  },
} as const satisfies CommandRule

export const reviewHasRoom = {
  id: 'review-has-room',
  sentence: `A review holds at most ${MAX_STUDIES.toLocaleString('en')} studies.`,
  source: 'Method D13: a review stays small enough to be opened at once by everybody who works on it.',
  check: ({ view, command }) => {
    const room = MAX_STUDIES - view.studies.length
    return command.type === 'add-studies' && command.studies.length > room ? { room } : null
  },
} as const satisfies CommandRule

function hasTwice(studies: readonly NewStudy[]): boolean {
  const identities = studies.flatMap(({ citation }) => identitiesOf(citation))
  return new Set(identities).size < identities.length
}

function newStudies(command: Situation['command']): readonly NewStudy[] {
  if (command.type === 'add-studies') return command.studies
  return command.type === 'correct-study' ? [command.corrected] : []
}

export const studyIsUnassigned = {
  id: 'study-is-unassigned',
  sentence: 'A study that has been assigned stays: what people did on it is kept.',
  source: 'Method G6 and D12: what people did is recorded, and drafts are kept.',
  check: ({ view, command }) =>
    'study' in command && view.assessments.some(({ study }) => study === command.study) ? NOTHING : null,
} as const satisfies CommandRule

export const dueIsADay = {
  id: 'due-is-a-day',
  sentence: 'A due date is a day of the calendar.',
  source: 'Method D9: dates are days, without a time.',
  check: ({ command }) => (command.type !== 'set-due' || command.due === null || isDay(command.due) ? null : NOTHING),
} as const satisfies CommandRule

/** "2026-02-30" is none: it comes back as another day. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

export const somethingToAllocate = {
  id: 'something-to-allocate',
  sentence: 'An allocation gives reviewers to at least one study, and to each study once.',
  source: 'Method D9: an allocation is carried out whole, as it was previewed.',
  check: ({ command }) => {
    if (command.type !== 'allocate') return null
    const studies = new Set(command.assignments.map(({ study }) => study))
    return studies.size > 0 && studies.size === command.assignments.length ? null : NOTHING
  },
} as const satisfies CommandRule
