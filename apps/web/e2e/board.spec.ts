/** The supervisor's board: of a review with 300 studies that is well under way, and of one where nothing has begun. */
import { expect, test, type Page } from '@playwright/test'
import { faultsOf } from './support/accessibility.ts'
import { House } from './support/house.ts'
import { Visitor } from './support/people.ts'
import { Tandem } from './support/tandem.ts'

const studies = (page: Page) => page.getByRole('table', { name: 'Studies' })
const lines = (page: Page) => studies(page).getByRole('rowheader')
const tile = (page: Page, name: RegExp) => page.getByRole('button', { name })

test.describe('of 300 studies', () => {
  let house: House
  test.beforeAll(async () => {
    house = await House.with('populate-course-main.ts')
  })
  test.afterAll(() => house.tandem.remove())

  test('says how far it is, when it will be done, and keeps what the drafts hold', async ({ browser }) => {
    const carol = await house.pageOf(browser, 'carol')
    await house.opens(carol, '/progress')
    await expect(tile(carol, /^Settled/)).toContainText('150of 300')
    await expect(tile(carol, /^In conflict/)).toContainText('30')
    await expect(tile(carol, /^Overdue/)).toContainText('40')
    await expect(carol.getByText(/holds in eight of ten/)).toBeVisible()
    await expect(carol.getByText('How often each reviewer gave which answer is shown once')).toBeVisible()
    await expect(lines(carol)).toHaveCount(300)
    await carol.context().close()
  })

  test('moves while a reviewer types', async ({ browser }) => {
    const [carol, alice] = [await house.pageOf(browser, 'carol'), await house.pageOf(browser, 'alice')]
    await house.opens(carol, '/progress')
    await carol.getByRole('searchbox', { name: 'Filter by text' }).fill('Study 202')
    await expect(lines(carol)).toHaveCount(1)
    await expect(carol.getByRole('img', { name: 'Alice: 0 of 27' })).toBeVisible()
    await house.opens(alice, '/study/study-202/bias')
    await expect(alice.getByRole('textbox', { name: 'Note on item 1', exact: true })).toBeVisible()
    const moved = carol.evaluate(movedAt, 'Alice: 1 of 27')
    const pressed = Date.now()
    await alice.keyboard.press('y')
    const took = (await moved) - pressed
    test.info().annotations.push({ type: 'from key to board, ms', description: String(took) })
    await expect(carol.getByRole('img', { name: 'Alice: 1 of 27' })).toBeVisible()
    await expect(tile(carol, /^Begun/)).toContainText('1')
    await carol.context().close()
    await alice.context().close()
  })

  test('is filtered and ordered by mouse and keys, and the address keeps it', async ({ browser }) => {
    const page = await house.pageOf(browser, 'carol')
    await house.opens(page, '/progress')
    await tile(page, /^In conflict/).click()
    await expect(lines(page)).toHaveCount(30)
    await expect(page).toHaveURL(/state=conflict/)
    await page.keyboard.press('f')
    await page.keyboard.type('Study 18')
    // 18 and 180: the others that begin like that are agreed.
    await expect(lines(page)).toHaveText(['Study 18', 'Study 180'])
    await lines(page).first().getByRole('link').click()
    await expect(page).toHaveURL(/study-18\/bias/)
    await page.goBack()
    await expect(lines(page)).toHaveText(['Study 18', 'Study 180'])
    await page.getByRole('button', { name: 'Show all' }).click()
    await expect(lines(page)).toHaveCount(300)
    await page.getByRole('combobox', { name: 'Waits for' }).selectOption('anybody')
    await expect(lines(page)).toHaveCount(50)
    await page.getByRole('columnheader', { name: 'Due' }).getByRole('button').click()
    await expect(page.getByRole('columnheader', { name: 'Due' })).toHaveAttribute('aria-sort', 'ascending')
    await page.getByRole('columnheader', { name: 'Due' }).getByRole('button').click()
    await expect(lines(page).first()).toHaveText('Study 200')
    await page.locator('body').click({ position: { x: 1, y: 1 } })
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await expect(page.getByRole('link', { name: 'Study 199', exact: true })).toBeFocused()
    await page.keyboard.press('k')
    await expect(page.getByRole('link', { name: 'Study 200', exact: true })).toBeFocused()
    await page.keyboard.press('f')
    await page.keyboard.type('nothing like it')
    await expect(page.getByText('No study is like that')).toBeVisible()
    await page.context().close()
  })

  test('nudges those who are waited for, once a day, and only by who may', async ({ browser }) => {
    const page = await house.pageOf(browser, 'carol')
    await house.opens(page, '/progress')
    await expect(page.getByRole('button', { name: /^Nudge 3 people/ })).toBeVisible()
    await page.keyboard.press('n')
    const dialog = page.getByRole('dialog', { name: 'Nudge' })
    await dialog.getByRole('checkbox', { name: /^Alice/ }).uncheck()
    await dialog.getByRole('checkbox', { name: /^Erin/ }).uncheck()
    await dialog.getByRole('button', { name: 'Nudge 1 person' }).click()
    await expect(dialog).toBeHidden()
    await expect(page.getByRole('button', { name: /^Nudge 2 people/ })).toBeVisible()
    await expect(page.getByText(/^nudged (now|just now|\d)/)).toBeVisible()
    await page.getByRole('button', { name: 'Nudge Bob' }).click()
    await expect(dialog.getByText(/at most once a day/)).toBeVisible()
    await expect(dialog.getByRole('button', { name: /^Nudge 0/ })).toHaveAttribute('aria-disabled', 'true')
    await page.keyboard.press('Escape')
    const bob = await house.pageOf(browser, 'bob')
    await house.opens(bob, '/progress')
    await expect(lines(bob)).toHaveCount(300)
    await expect(bob.getByRole('button', { name: /Nudge/ })).toHaveCount(0)
    await expect(studies(bob).getByRole('checkbox')).toHaveCount(0)
    await expect(tile(bob, /^Begun/)).toHaveCount(0)
    await page.context().close()
    await bob.context().close()
  })

  test('is accessible and nothing scrolls sideways, and so is the overview', async ({ browser }) => {
    const page = await house.pageOf(browser, 'carol')
    for (const width of [1440, 768, 390]) {
      await page.setViewportSize({ width, height: 900 })
      await house.opens(page, '')
      expect(await overflow(page), `overview at ${width} px`).toBe(0)
      await house.opens(page, '/progress')
      await expect(lines(page)).toHaveCount(300)
      expect(await overflow(page), `at ${width} px`).toBe(0)
    }
    // Seven lines have everything that three hundred have, and are looked at in a moment.
    for (const path of ['', '/progress?waits=bob']) {
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 })
        for (const scheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme: scheme })
          await house.opens(page, path)
          expect(await faultsOf(page), `${path}, ${scheme}, ${width} px`).toEqual([])
        }
      }
    }
    await page.context().close()
  })
})

