/** Filling in a form of data extraction as somebody at a keyboard does. */
import { expect, type Locator, type Page } from '@playwright/test'

/** A field by what it asks, and of which row: "People, Programme". */
export const field = (page: Page, name: string): Locator => page.getByRole('textbox', { name, exact: true })

export const question = (page: Page, name: string): Locator => page.getByRole('group', { name, exact: true })

export async function fills(page: Page, name: string, text: string): Promise<void> {
  await field(page, name).fill(text)
  await field(page, name).blur()
}

export async function chooses(page: Page, name: string, option: string): Promise<void> {
  await page.getByRole('radiogroup', { name, exact: true }).getByRole('radio', { name: option, exact: true }).click()
}

export async function marks(page: Page, name: string, option: string): Promise<void> {
  await page.getByRole('group', { name, exact: true }).getByRole('checkbox', { name: option }).check()
}

export async function names(page: Page, name: string, country: string): Promise<void> {
  await page.getByRole('combobox', { name, exact: true }).fill(country)
  await page.getByRole('option', { name: country }).click()
}

export const saved = (page: Page): Locator =>
  page
    .getByRole('banner')
    .getByText(/^Saved/)
    .first()

/** Whatever has focus now is this. */
export async function isAt(page: Page, name: string): Promise<void> {
  await expect(page.locator(':focus')).toHaveAccessibleName(name)
}

/** As a spreadsheet puts a block onto the clipboard. */
export async function pastes(cell: Locator, block: string): Promise<void> {
  await cell.focus()
  await cell.evaluate((element, text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, block)
}

export async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth))
}
