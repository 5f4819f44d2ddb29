/**
 * One round of an extraction, frozen. The events of the log hold no answers of it but the hashes of what was revealed and
 * settled, so what is handed in is compared with them: another content than the signed one is never frozen.
 */
import {
  parseFieldKey,
  structureAtReveal,
  structureSettlement,
  type Assessment,
  type Consensus,
  type DocumentId,
  type Hash,
  type PlainDocument,
  type Rating,
} from '@tandem/rules'
import type { SnapshotDraft, SnapshotExtraction } from './format.ts'
import { codeOf, formHash, roundOf, settlementOf, teamOf, type Making } from './making.ts'

/** @throws Error where a content is missing, or is not the one that was signed. */
export function frozenExtraction(making: Making, assessment: Assessment): SnapshotExtraction {
  const { revealed, consensus, settlement, joint } = assessment
  const shared = { ...roundOf(making, assessment), ...versionsOf(making, assessment) }
  if (joint) return { ...shared, ...togetherOf(making, assessment, joint) }
  // Before the reveal there is nothing but who extracts and who is done: no document is opened, whatever was handed in.
  if (revealed === null) return { ...shared, drafts: null, differing: null, consensus: null, settlement: null }
  return {
    ...shared,
    drafts: revealed.ratings.map((rating) => draftOf(making, assessment, rating)),
    differing: revealed.differing ?? [],
    ...comparedBy(making, assessment),
    consensus: consensus && {
      attempt: consensus.attempt,
      reopenedBecause: consensus.reason,
      content: consensusContent(making, assessment, consensus),
    },
    settlement: settlementOf(making, settlement),
  }
}

/** A round is of the version that its drafts were filled in with. */
function versionsOf(
  making: Making,
  { form, revealed }: Assessment,
): Pick<SnapshotExtraction, 'form' | 'consensusForm'> {
  const now = formHash(making, form)
  return revealed?.form ? { form: formHash(making, revealed.form), consensusForm: now } : { form: now }
}

type Together = Omit<SnapshotExtraction, keyof ReturnType<typeof roundOf>>

/** Until it is settled its document is not opened. */
function togetherOf(making: Making, assessment: Assessment, joint: NonNullable<Assessment['joint']>): Together {
  const { settlement } = assessment
  const { document, attempt, reason } = joint
  const content = settlement && signedContent(making, document, settlement.contentHash)
  const together = { ...teamOf(making, assessment), attempt, reopenedBecause: reason, content }
  return { drafts: null, differing: null, consensus: null, settlement: settlementOf(making, settlement), together }
}

/** Once for each study, unless it was opened again since. */
function comparedBy({ view }: Making, assessment: Assessment): Pick<SnapshotExtraction, 'structure'> {
  const then = structureAtReveal(view, assessment)
  if (then === undefined) return {}
  const isAgreed = structureSettlement(view, assessment.study)?.contentHash === then.contentHash
  return { structure: isAgreed ? null : then.answers }
}

function draftOf(making: Making, { slots }: Assessment, { reviewer, contentHash }: Rating): SnapshotDraft {
  const slot = slots.find((known) => known.reviewer === reviewer)
  if (!slot?.draft) throw new Error(`what ${reviewer} revealed has no document`)
  return { reviewer: codeOf(making.codes, reviewer), content: signedContent(making, slot.draft, contentHash) }
}

/** Candidates that nobody has settled are left out: they are nobody's answer. What is settled has none. */
function consensusContent(making: Making, { settlement }: Assessment, { document }: Consensus): PlainDocument {
  if (settlement) return signedContent(making, document, settlement.contentHash)
  const { fields, texts } = contentOf(making, document)
  const kept = Object.entries(fields).filter(([key]) => parseFieldKey(key)?.part !== 'candidate')
  return { fields: Object.fromEntries(kept), texts }
}

function signedContent(making: Making, document: DocumentId, signed: Hash | null): PlainDocument {
  const content = contentOf(making, document)
  if (making.hashing.hashOf(content) !== signed)
    throw new Error(`the content of ${document} is not the one that was signed`)
  return content
}

function contentOf({ documents }: Making, id: DocumentId): PlainDocument {
  const document = documents.get(id)
  if (document === undefined) throw new Error(`the content of ${id} was not handed in`)
  return { fields: document.fields, texts: document.texts }
}
