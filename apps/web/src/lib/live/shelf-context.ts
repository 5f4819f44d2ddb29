/** The rescue shelf of the person who is signed in; null until that is known. */
import { createContext } from 'svelte'
import type { RescueShelf } from './rescue-shelf.svelte.ts'

type Shelf = { readonly current: RescueShelf | null }

const [getShelf, provideShelf] = createContext<Shelf>()

export { getShelf }

/** @param make is asked until it gives a shelf, which then stays. */
export function setShelf(make: () => RescueShelf | null): Shelf {
  let made: RescueShelf | null = null
  return provideShelf({
    get current() {
      made ??= make()
      return made
    },
  })
}
