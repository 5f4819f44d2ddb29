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
  ...(isPlain(form as unknown as Json)
    ? []
    : ['A text of the form holds a character that cannot be seen and changes how the rest is shown.']),
  ...(canonicalJson(form as unknown as Json).length > MAX_LENGTH
    ? [`The form is longer than ${MAX_LENGTH} characters in all: every member of the review is sent each version.`]
    : []),
]

/** Ten times a form of 100 fields with help on each. */
const MAX_LENGTH = 500_000

/** Text by text: as JSON, a control character is written with characters that can be seen. */
function isPlain(part: Json): boolean {
  if (typeof part === 'string') return plainText(part) === part
  return typeof part !== 'object' || part === null || Object.values(part).every(isPlain)
}

export { documentOf, emptyForm, type Described, settingAnswers } from './document-of.ts'
export { fieldIdOf, fieldRowId, fieldRowsOf, formIn, type FormIdentity } from './form-in.ts'
export { formOfDocument } from './form-of-document.ts'
export { FIELDS, FORM_OF_FORMS, OFFERED_TYPES, SECTIONS } from './form-of-forms.ts'
export { formChanges, versionFaults, type FormChange } from './changes.ts'
export { earlierField } from './retiring.ts'
export { isSameForm } from './same-form.ts'
