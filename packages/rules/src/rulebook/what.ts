/** What must be there: completeness, reasons, and the content that the person saw. */
import type { Decidable } from '../commands.ts'
import { unconfirmedItems } from '../confirmations.ts'
import { candidatesIn, EMPTY_DOCUMENT, itemContent, type PlainDocument } from '../content/index.ts'
import { excessIn, MAX_RESULTS, MAX_ROWS } from '../forms/extent.ts'
import { formOf } from '../forms/form-of.ts'
import { isInstrument } from '../forms/form.ts'
import { answeredIn, groundOf, openIn } from '../forms/interpret.ts'
import { hasItem } from '../forms/items.ts'
import { needsStructure, structureOf } from '../forms/structure.ts'
import { lastVersionOf, ownFormOf } from '../own-forms.ts'
import type { Assessment, Hash, ReviewView } from '../review.ts'
import { fewestReviewers } from '../protocol.ts'
import { stageOf } from '../stages.ts'
import { NOTHING, type CommandRule, type Situation } from './rule.ts'

export const contentMoved = {
  id: 'content-moved',
  sentence: 'The content has changed since you looked at it: look again, then repeat.',
  source: 'Method G2 and T7: submissions and signatures carry the hash of what the person saw.',
  check: (situation) => {
    const { command, context } = situation
    if (!('contentHash' in command)) return null
    return context.hashOf(documentOf(situation)) === command.contentHash ? null : NOTHING
  },
} as const satisfies CommandRule

export const structureIsAgreed = {
  id: 'structure-is-agreed',
  sentence: 'Results are extracted for the arms, outcomes and timepoints of the study: agree on its structure first.',
  source: 'Method D17: arms, outcomes and timepoints are agreed before results are extracted.',
  check: ({ view, assessment }) => {
    if (!assessment || assessment.form.kind !== 'extraction') return null
    const form = formOf(view, assessment.form.hash)
    const isNeeded = !isInstrument(form) && needsStructure(form)
    return isNeeded && structureOf(view, assessment.study) === null ? NOTHING : null
  },
} as const satisfies CommandRule

export const extentIsBounded = {
  id: 'extent-is-bounded',
  sentence: `There is more than anybody can compare: a section has at most ${MAX_ROWS} rows, and a study at most ${MAX_RESULTS} results.`,
  source: 'Method D19: what can grow has an end, and the end is said.',
  check: (situation) => {
    const { view, assessment } = situation
    const form = assessment && formOf(view, assessment.form.hash)
    return form && !isInstrument(form) ? excessIn(form, documentOf(situation)) : null
  },
} as const satisfies CommandRule

export const draftIsComplete = {
  id: 'draft-is-complete',
  sentence: 'A draft is submitted when every required item has an answer.',
  source: 'Method G1: a submission is complete.',
  check: openItems,
} as const satisfies CommandRule

export const consensusIsComplete = {
  id: 'consensus-is-complete',
  sentence: 'A consensus is settled when nothing is open.',
  source: 'Method T7 and T8: every conflict has a resolution.',
  check: openItems,
} as const satisfies CommandRule

export const noOpenCandidates = {
  id: 'no-open-candidates',
  sentence: 'Where two people set different values at the same time, one of them must be chosen first.',
  source: 'Method D3: concurrent answers never vanish silently.',
  check: (situation) => {
    const open = candidatesIn(documentOf(situation))
    return open.length > 0 ? { fields: open } : null
  },
} as const satisfies CommandRule

export const confirmedAsSeen = {
  id: 'confirmed-as-seen',
  sentence: 'An item is confirmed as it stands now: it has changed since you looked, or has no answer.',
  source: 'Method D11: a confirmation is about one value, and falls with it.',
  check: (situation) => {
    const { command, context } = situation
    if (command.type !== 'confirm') return null
    const document = documentOf(situation)
    const answered = new Set(answeredItems(situation))
    const isAsItStands = (item: string, valueHash: Hash) =>
      answered.has(item) && valueHash === context.hashOf(itemContent(document, item))
    const moved = command.items.filter(({ item, valueHash }) =>
      valueHash === null ? !isKnown(situation, item) : !isAsItStands(item, valueHash),
    )
    return moved.length > 0 || command.items.length === 0 ? { items: moved.map(({ item }) => item) } : null
  },
} as const satisfies CommandRule

