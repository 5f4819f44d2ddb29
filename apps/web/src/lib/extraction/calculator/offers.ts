/** Which conversions can give the number that a cell asks for, with what the form already says for their inputs. */
import { CONVERSIONS, type Conversion, type Given, type InputValue } from '@tandem/statistics'
import { cellId, type Cell } from '@tandem/rules'
import { placementsFor } from './calculable.ts'
import type { Placement } from './placements.ts'
import { saidFor, type Sheet } from './sheet.ts'

export type Offer = {
  readonly conversion: Conversion
  /** The result that answers the question. */
  readonly output: string
  /** What the form says, by input. */
  readonly said: Given
}

/** Those for which the form says most come first. */
export function offersFor(sheet: Sheet, cell: Cell): readonly Offer[] {
  const offers = placementsFor(sheet, cell).flatMap((placement) => offerFrom(sheet, cell, placement))
  return offers
    .map((offer, at) => ({ offer, at, missing: missingIn(offer) }))
    .sort((a, b) => a.missing - b.missing || a.at - b.at)
    .map(({ offer }) => offer)
}

function offerFrom(sheet: Sheet, cell: Cell, { conversion: id, gives, takes }: Placement): readonly Offer[] {
  const conversion = CONVERSIONS.find((one) => one.id === id)
  const output = Object.entries(gives).find(([, field]) => field === cell.field.id)?.[0]
  if (conversion === undefined || output === undefined) return []
  const said = conversion.inputs.flatMap((input): readonly (readonly [string, InputValue])[] => {
    const value = saidFor(sheet, cell, id, input, takes[input.id])
    return value === null ? [] : [[input.id, value]]
  })
  return [{ conversion, output, said: { ...before(sheet, cell, id, gives), ...Object.fromEntries(said) } }]
}

/** What went into it here already, or for a question beside this one: what nobody but a person knows is typed once. */
function before({ answerAt }: Sheet, { id, section, row }: Cell, conversion: string, gives: Placement['gives']): Given {
  const beside = Object.values(gives).map((field) => (row ? cellId(section.id, row.id, field) : field))
  const known = [id, ...beside].map((one) => answerAt(one)?.calculation).find((one) => one?.conversion === conversion)
  return (known?.inputs ?? {}) as Given
}

const missingIn = ({ conversion: { inputs }, said }: Offer): number =>
  inputs.filter(({ id, optional, initial }) => !optional && initial === undefined && !(id in said)).length
