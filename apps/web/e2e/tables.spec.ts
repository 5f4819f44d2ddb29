/** The tables of what was extracted: by mouse, by keys, on a phone, as files, and live. */
import { readFileSync } from 'node:fs'
import { expect, test, type Page } from '@playwright/test'
import { faultsOf } from './support/accessibility.ts'
import { Visitor } from './support/people.ts'
import { Tandem } from './support/tandem.ts'

let tandem: Tandem
test.beforeAll(async () => {
  tandem = await Tandem.start()
})
test.afterAll(() => tandem.remove())

const PATH = '/r/demo/tables/return-to-work'

const tab = (page: Page, name: RegExp) => page.getByRole('group', { name: 'Table' }).getByRole('button', { name })

test('every table is accessible in light and dark, and only the table scrolls sideways', async ({ browser }) => {
  const visitor = await Visitor.arrives(browser, tandem, 'dana')
  const { page } = visitor
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 })
      await visitor.opens(PATH)
      for (const name of [/^Characteristics/, /^Results/, /^Missing/, /^In conflict/]) {
        await tab(page, name).click()
        await expect(page.getByRole('grid')).toBeVisible()
        expect(await faultsOf(page), `${name}, ${scheme}, ${width} px`).toEqual([])
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        expect(overflow, `${name} at ${width} px`).toBeLessThanOrEqual(0)
      }
    }
  }
  visitor.expectNoComplaint()
  await visitor.context.close()
})

test('by keys alone: the heading sorts, the cell opens its study', async ({ browser }) => {
  const visitor = await Visitor.arrives(browser, tandem, 'dana')
  const { page } = visitor
  await visitor.opens(PATH)
  const grid = page.getByRole('grid')
  await expect(grid).toBeVisible()
  const labels = () => grid.locator('tbody th b').allTextContents()
  await grid.locator('[tabindex="0"]').focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await expect(grid.getByRole('columnheader', { name: 'Study', exact: true })).toHaveAttribute('aria-sort', 'ascending')
  const up = await labels()
  expect(up).toEqual(up.toSorted())
  await page.keyboard.press('Enter')
  await expect(grid.getByRole('columnheader', { name: 'Study', exact: true })).toHaveAttribute(
    'aria-sort',
    'descending',
  )
  expect(await labels()).toEqual(up.toReversed())
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  expect(await labels()).toEqual(up)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/study\/burke-1994\/extract\/return-to-work#item-design$/)
  visitor.expectNoComplaint()
  await visitor.context.close()
})

test('columns are chosen, rows filtered, and a saved view is there again after a reload', async ({ browser }) => {
  const visitor = await Visitor.arrives(browser, tandem, 'dana')
  const { page } = visitor
  await visitor.opens(PATH)
  const grid = page.getByRole('grid')
  await expect(grid).toBeVisible()
  await page.getByRole('button', { name: /^Columns/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Columns' })
  await dialog.getByRole('button', { name: 'None' }).click()
  await dialog.getByRole('checkbox', { name: 'Design' }).check()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(grid.getByRole('columnheader')).toHaveText([/The study/, /Study/, /Design/])
  await page.keyboard.press('/')
  await page.keyboard.type('burke')
  await expect(grid.locator('tbody th b')).toHaveText(['Burke 1994'])
  await page.getByRole('button', { name: 'Save view' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Burke alone')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.reload()
  await expect(grid.locator('tbody th b').nth(1)).toBeVisible()
  await page.getByRole('combobox', { name: 'Saved view' }).selectOption('Burke alone')
  await expect(grid.locator('tbody th b')).toHaveText(['Burke 1994'])
  await expect(grid.getByRole('columnheader')).toHaveText([/The study/, /Study/, /Design/])
  visitor.expectNoComplaint()
  await visitor.context.close()
})

test('the files are downloaded, and each says that the numbers are invented', async ({ browser }) => {
  const visitor = await Visitor.arrives(browser, tandem, 'dana')
  const { page } = visitor
  await visitor.opens(PATH)
  await expect(page.getByRole('grid')).toBeVisible()
  for (const [name, end] of [
    [/Long \(CSV\)/, 'long.csv'],
    [/Wide \(CSV\)/, 'wide.csv'],
    [/XLSX/, 'xlsx'],
  ] as const) {
    const arriving = page.waitForEvent('download')
    await page.getByRole('button', { name }).click()
    const file = await arriving
    expect(file.suggestedFilename()).toBe(`extraction-return-to-work.${end}`)
    const bytes = readFileSync(await file.path())
    if (end === 'xlsx') expect(bytes.subarray(0, 2).toString()).toBe('PK')
    else expect(bytes.toString('utf8').split('\r\n')[0]).toMatch(/,Invented$/)
  }
  visitor.expectNoComplaint()
  await visitor.context.close()
})

/** The last test: it opens a study again. */
test('a study that is opened again moves in a table that somebody looks at', async ({ browser }) => {
  const visitor = await Visitor.arrives(browser, tandem, 'dana')
  const table = await visitor.secondTab()
  await visitor.opens(PATH, table)
  const row = table.getByRole('row', { name: /Burke 1994/ })
  await expect(row.getByRole('rowheader')).toContainText('resolved')
  await expect(tab(table, /^In conflict/)).toHaveText('In conflict 4')
  const assessment = await visitor.page.evaluate(async () => {
    const { view } = await (await fetch('/api/reviews/demo')).json()
    const study = view.studies.find((one: { key: string }) => one.key === 'burke-1994').id
    type Assessment = { id: string; study: string; isCurrent: boolean; form: { id: string } }
    const isOfTable = (one: Assessment) => one.study === study && one.isCurrent && one.form.id === 'return-to-work'
    return view.assessments.find(isOfTable).id
  })
  await visitor.asks({ type: 'reopen', assessment, reason: 'A number was read from the wrong table.' })
  await expect(row.getByRole('rowheader')).toContainText('in conflict')
  await expect(tab(table, /^In conflict/)).not.toHaveText('In conflict 4')
  visitor.expectNoComplaint()
  await visitor.context.close()
})
