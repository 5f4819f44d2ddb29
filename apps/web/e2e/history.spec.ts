/** What became of a question and of a form: who set what when, the form as it was, and old values as new edits. */
import { expect, test, type Page } from '@playwright/test'
import { faultsOf } from './support/accessibility.ts'
import { chooses, field, fills, isAt, overflow, question, saved } from './support/extraction.ts'
import { Visitor } from './support/people.ts'
import { agreeOnStructure, EXTRACTION } from './support/structure.ts'
import { Tandem } from './support/tandem.ts'

let tandem: Tandem
test.beforeAll(async ({ browser }) => {
  tandem = await Tandem.start()
  await agreeOnStructure(browser, tandem)
})
test.afterAll(() => tandem.remove())

const bar = (page: Page) => page.getByRole('region', { name: 'The form as it was' })

test('the history of a question in a blind draft; an old value becomes a new edit', async ({ browser }) => {
  const alice = await Visitor.arrives(browser, tandem, 'alice')
  const { page } = alice
  const name = 'People randomised or enrolled'
  await alice.opens(EXTRACTION)
  for (const text of ['140', '104']) {
    await fills(page, name, text)
    await expect(saved(page)).toBeVisible()
  }
  const history = page.getByRole('region', { name: `History of ${name}` })

  await test.step('the newest first, by keys', async () => {
    await field(page, name).focus()
    await page.keyboard.press('Escape')
    await page.keyboard.press('h')
    await expect(history.getByRole('listitem')).toHaveCount(2)
    await expect(history.getByRole('listitem').first()).toContainText('104')
    await expect(history.getByRole('listitem').first()).toContainText('Stands now')
    await expect(history.getByRole('listitem').last()).toContainText('Alice')
    expect(await faultsOf(page)).toEqual([])
  })

  await test.step('an old value is a new edit, which undo takes back', async () => {
    await history.getByRole('button', { name: /^Use this value.*140/ }).press('Enter')
    await expect(field(page, name)).toHaveValue('140')
    await expect(history.getByRole('listitem')).toHaveCount(3)
    await expect(history.getByRole('listitem').first()).toContainText('140')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('button', { name: `History of ${name}` })).toBeFocused()
    await page.keyboard.press('z')
    await expect(field(page, name)).toHaveValue('104')
    await expect(saved(page)).toBeVisible()
  })

  await test.step('the form as it was, moment by moment, read only', async () => {
    await chooses(page, 'Design', 'Randomised trial')
    await fills(page, 'Registration', 'Not registered')
    await expect(saved(page)).toBeVisible()
    await page.getByRole('button', { name: 'History', exact: true }).click()
    await expect(bar(page)).toContainText('As it was')
    await isAt(page, 'Moment')
    await expect(bar(page)).toContainText(/after Alice changed \d+ fields?\. Read only\./)
    await expect(page.getByRole('textbox')).toHaveCount(0)
    await expect(question(page, 'Registration')).toContainText('Not registered')
    await expect(page.getByRole('button', { name: 'Submit' })).toHaveCount(0)
    await question(page, 'Registration').locator('[data-cell-value]').click()
    await page.keyboard.press('Alt+n')
    await expect(question(page, 'Registration').getByRole('button', { name: /^Stands now/ })).toBeVisible()
    expect(await faultsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'Back to now' }).click()
    await expect(page.getByRole('button', { name: 'History', exact: true })).toBeFocused()
    await expect(field(page, 'Registration')).toHaveValue('Not registered')
  })

  await test.step('on a phone nothing scrolls sideways', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByRole('button', { name: 'History', exact: true }).click()
    await expect(bar(page)).toContainText('As it was')
    expect(await overflow(page)).toBe(0)
    expect(await faultsOf(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await faultsOf(page)).toEqual([])
  })
  alice.expectNoComplaint()
  await alice.context.close()
})

test('a shared document: who wrote what, the form at an earlier moment, and a cell of then as a new edit', async ({
  browser,
}) => {
  const [alice, bob] = await Promise.all([
    Visitor.arrives(browser, tandem, 'alice'),
    Visitor.arrives(browser, tandem, 'bob'),
  ])
  const CONSENSUS = '/r/demo/study/poulain-2010/extract/return-to-work'
  await alice.opens(CONSENSUS)
  await bob.opens(CONSENSUS)
  const { page } = alice
  const asked = page.getByRole('button', { name: /^Recruit/ }).first()
  await asked.click()
  const row = page.locator('[data-card]')
  await row.getByRole('button', { name: /^Take Alice/ }).click()
  await expect(saved(page)).toBeVisible()
  await bob.page
    .getByRole('button', { name: /^Recruit/ })
    .first()
    .click()
  await bob.page
    .locator('[data-card]')
    .getByRole('button', { name: /^Take Bob/ })
    .click()
  await expect(saved(bob.page)).toBeVisible()

  await test.step('its history names both', async () => {
    await row.getByRole('button', { name: /^History of/ }).click()
    const history = page.getByRole('region', { name: /^History of/ })
    await expect(history.getByRole('listitem').first()).toContainText('Bob')
    await expect(history.getByRole('listitem').nth(1)).toContainText('Alice')
  })

  await test.step('as it was before Bob, by keys; the answer of then is used now', async () => {
    await page.getByRole('button', { name: 'History', exact: true }).click()
    await isAt(page, 'Moment')
    await expect(bar(page)).toContainText('after Bob changed')
    await page.keyboard.press('ArrowLeft')
    await expect(bar(page)).toContainText('after Alice changed')
    await page.keyboard.press('Home')
    await expect(bar(page)).toContainText('after Tandem changed')
    await page.keyboard.press('ArrowRight')
    const then = page.locator('[id="item-recruited-to"]')
    await then.locator('[data-cell-value]').click()
    expect(await faultsOf(page)).toEqual([])
    await then.getByRole('button', { name: /^Use this value/ }).click()
    await expect(then.getByText('Stands now')).toBeVisible()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Back to now' }).click()
    await expect(bob.page.locator('[id="item-recruited-to"]').getByRole('textbox').first()).toHaveValue('2003')
  })

  await test.step('on a phone nothing scrolls sideways', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByRole('button', { name: 'History', exact: true }).click()
    await expect(bar(page)).toContainText('As it was')
    expect(await overflow(page)).toBe(0)
    expect(await faultsOf(page)).toEqual([])
  })
  for (const visitor of [alice, bob]) visitor.expectNoComplaint()
})

test('what is settled has its history, and nothing of it can be used', async ({ browser }) => {
  const carol = await Visitor.arrives(browser, tandem, 'carol')
  const { page } = carol
  await carol.opens('/r/demo/study/burke-1994/extract/return-to-work')
  await page
    .getByRole('button', { name: /^People with the event/ })
    .first()
    .click()
  const row = page.locator('[data-card]')
  await row.getByRole('button', { name: /^History of/ }).click()
  const history = page.getByRole('region', { name: /^History of/ })
  await expect(history.getByRole('listitem').first()).toContainText('Bob')
  const use = history.getByRole('button', { name: /^Stands now/ })
  await expect(use).toHaveAttribute('aria-disabled', 'true')
  await expect(use).toHaveAccessibleDescription('This document is read only here.')
  expect(await faultsOf(page)).toEqual([])
  carol.expectNoComplaint()
  await carol.context.close()
})
