/**
 * A review that plans to extract: its stages, in an order that the rules allow, frozen and assigned, by buttons and by keys.
 * Then an extraction that one fills in and another confirms, answer by answer.
 */
import { expect, test, type Page } from '@playwright/test'
import { faultsOf } from './support/accessibility.ts'
import { chooses, field, fills, names, overflow, question, saved } from './support/extraction.ts'
import { Visitor } from './support/people.ts'
import { Tandem } from './support/tandem.ts'

const WORK = 'Back at work, 1 year, Usual care'

let tandem: Tandem
let alice: Visitor
let bob: Visitor
let dana: Visitor
/** Its path. */
let review = ''

test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  tandem = await Tandem.start({ TANDEM_DEMO: 'off' })
  alice = await Visitor.comesAnew(browser, tandem, 'Alice')
  bob = await Visitor.comesAnew(browser, tandem, 'Bob')
  dana = await Visitor.comesAnew(browser, tandem, 'Dana')
})
test.afterAll(() => tandem.remove())

/** By keys alone: a control that has focus is pressed. */
async function presses(page: Page, name: string | RegExp, key = 'Enter'): Promise<void> {
  const button = page.getByRole('button', { name })
  await button.focus()
  await page.keyboard.press(key)
}

/** Makes an account, where one is asked for. */
async function isKnownFromNow({ page, name }: Visitor): Promise<void> {
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('E-mail').fill(`${name.toLowerCase()}@clinic.example`)
  await page.getByLabel('Password', { exact: true }).fill('orchard pencil window forty')
  await page.keyboard.press('Enter')
}

test('the stages of extraction are planned in an order that the rules allow, then frozen', async () => {
  const { page } = dana

  await test.step('Dana makes a review and invites two', async () => {
    await page.goto(tandem.setupLink)
    await isKnownFromNow(dana)
    await expect(page.getByRole('link', { name: 'go on to your reviews' })).toBeVisible()
    await dana.opens('/reviews/new')
    await page.getByLabel('Title', { exact: true }).fill('Work after stroke')
    await page.getByRole('button', { name: 'Make the review' }).click()
    await expect(page.getByRole('heading', { name: 'Invite reviewers' })).toBeVisible()
    review = new URL(page.url()).pathname
    await dana.opens(`${review}/team`)
    await expect(page.getByRole('heading', { level: 1, name: 'Team' })).toBeVisible()
    await page.keyboard.press('i')
    const link = page.getByLabel('Link of the invitation')
    let last = ''
    for (const visitor of [alice, bob]) {
      await page.getByRole('button', { name: 'Make an invitation' }).click()
      await expect(link).toHaveValue(/#token=/)
      await expect(link).not.toHaveValue(last)
      last = await link.inputValue()
      const { pathname, hash } = new URL(last)
      await visitor.opens(pathname + hash)
      await isKnownFromNow(visitor)
      await expect(visitor.page).toHaveURL(new RegExp(`${review}$`))
    }
  })

  const dialog = page.getByRole('dialog', { name: 'Change the protocol' })
  const keep = dialog.getByRole('button', { name: 'Keep' })
  await test.step('extraction is added by keys, with the structure first', async () => {
    await dana.opens(`${review}/protocol`)
    await expect(page.getByRole('heading', { level: 1, name: 'Protocol' })).toBeVisible()
    await page.keyboard.press('a')
    await expect(dialog.getByText('Nothing is extracted yet.')).toBeVisible()
    await presses(page, 'Extract data')
    await expect(dialog.getByLabel('Agreed first')).toHaveValue('study-structure')
    await expect(dialog.getByLabel('Form', { exact: true })).toHaveValue('return-to-work')
    await expect(keep).not.toHaveAttribute('aria-disabled')
  })

  await test.step('without the structure before it, it is refused with the sentence of the rule', async () => {
    await presses(page, 'Leave it out Structure of the study')
    await expect(dialog.getByLabel('Agreed first')).toHaveCount(0)
    await expect(keep).toHaveAttribute('aria-disabled', 'true')
    await keep.focus()
    await expect(page.getByRole('tooltip')).toContainText(
      'where results are extracted, the structure of each study is agreed in an earlier stage, together',
    )
    await page.keyboard.press('Enter')
    await expect(dialog).toBeVisible()
    expect(await faultsOf(page)).toEqual([])
  })

  await test.step('a second form brings the structure back to its place; one that is confirmed is a deviation', async () => {
    await presses(page, 'Extract with another form too')
    await expect(keep).not.toHaveAttribute('aria-disabled')
    const forms = dialog.getByLabel('Form', { exact: true })
    await expect(forms).toHaveCount(2)
    await expect(forms.last()).toHaveValue('intervention-review')
    await dialog.getByLabel('How a study is extracted').last().selectOption('verified')
    await expect(dialog.getByText(/Will be printed as a deviation/)).toBeVisible()
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await overflow(page)).toBe(0)
    expect(await faultsOf(page)).toEqual([])
    await page.setViewportSize({ width: 1440, height: 900 })
    await keep.focus()
    await page.keyboard.press('Enter')
    await expect(dialog).not.toBeVisible()
    await expect(page.getByRole('definition').filter({ hasText: /^Structure of the study$/ })).toBeVisible()
    await expect(page.getByRole('definition').filter({ hasText: /^Review of interventions, version 1/ })).toBeVisible()
  })

  await test.step('the freeze says the deviation, and is asked for by keys', async () => {
    await presses(page, 'Freeze the protocol')
    await expect(page.getByRole('dialog').getByText(/extracted/)).toBeVisible()
    await presses(page, 'Freeze it', 'Space')
    await expect(page.getByText(/^Frozen .* by Dana/)).toBeVisible()
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      expect(await faultsOf(page), scheme).toEqual([])
    }
    await page.emulateMedia({ colorScheme: 'light' })
  })
})

