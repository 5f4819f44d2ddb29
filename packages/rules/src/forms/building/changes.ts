/** What a later version of a form changes, for whoever publishes it and for whoever answered the earlier one. */
import { canonicalJson, type Json } from '../../json.ts'
import type { ExtractionForm, Field, Section } from '../definition.ts'
import { earlierField } from './retiring.ts'

export type FormChange = {
  /**
   * - `added`: a new question
   * - `retired`: no longer asked; its answers are kept and shown
   * - `restored`: asked again, with the answers that it had
   * - `reworded`: its answers are kept, and to be looked at again: they were given to another wording, other options,
   *   another unit or another condition
   * - `demanded`: its answers are kept; where it has none, one is needed now
   */
  readonly kind: 'added' | 'retired' | 'restored' | 'reworded' | 'demanded'
  readonly section: Section
  readonly field: Field
}

/** @param next with the retired parts of the earlier one, as `formIn` gives it. */
export function formChanges(earlier: ExtractionForm, next: ExtractionForm): readonly FormChange[] {
  return next.sections.flatMap((section) =>
    section.fields.flatMap((field) => {
      const kind = kindOf(earlierField(section, field.id, earlier), field, isGone(section, field.id, earlier))
      return kind ? [{ kind, section, field } satisfies FormChange] : []
    }),
  )
}

function kindOf(before: Field | undefined, field: Field, wasGone: boolean): FormChange['kind'] | null {
  const isNowRetired = field.retired === true
  if (!before) return isNowRetired ? null : 'added'
  if (isNowRetired) return wasGone ? null : 'retired'
  // Before it is said to be asked again: under another wording its answers have to be looked at like any others.
  if (wordingOf(before) !== wordingOf(field)) return 'reworded'
  if (wasGone) return 'restored'
  return field.required && !before.required ? 'demanded' : null
}

function isGone(section: Section, id: string, earlier: ExtractionForm): boolean {
  const before = earlierField(section, id, earlier)
  return (
    before?.retired === true ||
    earlier.sections.some((one) => one.retired === true && before !== undefined && one.fields.includes(before))
  )
}

/** What an answer answers. Where it stands, and whether it has to be given, is no part of that. */
function wordingOf({ label, help, settings, when, measures }: Field): string {
  const asked = { label, help, settings, when: when ?? null, measures: measures ? [...measures].sort() : null }
  return canonicalJson(asked as unknown as Json)
}

/** What a later version may not do, in sentences: answers would then mean something else than what was asked. */
export function versionFaults(earlier: ExtractionForm, next: ExtractionForm): readonly string[] {
  return next.sections.flatMap((section) => [
    ...sectionFaults(section, earlier),
    ...section.fields.flatMap((field) => fieldFaults(field, earlierField(section, field.id, earlier))),
  ])
}

function sectionFaults({ id, title, per }: Section, earlier: ExtractionForm): readonly string[] {
  const before = earlier.sections.find((section) => section.id === id)
  return before && before.per !== per
    ? [`Section "${title}" has answers that are filled in otherwise: make another section, and take this one out.`]
    : []
}

function fieldFaults({ label, settings }: Field, before: Field | undefined): readonly string[] {
  if (!before) return []
  if (before.settings.type !== settings.type)
    return [`"${label}" was published with another type: make another field, and take this one out.`]
  if (unitsOf(before.settings)?.length === 0 && unitsOf(settings)?.length !== 0)
    return [`"${label}" was published as a number without units: make another field, and take this one out.`]
  const [first, published] = [unitsOf(settings)?.[0], unitsOf(before.settings)?.[0]]
  if (first && published && first.id !== published.id)
    return [`"${label}" was published with numbers compared in "${published.label}": that unit stays the first.`]
  return changedFactors(before.settings, settings).map(
    (unit) => `"${label}" counts in "${unit}", whose factor was published as another: make another unit.`,
  )
}

type Unit = { readonly id: string; readonly label: string; readonly factor: string }

const unitsOf = (settings: Field['settings']): readonly Unit[] | null =>
  'units' in settings ? (settings.units as readonly Unit[]) : null

function changedFactors(before: Field['settings'], now: Field['settings']): readonly string[] {
  const [old, units] = [unitsOf(before), unitsOf(now)]
  if (old === null || units === null) return []
  return units
    .filter(({ id, factor }) => old.some((one) => one.id === id && one.factor !== factor))
    .map(({ label }) => label)
}
