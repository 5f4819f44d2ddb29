/**
 * What is wrong with a definition, in sentences for the people who write it; empty if nothing is.
 *
 * Run over every built-in instrument as a test, and over the definitions inside a snapshot before anything is recomputed
 * with them.
 */
import { TONES, type Band, type Condition, type Instrument, type Item } from './definition.ts'
import { highestTotalOf } from './score.ts'

/** Item ids become document keys such as `db-17/source`: no slash, no colon, no name that plain objects inherit. */
const ID = /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/
const KEY = /^[a-z0-9]$/
/** Keys that every rating screen uses itself: comment, next, previous, source, note, undo, go to. */
const RESERVED_KEYS = new Set(['c', 'j', 'k', 's', 't', 'z', 'g'])

export function instrumentFaults(instrument: Instrument): readonly string[] {
  const items = instrument.domains.flatMap((domain) => domain.items)
  return [
    ...(Number.isSafeInteger(instrument.version) && instrument.version >= 1
      ? []
      : [`The instrument has the version ${instrument.version}: versions are whole numbers from 1.`]),
    ...nameFaults(instrument),
    ...repeated(items.map((item) => item.number)).map(
      (number) => `The instrument has the item number "${number}" twice.`,
    ),
    ...idFaults('The instrument', 'id', [instrument.id]),
    ...idFaults(
      'The instrument',
      'domain id',
      instrument.domains.map((domain) => domain.id),
    ),
    ...idFaults(
      'The instrument',
      'item id',
      items.map((item) => item.id),
    ),
    ...idFaults(
      'The instrument',
      'band id',
      instrument.bands.map((band) => band.id),
    ),
    ...(instrument.domains.length === 0 ? ['The instrument has no domain.'] : []),
    ...instrument.domains
      .filter((domain) => domain.items.length === 0)
      .map((domain) => `Domain "${domain.id}" has no item.`),
    ...items.flatMap(optionFaults),
    ...items.flatMap((item, place) => conditionFaults(item, items.slice(0, place))),
    ...bandFaults(instrument),
  ]
}

/** What people read: without it a heading, a button or a figure says nothing. */
function nameFaults({ title, shortTitle, domains, bands }: Instrument): readonly string[] {
  const options = domains
    .flatMap(({ items }) => items)
    .flatMap((item) => item.options.map((option) => ({ item, option })))
  const names: readonly (readonly [string, readonly string[]])[] = [
    ['The instrument', [title, shortTitle]],
    ...domains.map((domain) => [`Domain "${domain.id}"`, [domain.title, domain.shortTitle]] as const),
    ...domains.flatMap(({ items }) => items).map(({ id, number }) => [`Item "${id}"`, [number]] as const),
    ...options.map(
      ({ item, option }) => [`Option "${option.id}" of item "${item.id}"`, [option.label, option.shortLabel]] as const,
    ),
    ...bands.map((band) => [`Band "${band.id}"`, [band.label]] as const),
  ]
  return names
    .filter(([, texts]) => texts.some(isBlank))
    .map(([whose]) => `${whose} lacks a title, a label or a number.`)
}

const isBlank = (text: string): boolean => text.trim() === ''

function idFaults(whose: string, kind: string, ids: readonly string[]): readonly string[] {
  return [
    ...ids
      .filter((id) => !ID.test(id) || id in {})
      .map((id) => `${whose} has the ${kind} "${id}", which is not kebab-case.`),
    ...repeated(ids).map((id) => `${whose} has the ${kind} "${id}" twice.`),
  ]
}

function optionFaults(item: Item): readonly string[] {
  const whose = `Item "${item.id}"`
  const faults = [
    ...idFaults(
      whose,
      'option id',
      item.options.map((option) => option.id),
    ),
    ...repeated(item.options.map((option) => option.key)).map((key) => `${whose} has the key "${key}" twice.`),
  ]
  if (isBlank(item.text)) faults.push(`${whose} has no text.`)
  if (item.options.length < 2) faults.push(`${whose} has fewer than two options.`)
  for (const option of item.options) {
    const which = `Option "${option.id}" of item "${item.id}"`
    if (!KEY.test(option.key)) {
      faults.push(`${which} has the key "${option.key}", which is no lower-case letter or digit.`)
    }
    if (RESERVED_KEYS.has(option.key)) {
      faults.push(`${which} has the key "${option.key}", which the screen itself uses.`)
    }
    if (!Number.isSafeInteger(option.points) || option.points < 0) {
      faults.push(`${which} gives ${option.points} points: points are whole numbers from 0.`)
    }
    if (!TONES.includes(option.tone)) faults.push(`${which} has the tone "${option.tone}", which is none.`)
    // Its item leaves the maximum, so points would make a total above it.
    if (!option.counts && option.points !== 0) faults.push(`${which} does not count but gives ${option.points} points.`)
  }
  return faults
}

function conditionFaults(item: Item, earlier: readonly Item[]): readonly string[] {
  return item.when === undefined ? [] : partFaults(item.when, `The condition of item "${item.id}"`, earlier)
}

function partFaults(condition: Condition, whose: string, earlier: readonly Item[]): readonly string[] {
  if (!('item' in condition)) {
    const parts = 'all' in condition ? condition.all : condition.any
    return parts.length === 0
      ? [`${whose} has an empty list.`]
      : parts.flatMap((part) => partFaults(part, whose, earlier))
  }
  const asked = earlier.find((other) => other.id === condition.item)
  if (asked === undefined) return [`${whose} refers to "${condition.item}", which is no earlier item.`]
  if (asked.retired) return [`${whose} refers to "${condition.item}", which is retired.`]
  if (condition.in.length === 0) return [`${whose} names no answer of item "${condition.item}".`]
  return condition.in
    .filter((id) => !asked.options.some((option) => option.id === id))
    .map((id) => `${whose} names "${id}", which is no option of item "${condition.item}".`)
}

/** Bands are whole points, lowest first, from 0 to the maximum, each beginning where the one before ended. */
function bandFaults(instrument: Instrument): readonly string[] {
  const { bands } = instrument
  if (bands.length === 0) return []
  const maximum = highestTotalOf(instrument)
  const faults = bands.flatMap((band, place) => [
    ...(Number.isSafeInteger(band.from) && Number.isSafeInteger(band.to) && band.from <= band.to
      ? []
      : [`Band "${band.id}" runs from ${band.from} to ${band.to}.`]),
    ...startFaults(band, bands[place - 1]),
  ])
  const last = bands.at(-1)
  if (last !== undefined && last.to !== maximum) {
    faults.push(`Band "${last.id}" ends at ${last.to}, the highest total is ${maximum}.`)
  }
  return faults
}

function startFaults(band: Band, before: Band | undefined): readonly string[] {
  const start = before === undefined ? 0 : before.to + 1
  if (band.from === start) return []
  if (before === undefined) return [`Band "${band.id}" begins at ${band.from} and not at 0.`]
  return [`Band "${band.id}" ${band.from < start ? 'overlaps' : 'leaves a gap after'} "${before.id}".`]
}

const repeated = (values: readonly string[]): readonly string[] => [
  ...new Set(values.filter((value, place) => values.indexOf(value) !== place)),
]