test('each stage is assigned from the studies, by buttons and by keys', async () => {
  const { page } = dana
  await test.step('before there is a study, the tables say where studies come from', async () => {
    await dana.opens(`${review}/tables/intervention-review`)
    await expect(page.getByText('There are no studies yet')).toBeVisible()
    expect(await overflow(page)).toBe(0)
    expect(await faultsOf(page)).toEqual([])
  })
  await dana.opens(`${review}/studies`)
  await page.getByRole('button', { name: 'Add one by hand' }).click()
  await page.getByLabel('Title', { exact: true }).fill('Back to the desk')
  await page.getByLabel('Authors').fill('Novak, Eva')
  await page.getByLabel('Year').fill('2019')
  await page.getByRole('button', { name: 'Add the study' }).click()
  const row = page.getByRole('row', { name: /Novak 2019/ })
  const stages = page.getByRole('group', { name: 'Stage' })
  await expect(stages.getByRole('button')).toHaveCount(4)

  await test.step('the structure by buttons', async () => {
    await stages.getByRole('button', { name: /Structure/ }).click()
    await expect(page).toHaveURL(/\/studies\/study-structure$/)
    await row.getByRole('button', { name: 'Assign' }).click()
    const dialog = page.getByRole('dialog', { name: 'Who agrees on the structure of Novak 2019' })
    await expect(dialog).toContainText('Two people, who write one document together, live.')
    for (const name of ['Alice', 'Bob']) await dialog.getByLabel(name).check()
    await dialog.getByRole('button', { name: 'Assign' }).click()
    await expect(dialog).not.toBeVisible()
    await expect(row.getByText('none')).not.toBeVisible()
  })

  await test.step('the extraction by keys: who is chosen last confirms', async () => {
    await presses(page, /Interventions/)
    await expect(page).toHaveURL(/\/studies\/intervention-review$/)
    await presses(page, 'Assign Novak 2019')
    const dialog = page.getByRole('dialog', { name: 'Who extracts Novak 2019' })
    await expect(dialog).toBeVisible()
    for (const name of ['Alice', 'Bob']) {
      await dialog.getByLabel(name).focus()
      await page.keyboard.press('Space')
    }
    await expect(dialog.getByLabel(/Bob/)).toHaveAccessibleName(/confirms/)
    await dialog.getByRole('button', { name: 'Assign' }).focus()
    await page.keyboard.press('Enter')
    await expect(row).toContainText('confirmed by')
  })
})

