/** An item of the study on screen, as the end of its address. */
const START = '#item-'

export const hashOfItem = (item: string): string => START + item

export const itemInHash = (hash: string): string | null => (hash.startsWith(START) ? hash.slice(START.length) : null)
