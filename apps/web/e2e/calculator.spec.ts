/** A number that the report does not print is calculated in a blind draft, by keys alone; effects follow what is typed. */
import { expect, test, type Page } from '@playwright/test'
import { faultsOf } from './support/accessibility.ts'
import { field, fills, isAt, overflow, saved } from './support/extraction.ts'
import { Visitor } from './support/people.ts'
import { agreeOnStructure, EXTRACTION } from './support/structure.ts'
import { Tandem } from './support/tandem.ts'

const PAIN = 'Pain, 18 months'
const WORK = 'Back at work, 18 months'

let tandem: Tandem
test.beforeAll(async ({ browser }) => {
  tandem = await Tandem.start()
  await agreeOnStructure(browser, tandem)
})
test.afterAll(() => tandem.remove())

const calculator = (page: Page, name: string) => page.getByRole('form', { name: `Calculate ${name}` })
const comparison = (page: Page, outcome: string) =>
  page
    .getByRole('region', { name: `Effects: ${outcome}` })
    .getByRole('group', { name: '18 months: Programme against Usual care' })

async function comesTo(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Results by arm' }).first().click()
  await field(page, name).click()
  await isAt(page, name)
}

test('the SD of a blind draft is calculated from its standard error, by keys alone', async ({ browser }) => {
  const alice = await Visitor.arrives(browser, tandem, 'alice')
  const { page } = alice
  const sd = `SD, ${PAIN}, Programme`
  await alice.opens(EXTRACTION)
  await comesTo(page, `People analysed, ${PAIN}, Programme`)
  await page.keyboard.type('50')

  await test.step('the calculator opens beside the number, with what the row says', async () => {
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('Tab')
    await isAt(page, `SE, ${PAIN}, Programme`)
    await page.keyboard.type('2')
    await page.keyboard.press('Control+ArrowLeft')
    await isAt(page, sd)
    await page.keyboard.press('Escape')
    await page.keyboard.press('=')
    await expect(calculator(page, sd).getByText('SD = SE × √n')).toBeVisible()
    await isAt(page, 'standard error of the mean of one group')
    await expect(page.locator(':focus')).toHaveValue('2')
    await expect(calculator(page, sd).getByLabel('people in the group')).toHaveValue('50')
    await expect(calculator(page, sd).getByRole('status')).toContainText('14.1421')
    await expect(calculator(page, sd).getByText('Cochrane Handbook 6.5.2.2')).toBeVisible()
  })

  await test.step('what is typed is shown at once; what is missing is said', async () => {
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Delete')
    await expect(calculator(page, sd).getByRole('status')).toHaveText(
      /Still needed: standard error of the mean of one group/,
    )
    await page.keyboard.type('2.5')
    await expect(calculator(page, sd).getByRole('status')).toContainText('17.6777')
    await expect(calculator(page, sd).getByText('the form says 2')).toBeVisible()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('2')
  })

  await test.step('Enter uses the value: one edit, with its calculation', async () => {
    await page.keyboard.press('Enter')
    await isAt(page, sd)
    await expect(field(page, sd)).toHaveValue('14.1421')
    const stored = page.getByRole('group', { name: 'How SD was calculated' })
    await expect(stored.getByText('SD = SE × √n')).toBeVisible()
    await expect(saved(page)).toBeVisible()
    expect(await faultsOf(page)).toEqual([])
  })

  await test.step('it says so when the form says something else than went in', async () => {
    const stored = page.getByRole('group', { name: 'How SD was calculated' })
    await fills(page, `People analysed, ${PAIN}, Programme`, '49')
    await field(page, sd).focus()
    await expect(stored.getByText('Calculated with 50, but the form now says 49: people in the group.')).toBeVisible()
    await fills(page, `People analysed, ${PAIN}, Programme`, '50')
    await field(page, sd).focus()
    await expect(stored.getByText('but the form now says')).not.toBeVisible()
  })

  await test.step('it is there after a reload, and undo takes a calculation back in one step', async () => {
    await expect(saved(page)).toBeVisible()
    await page.reload()
    await field(page, sd).focus()
    await expect(page.getByRole('group', { name: 'How SD was calculated' })).toBeVisible()
    await page.keyboard.press('Escape')
    await page.keyboard.press('=')
    await isAt(page, 'standard error of the mean of one group')
    await page.keyboard.press('Control+a')
    await page.keyboard.type('3')
    await page.keyboard.press('Enter')
    await expect(field(page, sd)).toHaveValue('21.2132')
    await isAt(page, sd)
    await page.keyboard.press('Escape')
    await page.keyboard.press('z')
    await expect(field(page, sd)).toHaveValue('14.1421')
    await expect(page.getByRole('group', { name: 'How SD was calculated' })).toContainText('50')
  })
  alice.expectNoComplaint()
  await alice.context.close()
})

