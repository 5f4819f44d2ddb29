/** What every part of a snapshot is made with: the view, what was handed in, and the codes that stand for people. */
import type {
  Assessment,
  DocumentId,
  FormVersion,
  Hash,
  PersonId,
  PlainDocument,
  ReviewView,
  Settlement,
} from '@tandem/rules'
import type { Hashing } from './hash.ts'
import type { Code, SnapshotRound, SnapshotSettlement, SnapshotTeam } from './format.ts'

export type Making = {
  readonly view: ReviewView
  readonly documents: ReadonlyMap<DocumentId, PlainDocument>
  readonly codes: ReadonlyMap<PersonId, Code>
  /** Hashes of definitions, by the hash under which the view holds each. A form is long, and many rounds have it. */
  readonly formHashes: ReadonlyMap<Hash, Hash>
  readonly hashing: Hashing
}

type UnsettledRound = Omit<SnapshotRound, 'settlement'>

export function roundOf(making: Making, { form, round, isCurrent, state, slots }: Assessment): UnsettledRound {
  return {
    form: formHash(making, form),
    round,
    isCurrent,
    state,
    slots: slots.map(({ reviewer, submittedAt }) => ({
      reviewer: codeOf(making.codes, reviewer),
      submitted: submittedAt !== null,
    })),
  }
}

export function formHash({ formHashes }: Making, { hash }: Pick<FormVersion, 'hash'>): Hash {
  const found = formHashes.get(hash)
  if (found === undefined) throw new Error(`no definition ${hash} is frozen`)
  return found
}

/** @throws Error for independent drafts: they are by nobody together. */
export function teamOf({ codes }: Making, { mode, verifiers }: Assessment): SnapshotTeam {
  if (mode === 'independent') throw new Error('independent ratings have no joint document')
  return { mode, verifiers: verifiers.map((verifier) => codeOf(codes, verifier)) }
}

export function settlementOf({ codes }: Making, settlement: Settlement | null): SnapshotSettlement | null {
  if (settlement === null) return null
  const { how, adjudication } = settlement
  return {
    how,
    adjudication: adjudication && {
      adjudicator: codeOf(codes, adjudication.adjudicator),
      rationale: adjudication.rationale,
    },
  }
}

export function codeOf(codes: ReadonlyMap<PersonId, Code>, person: PersonId): Code {
  const code = codes.get(person)
  if (code === undefined) throw new Error(`${person} is not among the review's people`)
  return code
}

/** In an order that does not depend on which stage began first; the hash names the form. */
export function byFormAndRound(a: UnsettledRound, b: UnsettledRound): number {
  if (a.form === b.form) return a.round - b.round
  return a.form < b.form ? -1 : 1
}
