/** A stored calculation, looked at again: what it was, whether it still gives the stored value, and what the form says now. */
import { isSameJson, type Answer, type Calculation, type Cell, type Json } from '@tandem/rules'
import { CONVERSIONS, recompute, type Conversion, type Given, type InputValue } from '@tandem/statistics'
import { saidFor, type Sheet } from './sheet.ts'
import { placementsIn } from './placements.ts'
import { storableOf } from './storable.ts'

export type Recollection = {
  /** Null for a conversion that this version does not know. */
  readonly conversion: Conversion | null
  readonly calculation: Calculation
  /** Inputs of which the form says something else now. */
  readonly moved: readonly { readonly label: string; readonly was: InputValue; readonly now: InputValue }[]
  /** What these inputs give; null where they give the stored value. */
  readonly otherwise: string | null
}

export function recollectionOf(sheet: Sheet, cell: Cell, { value, calculation }: Answer): Recollection | null {
  if (calculation === undefined) return null
  const conversion = CONVERSIONS.find(({ id }) => id === calculation.conversion) ?? null
  return {
    conversion,
    calculation,
    moved: conversion === null ? [] : movedSince(sheet, cell, conversion, calculation.inputs as Given),
    otherwise: otherwiseThan(cell, value ?? null, calculation),
  }
}

/** What was typed by hand stays what it is; an answer that is empty now says nothing else. */
function movedSince(sheet: Sheet, cell: Cell, conversion: Conversion, inputs: Given): Recollection['moved'] {
  const takes = placementsIn(cell.section, cell.field).find((one) => one.conversion === conversion.id)?.takes ?? {}
  return conversion.inputs.flatMap((input) => {
    const origin = takes[input.id]
    const was = inputs[input.id]
    if (origin === undefined || was === undefined) return []
    const now = saidFor(sheet, cell, conversion.id, input, origin)
    return now === null || isSameJson(now as Json, was as Json) ? [] : [{ label: input.label, was, now }]
  })
}

function otherwiseThan(cell: Cell, value: Json, { conversion, inputs, output }: Calculation): string | null {
  const result = recompute(conversion, inputs as Given)
  if (!result.ok) return result.sentence
  const number = result.values[output]
  if (number === undefined) return `The conversion has no result called ${output}.`
  const fits = storableOf(cell.field, number).some((one) => isSameJson(one as Json, value))
  return fits ? null : `These inputs give ${String(Number(number.toPrecision(12)))}.`
}