test('where nothing has begun, the board says what it will show and where to begin', async ({ browser }) => {
  const house = await House.with('populate-main.ts', ['--drafting', '0'])
  const page = await house.pageOf(browser, 'carol')
  await house.opens(page, '/progress')
  await expect(page.getByRole('heading', { name: 'Nothing started' })).toBeVisible()
  await page.getByRole('link', { name: 'To the studies' }).click()
  await expect(page).toHaveURL(/\/studies$/)
  await house.tandem.remove()
})

test('a reviewer of a small team sees no counts of the others, nor how often who gave which answer', async ({
  browser,
}) => {
  const tandem = await Tandem.start()
  const alice = await Visitor.arrives(browser, tandem, 'alice')
  await alice.opens('/r/demo/progress')
  await expect(alice.page.getByRole('cell', { name: 'Bob, Ibrahim 2019: not submitted' })).toBeVisible()
  await expect(alice.page.getByRole('cell', { name: 'Alice, Ibrahim 2019: 0 of 27' })).toBeVisible()
  await expect(alice.page.getByText(/is shown once every study is settled/)).toBeVisible()
  await expect(alice.page.getByText('From 8 studies settled within 8 weeks on; 4 so far.')).toBeVisible()
  alice.expectNoComplaint()
  await tandem.remove()
})

/** In the page: the moment when something with this label is there. */
function movedAt(label: string): Promise<number> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (document.querySelector(`[role="table"] [aria-label="${label}"]`) === null) return
      observer.disconnect()
      resolve(Date.now())
    }
    const observer = new MutationObserver(look)
    observer.observe(document.body, { subtree: true, childList: true, attributes: true })
    look()
  })
}

/** The page scrolls inside `main`. */
async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const boxes = [document.documentElement, ...document.querySelectorAll('main')]
    return Math.max(...boxes.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth))
  })
}
