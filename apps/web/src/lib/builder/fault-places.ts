/** Where a fault of a form stands: the rules say it in a sentence, which names its section and its field. */
import type { ExtractionForm } from '@tandem/rules'
import type { Part, SectionLine } from './outline.ts'

/** Null where the sentence names no place, or one that is on no screen. */
export function placeOfFault(fault: string, outline: readonly SectionLine[], form: ExtractionForm): Part | null {
  const places = outline.flatMap((section): readonly { readonly named: readonly string[]; readonly part: Part }[] => {
    const title = form.sections.find(({ id }) => id === section.id)?.title || section.id
    return [
      ...section.fields.map(({ label, id, row }) => ({
        named: [`Section "${title}", field "${label || id}"`, `"${label}" was published`, `"${label}" counts in`],
        part: { is: 'field', row } as const,
      })),
      ...section.fields.map(({ id, row }) => ({
        named: [`have the id "${id}" twice`, `Section "${title}" has the id "${id}" twice`],
        part: { is: 'field', row } as const,
      })),
    ]
  })
  const field = places.find(({ named }) => named.some((name) => fault.includes(name)))
  if (field) return field.part
  const section = outline.find(({ id, title }) => fault.includes(`Section "${title || id}"`))
  if (section) return { is: 'section', section: section.id }
  return fault.startsWith('The form needs') ? { is: 'form' } : null
}
