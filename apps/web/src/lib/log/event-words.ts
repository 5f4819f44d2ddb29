/** What happened, in words; `about` is what one may look for. */
import {
  isInstrument,
  type PersonId,
  type ReviewView,
  type SentEvent,
  type Settlement,
  type StudyId,
} from '@tandem/rules'
import { counted, dayOf, dutyOf, listed } from '#lib/review/words.ts'

export type EventLine = {
  readonly key: number
  readonly at: string
  readonly who: string
  readonly what: string
  /** Why, in the words of whoever did it. */
  readonly reason: string
  readonly kind: EventKind
}

export const EVENT_KINDS = ['protocol', 'team', 'studies', 'ratings', 'snapshots'] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** The newest first. */
export function eventLines(view: ReviewView, events: readonly SentEvent[]): readonly EventLine[] {
  const words = wordsIn(view, events)
  return events
    .map((event, key) => ({
      key,
      at: event.at,
      who: words.name(event.actor),
      what: whatHappened(event, words),
      reason: 'reason' in event ? (event.reason ?? '') : '',
      kind: KINDS[event.type],
    }))
    .reverse()
}

const KINDS: Readonly<Record<SentEvent['type'], EventKind>> = {
  planned: 'protocol',
  'protocol-frozen': 'protocol',
  'protocol-amended': 'protocol',
  'form-begun': 'protocol',
  'form-published': 'protocol',
  'form-adopted': 'protocol',
  'form-discarded': 'protocol',
  invited: 'team',
  'invitation-revoked': 'team',
  joined: 'team',
  'roles-changed': 'team',
  left: 'team',
  'conflict-declared': 'team',
  'conflict-cleared': 'team',
  'studies-added': 'studies',
  'study-corrected': 'studies',
  'study-removed': 'studies',
  'due-set': 'studies',
  allocated: 'studies',
  assigned: 'studies',
  submitted: 'ratings',
  withdrawn: 'ratings',
  revealed: 'ratings',
  signed: 'ratings',
  settled: 'ratings',
  reopened: 'ratings',
  confirmed: 'ratings',
  locked: 'ratings',
  'snapshot-made': 'snapshots',
}

type Words = {
  readonly name: (person: PersonId | 'system') => string
  readonly study: (id: StudyId) => string
  /** " (Downs and Black)" where there are, or were, several stages. */
  readonly stage: (form: string) => string
  readonly studyOf: (assessment: string) => string
  readonly formTitle: (form: string) => string
  readonly stageOf: (assessments: readonly string[]) => string
}

function wordsIn(view: ReviewView, events: readonly SentEvent[]): Words {
  const names = new Map(view.people.map(({ id, name }) => [id as string, name]))
  // Removed studies and earlier rounds are named by the log itself.
  const added = events.flatMap((event) => (event.type === 'studies-added' ? event.studies : []))
  const labels = new Map([...added, ...view.studies].map(({ id, label }) => [id as string, label]))
  const rounds = new Map(
    events.flatMap((event) => (event.type === 'assigned' ? [[event.assessment as string, event]] : [])),
  )
  const filledIn = Object.values(view.forms).filter((form) => isInstrument(form) || form.kind !== 'definition')
  const forms = new Map(filledIn.map(({ id, title }) => [id, title]))
  const begun = new Map(events.flatMap((event) => (event.type === 'form-begun' ? [[event.form, event.title]] : [])))
  const stage = (form: string): string => (forms.size > 1 && forms.has(form) ? ` (${forms.get(form)})` : '')
  const study = (id: StudyId): string => labels.get(id) ?? 'a study'
  return {
    name: (person) => (person === 'system' ? 'Tandem' : (names.get(person) ?? 'Somebody')),
    study,
    stage,
    formTitle: (form) => forms.get(form) ?? begun.get(form) ?? form,
    stageOf: ([first]) => stage(rounds.get(first ?? '')?.form.id ?? ''),
    studyOf: (assessment) => {
      const round = rounds.get(assessment)
      return round ? study(round.study) + stage(round.form.id) : 'a study'
    },
  }
}

