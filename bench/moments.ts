/** When people act: at moments that do not depend on the server. */
import type { Random } from './random.ts'
import { until } from './stage.ts'

/** A Poisson process: the gaps are independent, so that no server is met always at the same point of its own rhythm. */
export async function atRandomMoments(
  random: Random,
  perSecond: number,
  duration: number,
  act: () => void,
): Promise<void> {
  const end = performance.now() + duration * 1_000
  let due = performance.now()
  for (;;) {
    due -= (Math.log(1 - random.fraction()) / perSecond) * 1_000
    if (due >= end) return
    await until(due)
    act()
  }
}