export const allConfirmed = {
  id: 'all-confirmed',
  sentence: 'What is verified is submitted when somebody else has confirmed every answer.',
  source: 'Method D11: one fills in, another confirms item by item.',
  check: (situation) => {
    const { command, assessment } = situation
    if (command.type !== 'submit' || assessment?.mode !== 'verified') return null
    const form = formOf(situation.view, assessment.form.hash)
    const ground = groundOf(situation.view, assessment)
    const open = unconfirmedItems(form, assessment, documentOf(situation), ground, situation.context)
    return open.length > 0 ? { items: open } : null
  },
} as const satisfies CommandRule

function answeredItems(situation: Situation): readonly string[] {
  const { view, assessment } = situation
  if (!assessment) return []
  return answeredIn(formOf(view, assessment.form.hash), documentOf(situation), groundOf(view, assessment))
}

const isKnown = ({ view, assessment }: Situation, item: string): boolean =>
  assessment !== null && hasItem(formOf(view, assessment.form.hash), item)

export const reasonIsGiven = {
  id: 'reason-is-given',
  sentence: 'This needs a reason in words.',
  source: 'Method G6: every way back records its reason.',
  check: ({ view, command, assessment }) => {
    const reason = reasonOf(command)
    return isReasonNeeded(view, command, assessment) && (reason === null || reason.trim() === '') ? NOTHING : null
  },
} as const satisfies CommandRule

export const labelIsGiven = {
  id: 'label-is-given',
  sentence: 'A snapshot needs a label.',
  source: 'Method D5: snapshots are cited by label and content id.',
  check: ({ command }) => (command.type === 'snapshot' && command.label.trim() === '' ? NOTHING : null),
} as const satisfies CommandRule

export const enoughReviewers = {
  id: 'enough-reviewers',
  sentence:
    'Each study gets as many reviewers as the protocol says; two at least where one confirms what others write.',
  source: 'MECIR C53; method G3.',
  check: ({ view, command, assessment }) => {
    if (command.type !== 'assign') return null
    // A round that has begun keeps its mode: an amendment may ask for fewer people than that takes.
    const fewest = assessment ? fewestReviewers(assessment.mode) : 0
    const needed = Math.max(stageOf(view.review, command.form)?.reviewers ?? 0, fewest)
    return command.reviewers.length === needed ? null : { needed, given: command.reviewers.length }
  },
} as const satisfies CommandRule

export const reviewersDiffer = {
  id: 'reviewers-differ',
  sentence: 'The reviewers of a study are different people.',
  source: 'MECIR C53: at least two people, independently.',
  check: ({ command }) => {
    if (command.type !== 'assign') return null
    return new Set(command.reviewers).size === command.reviewers.length ? null : NOTHING
  },
} as const satisfies CommandRule

/** The document that the command is about: the one written together, the actor's draft, the consensus, or the form's. */
function documentOf({ view, actor, assessment, command, context }: Situation): PlainDocument {
  if (command.type === 'publish-form') {
    const built = ownFormOf(view, command.form)?.document
    return (built && context.documents[built]) || EMPTY_DOCUMENT
  }
  const own = command.type === 'submit' ? assessment?.slots.find((slot) => slot.reviewer === actor?.id)?.draft : null
  const id = assessment?.joint?.document ?? own ?? (command.type === 'submit' ? null : assessment?.consensus?.document)
  return (id && context.documents[id]) || EMPTY_DOCUMENT
}

/** Nothing where there is no assessment: that is refused by a rule of its own. */
function openItems(situation: Situation) {
  const { view, assessment } = situation
  if (!assessment) return null
  const open = openIn(formOf(view, assessment.form.hash), documentOf(situation), groundOf(view, assessment))
  return open.length > 0 ? { items: open } : null
}

/** Of what is done again, or done to what others have begun with. */
function isReasonNeeded(view: ReviewView, command: Decidable, assessment: Assessment | null): boolean {
  switch (command.type) {
    case 'assign':
      return assessment !== null
    case 'plan':
      return isFrozen(view)
    case 'publish-form': {
      const own = ownFormOf(view, command.form)
      return own !== undefined && lastVersionOf(own) !== null
    }
    default:
      return true
  }
}

const isFrozen = (view: ReviewView): boolean => view.protocol.frozen !== null

function reasonOf(command: Decidable): string | null {
  if (command.type === 'adjudicate') return command.rationale
  return 'reason' in command ? command.reason : null
}
