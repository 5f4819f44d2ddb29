/** What axe finds wrong with a page as it stands: of each rule that is broken its name and the places. */
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

export async function faultsOf(page: Page): Promise<readonly string[]> {
  await isAtRest(page)
  // Axe runs in the page and tells faults alone. Its other mode carries every element that passed through a second
  // page, in five times the time; only frames of other servers need it, and a page of ours has no frame at all.
  expect(page.frames(), 'frames of the page').toHaveLength(1)
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

/** Contrast is that of the colours at this moment: one on its way from light to dark is neither. */
async function isAtRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
  })
}
