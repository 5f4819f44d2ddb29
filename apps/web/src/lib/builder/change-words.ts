/** What a later version of a form changes, in words. */
import type { ExtractionForm, FormChange } from '@tandem/rules'

export const CHANGE_KINDS = ['added', 'demanded', 'reworded', 'restored', 'retired'] as const

type Words = { readonly title: string; readonly says: string }

export const CHANGE_WORDS: Readonly<Record<FormChange['kind'], Words>> = {
  added: { title: 'Added', says: 'Asked for the first time.' },
  demanded: { title: 'Has to be answered now', says: 'Answers stay; where there is none, one is needed.' },
  reworded: {
    title: 'To be looked at again',
    says: 'Answers stay. They were given to other words, options, units or another condition.',
  },
  restored: { title: 'Asked again', says: 'With the answers that it had.' },
  retired: { title: 'No longer asked', says: 'Answers are kept and shown.' },
}

/** "Mean age, Participants" */
export const changedPlace = ({ section, field }: Pick<FormChange, 'section' | 'field'>): string =>
  `${field.label}, ${section.title}`

/** What differs beside the questions themselves: where nothing is listed, this still says that something has. */
export function otherChanges(earlier: ExtractionForm, next: ExtractionForm): readonly string[] {
  const titles = (form: ExtractionForm): string =>
    JSON.stringify(form.sections.map(({ id, title, help, retired }) => [id, title, help, retired ?? false]))
  const asked = [earlier, next].map((form) => new Set(placesIn(form)))
  const order = (form: ExtractionForm): string =>
    JSON.stringify(placesIn(form).filter((place) => asked.every((places) => places.has(place))))
  return [
    ...(earlier.title !== next.title || earlier.shortTitle !== next.shortTitle ? ['its title'] : []),
    ...(JSON.stringify(earlier.cites) !== JSON.stringify(next.cites) ? ['its sources'] : []),
    ...(titles(earlier) !== titles(next) ? ['sections'] : []),
    ...(order(earlier) !== order(next) ? ['the order of questions, or where they stand'] : []),
  ]
}

const placesIn = ({ sections }: ExtractionForm): readonly string[] =>
  sections.flatMap(({ id, fields }) => fields.filter(({ retired }) => !retired).map((field) => `${id} ${field.id}`))