const SETTLED_BY: Readonly<Record<Settlement['how'], string>> = {
  agreed: 'agreement',
  consensus: 'consensus',
  adjudication: 'adjudication',
  joint: 'the team that wrote it together',
  verified: 'its writer and who confirmed it',
}

function whatHappened(event: SentEvent, words: Words): string {
  const { name, study, studyOf, stageOf, formTitle } = words
  switch (event.type) {
    case 'planned':
      return 'wrote the plan of the protocol'
    case 'protocol-frozen':
      return 'froze the protocol, version 1'
    case 'protocol-amended':
      return `amended the protocol: ${listed(event.changes.map(({ field }) => field.toLowerCase()))}`
    case 'form-begun':
      return event.goesOn ? `began a new version of the form ${formTitle(event.form)}` : `began the form ${event.title}`
    case 'form-published':
      return `published version ${event.form.version} of the form ${event.definition.title}`
    case 'form-adopted':
      return `let ${counted(event.assessments.length, 'open round')} go on with version ${event.form.version} of the form ${formTitle(event.form.id)}`
    case 'form-discarded':
      return `discarded the form ${formTitle(event.form)}`
    case 'invited':
      return `invited somebody as ${dutyOf(event.roles).toLowerCase()}`
    case 'invitation-revoked':
      return 'took an invitation back'
    case 'joined':
      return event.invitation === null ? 'made the review' : `joined as ${dutyOf(event.roles).toLowerCase()}`
    case 'roles-changed':
      return `gave ${name(event.person)} the roles: ${dutyOf(event.roles).toLowerCase()}`
    case 'left':
      return event.actor === event.person ? 'left the review' : `removed ${name(event.person)} from the review`
    case 'conflict-declared':
      return `declared a conflict of interest of ${name(event.person)} with ${study(event.study)}`
    case 'conflict-cleared':
      return `took back a conflict of interest of ${name(event.person)} with ${study(event.study)}`
    case 'studies-added':
      return `added ${named(event.studies.map(({ label }) => label))}`
    case 'study-corrected':
      return `corrected ${event.study.label}`
    case 'study-removed':
      return `removed ${study(event.study)}`
    case 'due-set':
      return `${event.due === null ? 'took the due date away from' : `set ${dayOf(event.due)} as due date of`} ${named(event.studies.map(study))}`
    case 'allocated':
      return `allocated ${counted(event.studies.length, 'study', 'studies')}, seed ${event.how.seed}`
    case 'assigned':
      return assignedWords(event, words)
    case 'submitted':
      return `submitted ${studyOf(event.assessment)}`
    case 'withdrawn':
      return `withdrew the submission of ${studyOf(event.assessment)}`
    case 'revealed':
      return `revealed ${studyOf(event.assessment)}: ${event.outcome === 'agreed' ? 'all agree' : 'they differ'}`
    case 'signed':
      return `signed the consensus of ${studyOf(event.assessment)}`
    case 'settled':
      return `settled ${studyOf(event.assessment)} by ${SETTLED_BY[event.how]}`
    case 'reopened':
      return `opened the consensus of ${studyOf(event.assessment)} again`
    case 'confirmed':
      return `confirmed ${event.items.length > 0 ? counted(event.items.length, 'item') : 'items'} of ${studyOf(event.assessment)}`
    case 'locked':
      return `locked the stage${stageOf(event.assessments)}`
    case 'snapshot-made':
      return `made snapshot ${event.number}, “${event.label}”`
  }
}

function assignedWords(
  { round, study: of, form, drafts, verifiers = [] }: Extract<SentEvent, { type: 'assigned' }>,
  { name, study, stage }: Words,
): string {
  const done = round > 1 ? `began round ${round} of` : 'assigned'
  const people = listed(drafts.map(({ reviewer }) => name(reviewer)))
  const confirmed = verifiers.length > 0 ? `, confirmed by ${listed(verifiers.map(name))}` : ''
  return `${done} ${study(of)}${stage(form.id)} to ${people}${confirmed}`
}

/** "Burke 1994 and Lee 2001", "12 studies". */
function named(labels: readonly string[]): string {
  return labels.length <= 3 ? listed(labels) : counted(labels.length, 'study', 'studies')
}
