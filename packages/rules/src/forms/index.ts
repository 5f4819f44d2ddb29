/** Every built-in form: the instruments, the structure of a study, and the templates of data extraction. */
import { INSTRUMENTS } from '../instruments/index.ts'
import type { Form } from './form.ts'
import { STUDY_STRUCTURE } from './study-structure.ts'
import { TEMPLATES } from './templates/index.ts'

export const FORMS: readonly Form[] = [...INSTRUMENTS, STUDY_STRUCTURE, ...TEMPLATES]

export function builtInForm(id: string): Form | undefined {
  return FORMS.find((form) => form.id === id)
}
