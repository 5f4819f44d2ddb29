/** Forms under construction: how one is described by a document, what is wrong with it, what a new version changes. */
import { canonicalJson, type Json } from '../../json.ts'
import { plainText } from '../../rulebook/texts.ts'
import { formFaults } from '../faults.ts'
import type { ExtractionForm } from '../definition.ts'
import { versionFaults } from './changes.ts'

/** What is wrong with a form that would be published, in sentences. */
export const faultsOf = (form: ExtractionForm, earlier: ExtractionForm | null): readonly string[] => [
  ...formFaults(form),
  ...(earlier ? versionFaults(earlier, form) : []),
  ...(isPlain(form)
    ? []
    : ['A text of the form holds a character that cannot be seen and changes how the rest is shown.']),
]

function isPlain(form: ExtractionForm): boolean {
  const written = canonicalJson(form as unknown as Json)
  return plainText(written) === written
}

export { documentOf, emptyForm, type Described, settingAnswers } from './document-of.ts'
export { fieldIdOf, fieldRowId, fieldRowsOf, formIn, type FormIdentity } from './form-in.ts'
export { formOfDocument } from './form-of-document.ts'
export { FIELDS, FORM_OF_FORMS, OFFERED_TYPES, SECTIONS } from './form-of-forms.ts'
export { formChanges, versionFaults, type FormChange } from './changes.ts'
export { earlierField } from './retiring.ts'
export { isSameForm } from './same-form.ts'
