/** Which row of a page of settings is open. One at a time: so there is one form, and one green button, on the screen. */
import { createContext } from 'svelte'

export class Unfolded {
  current = $state<string | null>(null)
}

/** Set by the page. */
export const [getUnfolded, setUnfolded] = createContext<Unfolded>()
