/**
 * What people say to each other about a study: held while it is rated blind, there at the reveal; mentions, the inbox,
 * resolving; by keyboard alone, and on a phone.
 */
import { expect, test, type Locator, type Page } from '@playwright/test'
import { faultsOf } from './support/accessibility.ts'
import { Visitor } from './support/people.ts'
import { Tandem } from './support/tandem.ts'

const STUDY = '/r/demo/study/ibrahim-2019/bias'
const ITEMS = 27
const SECRET = 'Nowhere is it said that assessors were blind'

let tandem: Tandem
let alice: Visitor
let bob: Visitor
let carol: Visitor
let dana: Visitor

test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  tandem = await Tandem.start()
  alice = await Visitor.arrives(browser, tandem, 'alice')
  bob = await Visitor.arrives(browser, tandem, 'bob')
  carol = await Visitor.arrives(browser, tandem, 'carol')
  dana = await Visitor.arrives(browser, tandem, 'dana')
})
test.afterAll(() => tandem.remove())

const pane = (page: Page): Locator => page.getByRole('complementary', { name: 'Discussion' })
const bell = ({ page }: Visitor): Locator => page.getByRole('link', { name: /^Inbox/ })

test('a comment on an item says who reads it, and names people, by keyboard alone', async () => {
  const { page } = alice
  await bob.opens(STUDY)
  await alice.opens(STUDY)
  await expect(page.getByText('Your copy, hidden from others')).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('c')
  await expect(pane(page).getByRole('heading', { name: 'Item 2', exact: true })).toBeVisible()
  await expect(pane(page)).toContainText('before the reveal; Bob reads it afterwards.')
  await expect(page.getByLabel('What do you want to say?')).toBeFocused()
  await page.keyboard.type(`${SECRET}, @Bo`)
  await expect(page.getByRole('option', { name: 'Bob' })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await page.keyboard.type('and @Ca')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Control+Enter')
  await expect(pane(page).getByRole('article')).toContainText(`${SECRET}, @Bob and @Carol`)
  await page.keyboard.press('Escape')
  await expect(pane(page)).toBeHidden()
  // The keys of the item work on.
  await page.keyboard.press('j')
  await expect(page.getByRole('radiogroup', { name: 'Answer to item 3' })).toBeVisible()
  await expect(page.getByRole('button', { name: '1 open thread on item 2' })).toBeVisible()
})

test('a supervisor is told at once, and is led to the place', async () => {
  const { page } = carol
  await expect(bell(carol)).toHaveAccessibleName('Inbox, 1 unread')
  await bell(carol).click()
  const notice = page.getByRole('link', { name: /Alice mentioned you on Ibrahim 2019/ })
  await expect(notice).toContainText(SECRET)
  await notice.click()
  await expect(page).toHaveURL(/\/study\/ibrahim-2019\/bias\/[\w-]+\?thread=.+#item-/)
  await expect(pane(page).getByRole('article')).toContainText(SECRET)
  await expect(bell(carol)).toHaveAccessibleName('Inbox')
  await pane(page).getByRole('button', { name: 'Reply' }).click()
  await expect(pane(page)).toContainText('Only Dana reads this before the reveal; Alice and Bob read it afterwards.')
})

test('the other reviewer gets nothing of it: no word, no number, no notice', async () => {
  const { page } = bob
  await page.keyboard.press('j')
  await page.keyboard.press('c')
  await expect(pane(page)).toContainText('Nothing is open on this item.')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Discussion' })).toHaveAccessibleName('Discussion')
  await expect(bell(bob)).toHaveAccessibleName('Inbox')
  expect((await bob.allReceived()).includes(SECRET)).toBe(false)
})

test('the reveal brings what was held, with its notices, to who rated the study', async () => {
  test.setTimeout(180_000)
  for (const { page, opens } of [alice, bob].map((one) => ({ page: one.page, opens: () => one.opens(STUDY) }))) {
    await opens()
    await expect(page.getByText('Your copy, hidden from others')).toBeVisible()
    for (let item = 1; item <= ITEMS; item += 1) {
      await expect(page.getByRole('radiogroup', { name: `Answer to item ${item}`, exact: true }).first()).toBeVisible()
      await page.keyboard.press(page === bob.page && item === 2 ? 'n' : 'y')
      if (item < ITEMS) await page.keyboard.press('Enter')
    }
    await page.getByRole('button', { name: /^Submit/ }).click()
    if (page === alice.page) await expect(page.getByText('It waits for Bob.')).toBeVisible()
  }
  await expect(bob.page.getByText('Consensus, shared')).toBeVisible()
  await expect(bell(bob)).toHaveAccessibleName('Inbox, 2 unread')
  await expect(bob.page.getByRole('button', { name: '1 open thread on item 2' })).toBeVisible()
  await bob.page.keyboard.press('c')
  await expect(pane(bob.page).getByRole('article')).toContainText(SECRET)
})

test('an answer is there for both, and a resolution closes the thread for all', async () => {
  await pane(bob.page).getByRole('button', { name: 'Reply' }).click()
  await bob.page.keyboard.type('Page 443 does, @Da')
  await bob.page.keyboard.press('Enter')
  await bob.page.keyboard.press('Control+Enter')
  await alice.page.getByRole('button', { name: '1 open thread on item 2' }).click()
  const thread = pane(alice.page).getByRole('article')
  await expect(thread).toContainText('Page 443 does, @Dana')
  await thread.getByRole('button', { name: 'Change' }).click()
  await alice.page.getByLabel('Your comment').fill('Are assessors blind?')
  await thread.getByRole('button', { name: 'Change it' }).click()
  await expect(pane(bob.page).getByRole('article')).toContainText('Are assessors blind?')
  await expect(pane(bob.page).getByRole('article')).not.toContainText(SECRET)
  await thread.getByRole('button', { name: 'Resolve' }).click()
  await expect(pane(alice.page).getByText('1 resolved thread')).toBeVisible()
  await expect(pane(bob.page).getByText('1 resolved thread')).toBeVisible()
  await expect(bob.page.getByRole('button', { name: 'Discussion', exact: true })).toBeVisible()
})

test('all threads of a review are on one page, by what they are to oneself', async () => {
  const { page } = bob
  await bob.opens('/r/demo/threads')
  await expect(page.getByText('No thread is like that.')).toBeVisible()
  await page.getByRole('button', { name: 'Resolved', exact: true }).click()
  await expect(page.getByRole('article', { name: 'Thread on Ibrahim 2019 · Item 2' })).toBeVisible()
  await page.getByRole('button', { name: 'I take part' }).click()
  await page.getByRole('button', { name: 'Open again' }).click()
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await page.getByRole('article').getByRole('button', { name: 'Take back' }).click()
  await expect(page.getByRole('article')).toContainText('Taken back.')
  await page.getByRole('link', { name: 'Ibrahim 2019 · Item 2' }).click()
  await expect(pane(page).getByRole('article')).toContainText('Taken back.')
})

test('the inbox of somebody who has read everything says what will come', async () => {
  const { page } = bob
  await bob.opens('/inbox')
  await page.getByRole('button', { name: 'Mark all as read' }).click()
  await expect(page.getByRole('heading', { name: 'You have read everything' })).toBeVisible()
  await page.getByRole('button', { name: 'All', exact: true }).click()
  await expect(page.getByRole('link', { name: /ratings of Ibrahim 2019 are revealed/ })).toBeVisible()
})

test('on a phone the discussion covers the page, and is left by its button', async () => {
  const { page } = dana
  await page.setViewportSize({ width: 390, height: 844 })
  await dana.opens(STUDY)
  await page.getByRole('button', { name: /^Discussion/ }).click()
  await expect(pane(page).getByRole('article')).toContainText('Are assessors blind?')
  const box = await pane(page).boundingBox()
  expect(box).toMatchObject({ x: 0, y: 0, width: 390 })
  await pane(page).getByRole('button', { name: 'Close the discussion' }).click()
  await expect(pane(page)).toBeHidden()
  await page.setViewportSize({ width: 1440, height: 900 })
})

for (const path of ['/inbox', '/r/demo/threads', STUDY]) {
  test(`${path} with a discussion has no fault that axe finds, and nothing sticks out`, async () => {
    const { page } = dana
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 })
        await dana.opens(path)
        await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
        if (path === STUDY) {
          await page.getByRole('button', { name: /^Discussion/ }).click()
          await expect(pane(page)).toBeVisible()
        }
        expect(await faultsOf(page)).toEqual([])
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect(overflow).toBeLessThanOrEqual(0)
      }
    }
  })
}

