/** Named views of the tables of one stage: on this device, for one person. */
import type { PersonId, ReviewId } from '@tandem/rules'
import { CELL_STATES, type CellState, type Sorting } from '@tandem/reports'
import { viewsKey } from '#lib/live/device.ts'

export const TABS = ['characteristics', 'results', 'missing', 'conflicts'] as const
export type Tab = (typeof TABS)[number]

const RESULTS = ['arms', 'comparisons'] as const

/** How the tables are looked at. */
export type TableView = {
  readonly tab: Tab
  /** Of the characteristics, in their order; null: all. */
  readonly columns: readonly string[] | null
  readonly sorting: Sorting | null
  readonly text: string
  readonly state: CellState | null
  /** Of the results: the outcome's group, null for all; arms, or pairs of them. */
  readonly outcome: string | null
  readonly results: (typeof RESULTS)[number]
}

export const EVERYTHING: TableView = {
  tab: 'characteristics',
  columns: null,
  sorting: null,
  text: '',
  state: null,
  outcome: null,
  results: 'arms',
}

export type SavedView = TableView & { readonly name: string }

export class SavedViews {
  readonly #key: string
  readonly #shelf: Pick<Storage, 'getItem' | 'setItem'>

  constructor(person: PersonId, review: ReviewId, form: string, shelf: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#key = viewsKey(person, `${review}:${form}`)
    this.#shelf = shelf
  }

  get all(): readonly SavedView[] {
    try {
      return parseViews(this.#shelf.getItem(this.#key))
    } catch {
      // A closed storage holds none.
      return []
    }
  }

  /** In place of the one of this name, if there is one. @returns all that there are now. */
  save(view: SavedView): readonly SavedView[] {
    return this.#keep([...this.all.filter(({ name }) => name !== view.name), view])
  }

  remove(name: string): readonly SavedView[] {
    return this.#keep(this.all.filter((view) => view.name !== name))
  }

  #keep(views: readonly SavedView[]): readonly SavedView[] {
    try {
      this.#shelf.setItem(this.#key, JSON.stringify(views))
    } catch {
      // A closed storage forgets them with the tab.
    }
    return views
  }
}

/** What another version of the client kept is passed over where it is not understood. */
export function parseViews(text: string | null): readonly SavedView[] {
  const read = parsed(text)
  return Array.isArray(read) ? read.flatMap((one) => (isSavedView(one) ? [one] : [])) : []
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? null : (JSON.parse(text) as unknown)
  } catch {
    // Somebody else's text under our key.
    return null
  }
}

function isSavedView(value: unknown): value is SavedView {
  if (typeof value !== 'object' || value === null) return false
  const { name, tab, columns, sorting, text, state, outcome, results } = value as Record<string, unknown>
  return (
    typeof name === 'string' &&
    TABS.includes(tab as Tab) &&
    (columns === null || (Array.isArray(columns) && columns.every((id) => typeof id === 'string'))) &&
    (sorting === null || isSorting(sorting)) &&
    typeof text === 'string' &&
    (state === null || CELL_STATES.includes(state as CellState)) &&
    (outcome === null || typeof outcome === 'string') &&
    RESULTS.includes(results as TableView['results'])
  )
}

function isSorting(value: unknown): value is Sorting {
  if (typeof value !== 'object' || value === null) return false
  const { column, direction } = value as Record<string, unknown>
  return typeof column === 'string' && (direction === 'up' || direction === 'down')
}