test('effects follow what is typed, and say what they lack', async ({ browser }) => {
  const alice = await Visitor.arrives(browser, tandem, 'alice')
  const { page } = alice
  await alice.opens(EXTRACTION)
  await page.getByRole('button', { name: 'Back at work', exact: true }).first().click()
  const work = comparison(page, 'Back at work')
  await expect(work).toContainText('Not given: People with the event, Programme; People analysed, Programme')
  await fills(page, `People analysed, ${WORK}, Programme`, '60')
  await fills(page, `People with the event, ${WORK}, Programme`, '6')
  await fills(page, `People analysed, ${WORK}, Usual care`, '58')
  await expect(work).toContainText('Not given: People with the event, Usual care.')
  await field(page, `People with the event, ${WORK}, Usual care`).fill('20')
  await expect(work).toContainText('RR 0.29 (0.13 to 0.67)')
  await expect(work).toContainText('OR 0.21')
  await expect(work).toContainText('RD -0.24')
  await field(page, `People with the event, ${WORK}, Usual care`).fill('2')
  await expect(work).toContainText('RR 2.90')

  await test.step('what the report says stands beside it', async () => {
    await page.getByRole('button', { name: 'Results between arms' }).first().scrollIntoViewIfNeeded()
    const between = page.getByRole('region', { name: 'Results between arms' })
    await between.getByRole('button', { name: 'Back at work' }).click()
    const pair = `${WORK}, Programme against Usual care`
    await fills(page, `Estimate, ${pair}`, '2.8')
    await fills(page, `p, ${pair}`, '0.2')
    await expect(work).toContainText('The report says 2.8, p 0.2')
    await work.scrollIntoViewIfNeeded()
    await work.getByText('How').click()
    await expect(work).toContainText('Cochrane Handbook 6.4.1')
  })

  await test.step('accessible in light and dark; on a phone nothing scrolls sideways', async () => {
    for (const [width, scheme] of [
      [1440, 'light'],
      [1440, 'dark'],
      [390, 'light'],
    ] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      await page.setViewportSize({ width, height: 900 })
      if (width === 390) {
        const results = page.getByRole('region', { name: 'Results by arm' })
        for (let at = 0; at < 9 && !(await results.isVisible()); at += 1)
          await page
            .getByRole('button', { name: /^(On|Back) to/ })
            .first()
            .click()
      }
      await field(page, `SD, ${PAIN}, Programme`).focus()
      const opens = page.getByRole('button', { name: `Calculate SD, ${PAIN}, Programme` })
      if ((await opens.getAttribute('aria-expanded')) === 'false') await opens.click()
      await expect(calculator(page, `SD, ${PAIN}, Programme`)).toBeVisible()
      expect(await overflow(page), `${width} px`).toBe(0)
      expect(await faultsOf(page), `${width} px, ${scheme}`).toEqual([])
    }
  })
  alice.expectNoComplaint()
  await alice.context.close()
})
