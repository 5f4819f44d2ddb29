/** What the rules would say if this person wrote this value into this place now. */
import {
  formOfDocument,
  grantFor,
  judgeEdit,
  sentenceOf,
  type Grant,
  type GrantedDocument,
  type Json,
  type PersonId,
  type ReviewView,
} from '@tandem/rules'

export type Verdict = {
  readonly grant: Grant
  /** Null if the rules have nothing against it. */
  readonly denial: { readonly rule: string; readonly sentence: string } | null
}

/** @param value undefined to clear the place. @throws RangeError if the review has no form for the document. */
export function verdictOn(
  view: ReviewView,
  document: GrantedDocument,
  person: PersonId,
  key: string,
  value: Json | undefined,
): Verdict {
  const grant = grantFor(view, person, document)
  if (grant !== 'write') return { grant, denial: denialOf('document-is-writable') }
  const form = formOfDocument(view, document)
  if (!form) throw new RangeError(`no form for ${document.id}`)
  const denial = judgeEdit({ form, kind: document.kind, edit: { target: 'field', key, value } })
  return { grant, denial: denial && denialOf(denial.rule) }
}

const denialOf = (rule: string): Verdict['denial'] => ({ rule, sentence: sentenceOf(rule) })
