/** Runs something once after so many milliseconds; the returned function calls it off. */
export type Later = (milliseconds: number, run: () => void) => () => void

/** By the machine's clock. What is waited for keeps no process alive. */
export const laterByTimer: Later = (milliseconds, run) => {
  const timer = setTimeout(run, milliseconds)
  timer.unref()
  return () => clearTimeout(timer)
}
