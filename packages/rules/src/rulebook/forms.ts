/** The forms that a review builds itself. */
import { formNamed } from '../decision.ts'
import { BUILDING_ROLES, buildsForms } from '../grants.ts'
import { isSameForm } from '../forms/building/same-form.ts'
import { MAX_OWN_FORMS, MAX_VERSIONS, nextForm, ownFormOf, type NextForm } from '../own-forms.ts'
import { stageOf } from '../stages.ts'
import { EMPTY_DOCUMENT } from '../content/index.ts'
import { NOTHING, type CommandRule, type Situation } from './rule.ts'

export const buildersOnly = {
  id: 'builders-only',
  allows: { roles: BUILDING_ROLES },
  sentence: 'Forms are built by the lead and the reviewers.',
  source: 'Method D10: those who extract agree beforehand on what is extracted.',
  check: ({ actor }) => (actor && buildsForms(actor) ? null : NOTHING),
} as const satisfies CommandRule

export const formExists = {
  id: 'form-exists',
  sentence: 'This review builds no such form.',
  source: 'Method D1: unknown and forbidden are answered alike.',
  check: ({ view, command }) => ('form' in command && ownFormOf(view, command.form) === undefined ? NOTHING : null),
} as const satisfies CommandRule

export const copiedFormExists = {
  id: 'copied-form-exists',
  sentence: 'There is no form of data extraction by this name to begin with.',
  source: 'Method D10: a form begins empty, or as a copy of another form of data extraction.',
  check: ({ command, context }) => {
    if (command.type !== 'begin-form' || command.from === null) return null
    return formNamed(context, command.from)?.kind === 'extraction' ? null : NOTHING
  },
} as const satisfies CommandRule

export const adaptableForm = {
  id: 'adaptable-form',
  sentence:
    'Only a form of data extraction that the protocol names is changed, and only once is it made the review\u2019s own.',
  source: 'Method D10: an instrument is used as it was published; a form of data extraction belongs to the review.',
  check: ({ view, command }) => {
    if (command.type !== 'adapt-form') return null
    const isPlanned = stageOf(view.review, command.form)?.form.kind === 'extraction'
    return isPlanned && ownFormOf(view, command.form) === undefined ? null : NOTHING
  },
} as const satisfies CommandRule

export const formIsNamed = {
  id: 'form-is-named',
  sentence: 'A form needs a title of at most 200 characters.',
  source: 'Method D10: a stage is named by its form.',
  check: ({ command }) => {
    if (command.type !== 'begin-form') return null
    const { length } = command.title.trim()
    return length > 0 && length <= MAX_TITLE ? null : NOTHING
  },
} as const satisfies CommandRule

const MAX_TITLE = 200

export const roomForForms = {
  id: 'room-for-forms',
  sentence: `A review builds at most ${MAX_OWN_FORMS} forms, each in at most ${MAX_VERSIONS} versions.`,
  source: 'Method D19: what can grow has an end, and the end is said.',
  check: ({ view, command }) => {
    if (command.type !== 'publish-form') return view.ownForms.length < MAX_OWN_FORMS ? null : { limit: MAX_OWN_FORMS }
    const count = ownFormOf(view, command.form)?.versions.length ?? 0
    return count < MAX_VERSIONS ? null : { limit: MAX_VERSIONS }
  },
} as const satisfies CommandRule

export const formIsSound = {
  id: 'form-is-sound',
  sentence: 'Something is still wrong with the form.',
  source: 'Method D18: what is published can be filled in and compared, and keeps every answer readable.',
  check: (situation) => {
    const next = nextOf(situation)
    const faults = next ? situation.context.building.faultsOf(next.form, next.earlier) : []
    return faults.length > 0 ? { faults } : null
  },
} as const satisfies CommandRule

export const formChanged = {
  id: 'form-changed',
  sentence: 'Nothing has been changed since the last version.',
  source: 'Method D18: a version changes something.',
  check: (situation) => {
    const next = nextOf(situation)
    return next?.earlier && isSameForm(next.earlier, next.form) ? NOTHING : null
  },
} as const satisfies CommandRule

export const formIsUnused = {
  id: 'form-is-unused',
  sentence: 'A form that was published stays: answers belong to it.',
  source: 'Method D18: no version makes an answer unreadable.',
  check: ({ view, command }) => {
    if (command.type !== 'discard-form') return null
    const isPublished = (ownFormOf(view, command.form)?.versions.length ?? 0) > 0
    return isPublished ? NOTHING : null
  },
} as const satisfies CommandRule

/** What would be published; null where there is no such form, which a rule of its own refuses. */
export function nextOf({ view, command, context }: Situation): NextForm | null {
  const own = command.type === 'publish-form' ? ownFormOf(view, command.form) : undefined
  return own ? nextForm(view, own, context.documents[own.document] ?? EMPTY_DOCUMENT, context.building) : null
}