test('an answer that comes late leaves alone what is begun on another item', async () => {
  const { page } = alice
  await alice.opens(STUDY)
  await page.getByRole('button', { name: 'All 27' }).click()
  await page.locator('#main').focus()
  let letThrough = (): void => {}
  const held = new Promise<void>((resolve) => (letThrough = resolve))
  await page.route('**/commands', async (route) => {
    await held
    await route.continue()
  })
  const field = page.getByLabel('What do you want to say?')
  await page.keyboard.press('j')
  await page.keyboard.press('c')
  await expect(field).toBeFocused()
  await page.keyboard.type('Of the one item.')
  await page.keyboard.press('Control+Enter')
  await page.keyboard.press('Escape')
  await page.keyboard.press('k')
  await page.keyboard.press('c')
  await expect(field).toBeFocused()
  await page.keyboard.type('Begun on the other')
  letThrough()
  await expect(page.getByText('Your comment is there')).toBeAttached()
  await page.keyboard.type(' item.')
  await expect(field).toHaveValue('Begun on the other item.')
  await page.keyboard.press('Escape')
  await page.keyboard.press('j')
  await page.keyboard.press('c')
  await expect(field).toHaveValue('')
  await expect(pane(page).getByRole('article')).toContainText('Of the one item.')
})

test('nobody’s console complained', () => {
  for (const visitor of [alice, bob, carol, dana]) visitor.expectNoComplaint()
})
