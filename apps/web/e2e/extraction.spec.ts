/**
 * Two people agree on the structure of a study, live; they extract it alone, with a spell without network, a number that
 * cannot be read and a block out of a spreadsheet; they settle what differs and sign. On the way: keyboard only, axe, phone.
 */
import { expect, test } from '@playwright/test'
import { faultsOf } from './support/accessibility.ts'
import { chooses, field, fills, isAt, marks, names, overflow, pastes, question, saved } from './support/extraction.ts'
import { Visitor } from './support/people.ts'
import { Tandem } from './support/tandem.ts'

const STUDY = '/r/demo/study/ibrahim-2019/extract'
const STRUCTURE = `${STUDY}/study-structure`
const EXTRACTION = `${STUDY}/return-to-work`
const AT = 'Back at work, 18 months'
const BOBS_NOTE = 'Counted from the flow chart by Bob alone'

let tandem: Tandem
test.beforeAll(async () => {
  tandem = await Tandem.start()
})
test.afterAll(() => tandem.remove())

test('two people extract a study, from its structure to a signed consensus', async ({ browser }) => {
  const [alice, bob, dana] = await Promise.all([
    Visitor.arrives(browser, tandem, 'alice'),
    Visitor.arrives(browser, tandem, 'bob'),
    Visitor.arrives(browser, tandem, 'dana'),
  ])

  await test.step('Dana assigns both to the structure and to the extraction', async () => {
    for (const path of [STRUCTURE, EXTRACTION]) {
      await dana.opens(path)
      await dana.page.getByRole('button', { name: 'Assign reviewers' }).click()
      for (const name of ['Alice', 'Bob']) await dana.page.getByRole('dialog').getByLabel(name).check()
      await dana.page.getByRole('dialog').getByRole('button', { name: 'Assign' }).click()
      await expect(dana.page.getByRole('dialog')).not.toBeVisible()
    }
  })

  await test.step('before the structure is agreed, results say so and lead there', async () => {
    await alice.opens(EXTRACTION)
    await expect(alice.page.getByText('Your copy, hidden from others')).toBeVisible()
    const waiting = alice.page.getByRole('region', { name: 'Results by arm' })
    await expect(waiting.getByText(/are not agreed yet/)).toBeVisible()
    await waiting.getByRole('link', { name: 'To the structure of Ibrahim 2019' }).click()
    await expect(alice.page.getByText('Shared, agreed together')).toBeVisible()
  })

  await test.step('both write the structure in one document and see each other', async () => {
    await bob.opens(STRUCTURE)
    await alice.page.getByRole('button', { name: 'Add to arms' }).click()
    await isAt(alice.page, 'Name')
    await alice.page.keyboard.type('Programme')
    await alice.page.keyboard.press('Enter')
    await expect(bob.page.getByText('Alice is choosing')).toBeVisible()
    await expect(bob.page.getByRole('heading', { name: '1 Programme' })).toBeVisible()
    await chooses(alice.page, 'Role, Programme', 'Intervention or exposure')
    await bob.page.getByRole('button', { name: 'Add to arms' }).click()
    await bob.page.keyboard.type('Usual care')
    await bob.page.keyboard.press('Enter')
    await chooses(bob.page, 'Role, Usual care', 'Control or comparator')
    await field(bob.page, 'What was done, Programme').click()
    await bob.page.keyboard.type('Four weeks')
    await expect(field(alice.page, 'What was done, Programme')).toHaveValue('Four weeks')
    await field(alice.page, 'What was done, Programme').click()
    await alice.page.keyboard.press('End')
    await alice.page.keyboard.type(', all day')
    await expect(field(bob.page, 'What was done, Programme')).toHaveValue('Four weeks, all day')
  })

  await test.step('rows are put in order and deleted by keys; a deleted row comes back as it was', async () => {
    const head = alice.page.getByRole('group', { name: 'Arms: Usual care' })
    await head.getByRole('button', { name: 'Move Usual care up' }).focus()
    await alice.page.keyboard.press('Alt+ArrowUp')
    await expect(bob.page.getByRole('heading', { name: '1 Usual care' })).toBeVisible()
    await alice.page.keyboard.press('Alt+ArrowDown')
    await expect(bob.page.getByRole('heading', { name: '2 Usual care' })).toBeVisible()
    await head.getByRole('button', { name: 'Delete Usual care' }).click()
    await expect(bob.page.getByRole('heading', { name: '2 Usual care' })).not.toBeVisible()
    await alice.page.keyboard.press('z')
    await expect(bob.page.getByRole('heading', { name: '2 Usual care' })).toBeVisible()
    await expect(alice.page.getByRole('radio', { name: 'Control or comparator', checked: true })).toBeVisible()
  })

  await test.step('they agree on timepoint and outcome, and settle the structure', async () => {
    await alice.page.getByRole('button', { name: 'Add to timepoints' }).click()
    await alice.page.keyboard.type('18 months')
    await bob.page.getByRole('button', { name: 'Add to outcomes' }).click()
    await bob.page.keyboard.type('Back at work')
    await bob.page.keyboard.press('Enter')
    await chooses(bob.page, 'Kind of data, Back at work', 'Yes or no: events among people')
    await expect(saved(alice.page)).toBeVisible()
    await expect(saved(bob.page)).toBeVisible()
    await bob.page.getByRole('button', { name: 'Agree on the structure' }).click()
    await expect(alice.page.getByText('Settled', { exact: true }).first()).toBeVisible()
  })

  await test.step('a number that cannot be read stays with its reason, and is not stored', async () => {
    await alice.opens(EXTRACTION)
    await fills(alice.page, 'People randomised or enrolled', 'about 40')
    await expect(question(alice.page, 'People randomised or enrolled').getByRole('alert')).toHaveText(
      /takes a whole number.*Not stored: “about 40”/,
    )
    await field(alice.page, 'Registration').click()
    const number = field(alice.page, 'People randomised or enrolled')
    await expect(number).toHaveValue('about 40')
    await expect(number).toHaveAttribute('aria-invalid', 'true')
    await expect(alice.page.getByRole('button', { name: '1 not stored' })).toBeVisible()
    await fills(alice.page, 'People randomised or enrolled', '140')
    await expect(number).not.toHaveAttribute('aria-invalid')
    await expect(alice.page.getByRole('button', { name: '1 not stored' })).not.toBeVisible()
  })

  await test.step('a question behind a gate comes and goes with its gate, and keeps its answer', async () => {
    await chooses(alice.page, 'Design', 'Randomised trial')
    await fills(alice.page, 'How the sequence was made', 'By lot')
    await chooses(alice.page, 'Design', 'Cohort with comparison')
    await expect(field(alice.page, 'How the sequence was made')).not.toBeVisible()
    await chooses(alice.page, 'Design', 'Randomised trial')
    await expect(field(alice.page, 'How the sequence was made')).toHaveValue('By lot')
    await chooses(alice.page, 'Design', 'Cohort with comparison')
  })

  await test.step('what is typed without network survives a reload', async () => {
    await expect(saved(alice.page)).toBeVisible()
    alice.cutOff(true)
    await alice.context.setOffline(true)
    await fills(alice.page, 'Condition', 'Chronic low back pain')
    await fills(alice.page, 'Aim', 'To compare\nwork participation')
    await expect(alice.page.getByRole('banner').getByText(/Offline since .* waiting/)).toBeVisible()
    await alice.context.setOffline(false)
    await expect(saved(alice.page)).toBeVisible()
    alice.cutOff(false)
    await alice.page.reload()
    await expect(field(alice.page, 'Condition')).toHaveValue('Chronic low back pain')
    await expect(field(alice.page, 'Aim')).toHaveValue('To compare\nwork participation')
  })

  await test.step('by keyboard alone, from one open question to the next', async () => {
    const { page } = alice
    const next = (): Promise<void> => page.keyboard.press('Alt+ArrowDown')
    await page.locator('#main').focus()
    await next()
    await isAt(page, 'Country')
    await page.keyboard.type('switz')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name: 'Remove Switzerland' })).toBeVisible()
    await next()
    await page.keyboard.press('ArrowRight')
    await expect(page.getByRole('radio', { name: 'Outpatient clinic' })).toHaveAttribute('aria-checked', 'true')
    await next()
    await isAt(page, 'Longest follow-up')
    await page.keyboard.type('18 months')
    await next()
    await isAt(page, 'Work status at the start')
    await page.keyboard.press('Alt+n')
    await next()
    await isAt(page, 'People, Programme')
    await page.keyboard.type('70')
    await page.keyboard.press('ArrowRight')
    await isAt(page, 'People, Usual care')
    await page.keyboard.type('70')
    await page.keyboard.press('Enter')
    await isAt(page, 'Mean age, Usual care')
    await page.keyboard.press('Control+ArrowUp')
    await isAt(page, 'People, Usual care')
  })

  await test.step('a source and a note unfold where they are wanted', async () => {
    const { page } = alice
    await field(page, 'Condition').focus()
    await page.keyboard.press('Escape')
    await page.keyboard.press('s')
    await isAt(page, 'Page')
    await page.keyboard.type('3')
    await page.keyboard.press('Tab')
    await page.keyboard.type('chronic low back pain')
    await page.keyboard.press('Escape')
    await page.keyboard.press('t')
    await isAt(page, 'Note on Condition')
    await page.keyboard.type('Of the title')
    await field(page, 'Registration').focus()
    await expect(question(page, 'Condition').getByText('chronic low back pain')).toBeVisible()
    await expect(question(page, 'Condition').getByText('Of the title')).toBeVisible()
  })

  await test.step('a block out of a spreadsheet fills the cells; what cannot be read stands there, not stored', async () => {
    const { page } = alice
    for (const arm of ['Programme', 'Usual care']) await marks(page, `Parts, ${arm}`, 'Exercise')
    const analysed = field(page, `People analysed, ${AT}, Programme`)
    await pastes(analysed, '68\t41\r\n66\tmany\r\n')
    await expect(analysed).toHaveValue('68')
    await expect(field(page, `People with the event, ${AT}, Programme`)).toHaveValue('41')
    await expect(field(page, `People analysed, ${AT}, Usual care`)).toHaveValue('66')
    const unread = field(page, `People with the event, ${AT}, Usual care`)
    await expect(unread).toHaveValue('many')
    await expect(unread).toHaveAttribute('aria-invalid', 'true')
    await unread.fill('30')
    await unread.press('Enter')
    await expect(saved(page)).toBeVisible()
  })

  await test.step('accessible in light and dark, nothing scrolls sideways from 320 to 1440 px', async () => {
    const { page } = alice
    for (const [width, scheme] of [
      [1440, 'light'],
      [768, 'dark'],
      [320, 'light'],
    ] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      await page.setViewportSize({ width, height: 900 })
      expect(await overflow(page), `${width} px`).toBe(0)
      expect(await faultsOf(page), `${width} px, ${scheme}`).toEqual([])
    }
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  await test.step('Bob extracts the same study on a phone, one section after the other', async () => {
    const { page } = bob
    await page.setViewportSize({ width: 390, height: 844 })
    await bob.opens(EXTRACTION)
    const on = (): Promise<void> => page.getByRole('button', { name: /^On to/ }).click()
    await chooses(page, 'Design', 'Cohort with comparison')
    await names(page, 'Country', 'Switzerland')
    await chooses(page, 'Setting', 'Hospital')
    await fills(page, 'Longest follow-up', '1.5 years')
    await fills(page, 'People randomised or enrolled', '140')
    await on()
    await on()
    await fills(page, 'Condition', 'chronic low  back pain')
    await fills(page, 'Work status at the start', 'On sick leave')
    await on()
    for (const arm of ['Programme', 'Usual care']) await fills(page, `People, ${arm}`, '70')
    await on()
    for (const arm of ['Programme', 'Usual care']) await marks(page, `Parts, ${arm}`, 'Exercise')
    await on()
    await fills(page, `People analysed, ${AT}, Programme`, '68')
    await fills(page, `People analysed, ${AT}, Usual care`, '64')
    await question(page, `People analysed, ${AT}, Usual care`).getByRole('button', { name: /^Note/ }).click()
    await page.keyboard.type(BOBS_NOTE)
    expect(await overflow(page)).toBe(0)
    await page.getByRole('button', { name: 'Submit' }).click()
    await expect(page.getByRole('button', { name: 'Withdraw the submission' })).toBeVisible()
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  await test.step('not a byte of Bob’s reached Alice before the reveal', async () => {
    const bytes = await alice.allReceived()
    expect(bytes.length).toBeGreaterThan(10_000)
    expect(bytes.includes(BOBS_NOTE)).toBe(false)
  })

  await test.step('the second submission reveals both; they differ where their answers do', async () => {
    await alice.page.getByRole('button', { name: 'Submit and reveal' }).click()
    for (const { page } of [alice, bob]) await expect(page.getByText('Consensus, shared')).toBeVisible()
    const { page } = alice
    await expect(page.getByRole('button', { name: '6 differences' })).toBeVisible()
    // 18 months are 1.5 years, and a text is the same without case and space.
    for (const alike of ['Longest follow-up', 'Condition']) await expect(question(page, alike)).not.toBeVisible()
    await expect(page.getByText(BOBS_NOTE)).toBeVisible()
    expect(await faultsOf(page)).toEqual([])
  })

  await test.step('they settle the differences live, by keys', async () => {
    const { page } = alice
    await expect(question(page, 'Aim')).toHaveAttribute('data-card', '')
    await page.locator('#main').focus()
    await page.keyboard.press('a')
    await expect(question(bob.page, 'Aim').getByText('took Alice')).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(question(page, 'Setting')).toBeFocused()
    await page.keyboard.press('b')
    await expect(question(page, 'Setting').getByRole('radio', { name: 'Hospital' })).toHaveAttribute(
      'aria-checked',
      'true',
    )
    await page.keyboard.press('z')
    await expect(question(page, 'Setting').getByRole('radio', { name: 'Hospital' })).toHaveAttribute(
      'aria-checked',
      'false',
    )
    await question(bob.page, 'Setting')
      .getByRole('button', { name: /^Setting/ })
      .click()
    await expect(question(page, 'Setting').getByText('Bob is choosing')).toBeVisible()
    await chooses(bob.page, 'Setting', 'Several')
    await expect(question(page, 'Setting').getByRole('radio', { name: 'Several' })).toHaveAttribute(
      'aria-checked',
      'true',
    )
    await page.getByRole('button', { name: 'Take all that is open from Alice' }).click()
    await expect(page.getByText('of 6 differences settled')).toBeVisible()
    await expect(saved(page)).toBeVisible()
  })

  await test.step('both sign the same content; then it is read only', async () => {
    await alice.page.getByRole('button', { name: 'Sign', exact: true }).click()
    await expect(bob.page.getByText('Alice signed')).toBeVisible()
    await bob.page.getByRole('button', { name: 'Sign', exact: true }).click()
    for (const { page } of [alice, bob]) {
      await expect(page.getByText('Settled, read only')).toBeVisible()
      await expect(page.getByRole('textbox')).toHaveCount(0)
    }
    await dana.opens(EXTRACTION)
    await expect(dana.page.getByText('Settled by consensus, signed by Alice and Bob')).toBeVisible()
  })

  for (const visitor of [alice, bob, dana]) visitor.expectNoComplaint()
})
