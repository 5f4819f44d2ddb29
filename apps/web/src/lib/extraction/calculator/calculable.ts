/** Whether a conversion can give what a cell asks for. Knows no conversion: what they are is fetched when somebody calculates. */
import type { Cell } from '@tandem/rules'
import { placementsIn, type Placement } from './placements.ts'
import type { Sheet } from './sheet.ts'
import { isStorable } from './storable.ts'

export const isCalculable = (sheet: Sheet, cell: Cell): boolean => placementsFor(sheet, cell).length > 0

export function placementsFor(sheet: Sheet, cell: Cell): readonly Placement[] {
  if (!isStorable(cell.field)) return []
  const measure = cell.row?.measure
  const scale = scaleOf(sheet, cell)
  return placementsIn(cell.section, cell.field).filter(
    (placement) =>
      Object.values(placement.gives).includes(cell.field.id) &&
      (measure === undefined || (placement.measures?.includes(measure) ?? true)) &&
      (scale === null || (placement.scale ?? scale) === scale),
  )
}

const RATIOS: readonly unknown[] = ['rr', 'or', 'hr', 'rate-ratio']
const DIFFERENCES: readonly unknown[] = ['rd', 'md', 'smd']

/** What the report's effect is, where the form says it. */
function scaleOf({ answerAt }: Sheet, { section, row }: Cell): 'ratio' | 'difference' | null {
  if (section.per !== 'contrast' || row === null) return null
  const measure = answerAt(`${section.id}/${row.id}/effect-measure`)?.value
  if (RATIOS.includes(measure)) return 'ratio'
  return DIFFERENCES.includes(measure) ? 'difference' : null
}
