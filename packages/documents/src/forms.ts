/** Forms by the hash of their definition: what a document, a plan and a snapshot mean by "this form". */
import {
  canonicalJson,
  FORMS,
  isInstrument,
  needsStructure,
  type ChoosableForm,
  type Form,
  type FormVersion,
  type Json,
} from '@tandem/rules'
import { sha256Hex } from './plain.ts'

export function formVersionOf(form: Form): FormVersion {
  const { id, version } = form
  const hash = sha256Hex(canonicalJson(form as unknown as Json))
  return isInstrument(form) ? { id, version, hash } : { id, version, hash, kind: form.kind }
}

/** The forms that a plan may name today, by id. */
export function choosableForms(): Readonly<Record<string, ChoosableForm>> {
  return Object.fromEntries(FORMS.map((form) => [form.id, choosable(form)]))
}

function choosable(form: Form): ChoosableForm {
  const version = formVersionOf(form)
  const hangsOnStructure = !isInstrument(form) && form.kind === 'extraction' && needsStructure(form)
  return hangsOnStructure ? { ...version, hangsOnStructure } : version
}
