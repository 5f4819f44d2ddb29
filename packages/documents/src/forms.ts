/** Forms by the hash of their definition: what a document, a plan and a snapshot mean by "this form". */
import {
  canonicalJson,
  choosableIn,
  faultsOf,
  formIn,
  FORMS,
  isInstrument,
  needsStructure,
  type Building,
  type ChoosableForm,
  type Form,
  type FormVersion,
  type Json,
  type ReviewView,
} from '@tandem/rules'
import { sha256Hex } from './plain.ts'

export function formVersionOf(form: Form): FormVersion {
  const { id, version } = form
  const hash = sha256Hex(canonicalJson(form as unknown as Json))
  // No plan names the form with which forms are built.
  if (isInstrument(form) || form.kind === 'definition') return { id, version, hash }
  return { id, version, hash, kind: form.kind }
}

/**
 * The forms that a plan may name, by id: the built-in ones and, in their place where they are called the same, those of the
 * review.
 */
export function choosableForms(view?: ReviewView): Readonly<Record<string, ChoosableForm>> {
  builtIn ??= Object.fromEntries(FORMS.map((form) => [form.id, choosable(form)]))
  return view ? { ...builtIn, ...choosableIn(view) } : builtIn
}

/** Made once: every definition is hashed for it. */
let builtIn: Readonly<Record<string, ChoosableForm>> | undefined

function choosable(form: Form): ChoosableForm {
  const version = formVersionOf(form)
  const hangsOnStructure = !isInstrument(form) && form.kind === 'extraction' && needsStructure(form)
  return hangsOnStructure ? { ...version, hangsOnStructure } : version
}

/** How forms are built, for `decide`. */
export const BUILDING: Building = { formIn, faultsOf, versionOf: formVersionOf }
