/** Two people are given a study, and agree on what was compared: two arms, one timepoint, one outcome of each kind. */
import { expect, type Browser } from '@playwright/test'
import { chooses, saved } from './extraction.ts'
import { Visitor } from './people.ts'
import type { Tandem } from './tandem.ts'

export const STUDY = '/r/demo/study/ibrahim-2019/extract'
export const EXTRACTION = `${STUDY}/return-to-work`
export const STRUCTURE = `${STUDY}/study-structure`

export async function assigns(lead: Visitor, path: string, people: readonly string[]): Promise<void> {
  await lead.opens(path)
  await lead.page.getByRole('button', { name: 'Assign reviewers' }).click()
  const dialog = lead.page.getByRole('dialog')
  for (const name of people) await dialog.getByLabel(name).check()
  await dialog.getByRole('button', { name: 'Assign' }).click()
  await expect(dialog).not.toBeVisible()
}

/** Alice and Bob have blind drafts of the study then. Alice wrote its structure. */
export async function agreeOnStructure(browser: Browser, tandem: Tandem): Promise<void> {
  const dana = await Visitor.arrives(browser, tandem, 'dana')
  for (const path of [STRUCTURE, EXTRACTION]) await assigns(dana, path, ['Alice', 'Bob'])
  await dana.context.close()
  const alice = await Visitor.arrives(browser, tandem, 'alice')
  const { page } = alice
  await alice.opens(STRUCTURE)
  const adds = async (to: string, name: string): Promise<void> => {
    await page.getByRole('button', { name: `Add to ${to}` }).click()
    await page.keyboard.type(name)
    await page.keyboard.press('Enter')
  }
  await adds('arms', 'Programme')
  await chooses(page, 'Role, Programme', 'Intervention or exposure')
  await adds('arms', 'Usual care')
  await chooses(page, 'Role, Usual care', 'Control or comparator')
  await adds('timepoints', '18 months')
  await adds('outcomes', 'Pain')
  await chooses(page, 'Kind of data, Pain', 'Continuous: mean and spread')
  await adds('outcomes', 'Back at work')
  await chooses(page, 'Kind of data, Back at work', 'Yes or no: events among people')
  await expect(saved(page)).toBeVisible()
  await page.getByRole('button', { name: 'Agree on the structure' }).click()
  await expect(page.getByText('Settled', { exact: true }).first()).toBeVisible()
  await alice.context.close()
}
