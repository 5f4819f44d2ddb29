/**
 * What other studies of the review say of an outcome: their units, and the SDs that were settled. Only what is agreed goes in
 * here, so a warning in a blind draft tells nothing of another one.
 *
 * Two outcomes are the same where they are measured alike, by one instrument (or, where none is named, under one name), and
 * belong to one domain or do not say to which. Names compare as answers of short text do: without case and space.
 */
import { comparable } from '../fields/text.ts'
import type { Outcome, Structure } from '../forms/structure.ts'
import type { TrapOutcome } from './trap.ts'

/** SDs of measurements by the id of their outcome, in canonical units. */
export type SdsByOutcome = Readonly<Record<string, readonly number[]>>

/** An outcome of another study, its names ready to be compared: a page asks this of all studies with each pause in typing. */
export type OutcomeElsewhere = Identity & {
  /** As people call the study. */
  readonly study: string
  readonly sds: readonly number[]
}

type Identity = {
  readonly measure: Outcome['measure']
  readonly name: string
  readonly domain: string
  readonly low: number | null
  readonly high: number | null
  readonly unit: Unit | null
}

type Unit = { readonly label: string; readonly comparable: string }

export function outcomesElsewhere(study: string, structure: Structure, sds: SdsByOutcome): readonly OutcomeElsewhere[] {
  return structure.outcomes.map((outcome) => ({ ...identityOf(outcome), study, sds: sds[outcome.id] ?? [] }))
}

/** Of a study with several such outcomes all stand together: it counts once. */
export function elsewhereOf(outcome: Outcome, others: readonly OutcomeElsewhere[]): TrapOutcome['elsewhere'] {
  const own = identityOf(outcome)
  const same = others.filter((other) => isSameOutcome(own, other))
  const groups = Map.groupBy(same, ({ study, unit }) => JSON.stringify([study, unit?.comparable ?? null]))
  return [...groups.values()].map((group) => ({
    study: group[0]?.study ?? '',
    unit: unitAsHere(own.unit, group[0]?.unit ?? null),
    sds: group.flatMap((other) => (isOneScale(own, other) ? other.sds : [])),
  }))
}

function identityOf({ label, measure, domain, instrument, low, high, unit }: Outcome): Identity {
  return {
    measure,
    name: instrument === '' ? `called ${comparable(label)}` : `by ${comparable(instrument)}`,
    domain: comparable(domain),
    low: low === null ? null : Number(low),
    high: high === null ? null : Number(high),
    unit: unit === '' ? null : { label: unit, comparable: comparable(unit) },
  }
}

function isSameOutcome(one: Identity, other: Identity): boolean {
  const isOneDomain = one.domain === '' || other.domain === '' || one.domain === other.domain
  return one.measure === other.measure && one.name === other.name && isOneDomain
}

/** From 0 to 10 and from 0 to 100 one instrument has other SDs. An end that is not said is no other one. */
function isOneScale(one: Identity, other: Identity): boolean {
  const isOneEnd = (a: number | null, b: number | null): boolean => a === null || b === null || a === b
  return isOneEnd(one.low, other.low) && isOneEnd(one.high, other.high)
}

/** "Days" and "days" are one unit, and traps compare labels. */
const unitAsHere = (here: Unit | null, there: Unit | null): string | null =>
  here && there && here.comparable === there.comparable ? here.label : (there?.label ?? null)
