import { canonicalJson, type Json } from '../../json.ts'
import type { ExtractionForm } from '../definition.ts'

/** Whether anything at all is another: also titles, order and sections. */
export const isSameForm = (a: ExtractionForm, b: ExtractionForm): boolean => contentOf(a) === contentOf(b)

function contentOf({ version: _version, ...form }: ExtractionForm): string {
  const sections = form.sections.map((section) => ({
    ...section,
    fields: section.fields.map((field) =>
      field.measures ? { ...field, measures: [...field.measures].sort() } : field,
    ),
  }))
  return canonicalJson({ ...form, sections } as unknown as Json)
}
