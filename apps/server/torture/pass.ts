/** Lets some of the machine's time go by. Only for moments that a seed chooses, never to wait for something. */
export function pass(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
