/**
 * Lets some of the machine's time go by: until a moment that a seed has chosen, or before coming again to a server that
 * has said to come later. Never to wait for something to have happened.
 */
export function pass(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