test('one fills in, another confirms answer by answer; an edit takes a confirmation away', async () => {
  const study = `${review}/study/novak-2019/extract`
  const EXTRACTION = `${study}/intervention-review`

  await test.step('Alice writes the structure; an arm alone is enough', async () => {
    const { page } = alice
    await alice.opens(`${study}/study-structure`)
    for (const [to, name] of [
      ['arms', 'Usual care'],
      ['timepoints', '1 year'],
      ['outcomes', 'Back at work'],
    ]) {
      await page.getByRole('button', { name: `Add to ${to}` }).click()
      await page.keyboard.type(name ?? '')
      await page.keyboard.press('Enter')
    }
    await chooses(page, 'Role, Usual care', 'Control or comparator')
    await chooses(page, 'Kind of data, Back at work', 'Yes or no: events among people')
    await expect(saved(page)).toBeVisible()
    await page.getByRole('button', { name: 'Agree on the structure' }).click()
    await expect(page.getByText('Settled', { exact: true }).first()).toBeVisible()
  })

  await test.step('of a form that nobody has filled in, the tables say when a study comes into them', async () => {
    await dana.opens(`${review}/tables/return-to-work`)
    await expect(dana.page.getByText('Nothing can be read yet')).toBeVisible()
    await dana.page.setViewportSize({ width: 390, height: 844 })
    expect(await overflow(dana.page)).toBe(0)
    expect(await faultsOf(dana.page)).toEqual([])
  })

  await test.step('what Alice fills in, Bob sees at once, and reads only', async () => {
    await alice.opens(EXTRACTION)
    await bob.opens(EXTRACTION)
    await expect(alice.page.getByText('You write, Bob confirms.')).toBeVisible()
    await expect(bob.page.getByText('Alice writes, you confirm.')).toBeVisible()
    const { page } = alice
    await names(page, 'Country', 'Norway')
    await chooses(page, 'Design', 'Randomised, parallel groups')
    await fills(page, 'People randomised or enrolled', '60')
    await fills(page, 'Setting', 'Hospital')
    await fills(page, 'People, Usual care', '60')
    await fills(page, `People analysed, ${WORK}`, '58')
    await expect(bob.page.getByText('6 to confirm')).toBeVisible()
    await expect(bob.page.getByRole('textbox')).toHaveCount(0)
  })

  await test.step('Bob confirms by keys, one after the other', async () => {
    const { page } = bob
    await expect(question(page, 'Country')).toContainText('Norway')
    await page.getByRole('button', { name: 'Next to confirm, 6 answers' }).press('Enter')
    await expect(question(page, 'Country')).toHaveAttribute('data-card', '')
    await page.keyboard.press('v')
    await expect(question(page, 'Country').getByText(/^Confirmed by Bob/)).toBeVisible()
    await expect(page.getByText('5 to confirm')).toBeVisible()
    // It went on by itself.
    await expect(question(page, 'Design')).toHaveAttribute('data-card', '')
    await page.keyboard.press('v')
    await expect(page.getByText('4 to confirm')).toBeVisible()
    await expect(question(alice.page, 'Country').getByText(/^Confirmed by Bob/)).toBeVisible()
  })

  await test.step('what he doubts he asks about, and Alice is told', async () => {
    const { page } = bob
    await presses(page, 'Query People randomised or enrolled')
    await expect(page.getByLabel('What do you want to say?')).toBeFocused()
    await page.keyboard.type('The abstract says 64.')
    await page.keyboard.press('Control+Enter')
    await page.keyboard.press('Escape')
    const thread = alice.page.getByRole('button', { name: '1 open thread on People randomised or enrolled' })
    await expect(thread).toBeVisible()
    await thread.click()
    await expect(alice.page.getByRole('complementary', { name: 'Discussion' })).toContainText('The abstract says 64.')
    await alice.page.keyboard.press('Escape')
  })

  await test.step('nothing is submitted before all is confirmed, and the refusal says what is missing', async () => {
    const submit = alice.page.getByRole('button', { name: 'Submit', exact: true })
    await expect(submit).toHaveAttribute('aria-disabled', 'true')
    await submit.focus()
    await expect(alice.page.getByRole('tooltip')).toContainText(/confirm/)
  })

  await test.step('an edit takes the confirmation of that answer away, and of no other', async () => {
    await chooses(alice.page, 'Design', 'Randomised, cross-over')
    await expect(bob.page.getByText('5 to confirm')).toBeVisible()
    await expect(question(alice.page, 'Design').getByText(/Not confirmed yet/)).toBeVisible()
    await expect(question(alice.page, 'Country').getByText(/^Confirmed by Bob/)).toBeVisible()
    await fills(alice.page, 'People randomised or enrolled', '64')
    await expect(question(bob.page, 'People randomised or enrolled')).toContainText('64')
  })

  await test.step('accessible while it is confirmed, wide and on a phone', async () => {
    const { page } = bob
    for (const [width, scheme] of [
      [1440, 'light'],
      [390, 'dark'],
    ] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      await page.setViewportSize({ width, height: 900 })
      expect(await overflow(page), `${width} px`).toBe(0)
      expect(await faultsOf(page), `${width} px, ${scheme}`).toEqual([])
    }
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  await test.step('when all is confirmed Alice submits, and it is settled', async () => {
    const { page } = bob
    await page.getByRole('button', { name: /^Next to confirm/ }).press('Enter')
    const ofCardInHand = page.locator('[data-card], [data-strip]').getByRole('button', { name: /^Confirm this answer/ })
    for (let left = 4; left >= 0; left -= 1) {
      await expect(ofCardInHand).toBeVisible()
      await page.keyboard.press('v')
      await expect(page.getByText(left === 0 ? 'nothing to confirm' : `${left} to confirm`)).toBeVisible()
    }
    await expect(page.getByRole('button', { name: 'Everything answered is confirmed' })).toBeVisible()
    const submit = alice.page.getByRole('button', { name: 'Submit', exact: true })
    await expect(submit).not.toHaveAttribute('aria-disabled')
    await submit.press('Enter')
    await expect(alice.page.getByText(/^Submitted .*, confirmed by Bob\. It is read only\./)).toBeVisible()
    await expect(bob.page.getByText(/confirmed by you\. It is read only\./)).toBeVisible()
    await expect(field(alice.page, 'Setting')).toHaveCount(0)
  })

  for (const visitor of [alice, bob, dana]) visitor.expectNoComplaint()
})
