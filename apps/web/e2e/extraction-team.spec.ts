/**
 * Three people extract one study alone, settle what differs and sign; a fourth looks at the table meanwhile. On the way: a
 * warning that somebody lets stand, a warning across studies, and two who answer one question at the same moment.
 */
import { expect, test, type Page } from '@playwright/test'
import { faultsOf } from './support/accessibility.ts'
import { chooses, field, fills, marks, names, question, saved } from './support/extraction.ts'
import { Visitor } from './support/people.ts'
import { assigns, EXTRACTION, STRUCTURE } from './support/structure.ts'
import { Tandem } from './support/tandem.ts'

const TABLES = '/r/demo/tables/return-to-work'
const WORK = 'Back at work, 18 months, Programme'
/** As Poulain 2010 of the demo calls it, where it is counted in days. */
const SICK_LEAVE = 'Days of sick leave in the last year'
const REASON = 'Two of them came back twice, says page 4'

let tandem: Tandem
test.beforeAll(async () => {
  tandem = await Tandem.start()
})
test.afterAll(() => tandem.remove())

type Answers = {
  readonly setting: string
  readonly randomised: string
  readonly followUp: string
  readonly events: string
}

async function extracts({ page }: Visitor, { setting, randomised, followUp, events }: Answers): Promise<void> {
  await chooses(page, 'Design', 'Cohort with comparison')
  await names(page, 'Country', 'Switzerland')
  await chooses(page, 'Setting', setting)
  await fills(page, 'Longest follow-up', followUp)
  await fills(page, 'People randomised or enrolled', randomised)
  await fills(page, 'Condition', 'Chronic low back pain')
  await fills(page, 'Work status at the start', 'On sick leave')
  await fills(page, 'People, Programme', '70')
  await marks(page, 'Parts, Programme', 'Exercise')
  await fills(page, `People analysed, ${WORK}`, '70')
  await fills(page, `People with the event, ${WORK}`, events)
}

const signing = (page: Page) => page.getByRole('button', { name: 'Sign', exact: true })

test('three people extract a study and settle it, while a fourth looks at the table', async ({ browser }) => {
  test.setTimeout(180_000)
  const [alice, bob, carol, dana] = await Promise.all([
    Visitor.arrives(browser, tandem, 'alice'),
    Visitor.arrives(browser, tandem, 'bob'),
    Visitor.arrives(browser, tandem, 'carol'),
    Visitor.arrives(browser, tandem, 'dana'),
  ])
  const team = [alice, bob, carol]
  const table = await dana.secondTab()
  const row = table.getByRole('row', { name: /Ibrahim 2019/ })

  await test.step('the protocol asks for three from now on, and Dana assigns them', async () => {
    const reason = 'Carol has time to extract as well.'
    await dana.asks({ type: 'change-roles', person: 'carol', roles: ['supervisor', 'reviewer'], reason })
    await dana.opens('/r/demo/protocol')
    await expect(dana.page.getByRole('heading', { level: 1, name: 'Protocol' })).toBeVisible()
    await dana.page.keyboard.press('a')
    const dialog = dana.page.getByRole('dialog')
    await dialog.getByLabel('People for each study').last().selectOption('3')
    await dialog.getByLabel('Reason').fill(reason)
    await dialog.getByRole('button', { name: 'Amend' }).click()
    await expect(dana.page.getByRole('cell', { name: /three|3/ }).first()).toBeVisible()
    await assigns(dana, STRUCTURE, ['Alice', 'Bob'])
    await assigns(dana, EXTRACTION, ['Alice', 'Bob', 'Carol'])
  })

  await test.step('an outcome that is counted in another unit than elsewhere says so, as soon as its unit is typed', async () => {
    const { page } = alice
    const adds = async (to: string, name: string): Promise<void> => {
      await page.getByRole('button', { name: `Add to ${to}` }).click()
      await page.keyboard.type(name)
      await page.keyboard.press('Enter')
    }
    await alice.opens(STRUCTURE)
    await adds('arms', 'Programme')
    await chooses(page, 'Role, Programme', 'Intervention or exposure')
    await adds('timepoints', '18 months')
    await adds('outcomes', 'Back at work')
    await chooses(page, 'Kind of data, Back at work', 'Yes or no: events among people')
    await adds('outcomes', SICK_LEAVE)
    await chooses(page, `Kind of data, ${SICK_LEAVE}`, 'Continuous: mean and spread')
    await fills(page, `Unit, ${SICK_LEAVE}`, 'weeks')
    await expect(question(page, `Unit, ${SICK_LEAVE}`)).toContainText(
      'The unit is weeks; in Poulain 2010 the same outcome is in days.',
    )
    await expect(saved(page)).toBeVisible()
    await page.getByRole('button', { name: 'Agree on the structure' }).click()
    await expect(page.getByText('Settled', { exact: true }).first()).toBeVisible()
  })

  await test.step('a number that does not fit is pointed out, and stands with a reason, by keys', async () => {
    for (const visitor of team) await visitor.opens(EXTRACTION)
    await extracts(alice, { setting: 'Hospital', randomised: '140', followUp: '18 months', events: '75' })
    const { page } = alice
    await field(page, `People with the event, ${WORK}`).focus()
    await expect(page.getByText('75 people with the event among 70 people.')).toBeVisible()
    await page.getByRole('button', { name: /^Let it stand.*with the event/ }).press('Enter')
    await page.keyboard.type(REASON)
    await page.keyboard.press('Enter')
    await expect(page.getByText(`It stands: “${REASON}”`)).toBeVisible()
    await expect(question(page, `People with the event, ${WORK}`)).not.toContainText('look again')
    await fills(page, 'Registration', 'NCT00000001')
    await page.getByRole('button', { name: SICK_LEAVE }).click()
    await fills(page, `People analysed, ${SICK_LEAVE}, 18 months, Programme`, '70')
    await fills(page, `Mean, ${SICK_LEAVE}, 18 months, Programme`, '9.5')
    await expect(question(page, `Mean, ${SICK_LEAVE}, 18 months, Programme`)).toContainText('look again')
    expect(await faultsOf(page)).toEqual([])
  })

  await test.step('before all have submitted nobody else sees anything, and the table does not either', async () => {
    await dana.opens(TABLES, table)
    await table.getByRole('button', { name: /^Columns/ }).click()
    const columns = table.getByRole('dialog', { name: 'Columns' })
    await columns.getByRole('button', { name: 'None' }).click()
    for (const name of ['Setting', 'People randomised or enrolled'])
      await columns.getByRole('checkbox', { name }).check()
    await columns.getByRole('button', { name: 'Done' }).click()
    await extracts(bob, { setting: 'Hospital', randomised: '104', followUp: '1.5 years', events: '57' })
    await extracts(carol, { setting: 'Outpatient clinic', randomised: '141', followUp: '18 months', events: '57' })
    for (const { page } of [bob, carol]) {
      await page.getByRole('button', { name: SICK_LEAVE }).click()
      await fills(page, `People analysed, ${SICK_LEAVE}, 18 months, Programme`, '70')
      await fills(page, `Mean, ${SICK_LEAVE}, 18 months, Programme`, '9.5')
    }
    for (const { page } of [alice, bob]) {
      await page.getByRole('button', { name: 'Submit', exact: true }).click()
      await expect(page.getByRole('button', { name: 'Withdraw the submission' })).toBeVisible()
    }
    await expect(row.getByRole('rowheader')).toContainText('part')
    await expect(row).not.toContainText('Hospital')
    for (const visitor of [bob, carol, dana]) {
      const bytes = await visitor.allReceived()
      expect(bytes.length).toBeGreaterThan(10_000)
      expect(bytes.includes(REASON), `${visitor.name} received the reason`).toBe(false)
    }
  })

  await test.step('the third submission reveals all three, and the table moves at once', async () => {
    await carol.page.getByRole('button', { name: 'Submit and reveal' }).click()
    for (const { page } of team) await expect(page.getByText('Consensus, shared')).toBeVisible()
    await expect(row.getByRole('rowheader')).toContainText('in conflict')
    await expect(row).toContainText('Hospital')
    await expect(bob.page.getByText(`75 people with the event among 70 people. It stands: “${REASON}”`)).toBeVisible()
    await expect(bob.page.getByRole('button', { name: '4 differences' })).toBeVisible()
    expect(await faultsOf(bob.page)).toEqual([])
  })

  await test.step('two who answer one question at the same moment: both answers stay until somebody chooses', async () => {
    await expect(saved(alice.page)).toBeVisible()
    alice.cutOff(true)
    await alice.context.setOffline(true)
    await expect(alice.page.getByRole('banner').getByText(/^Offline since/)).toBeVisible()
    await chooses(alice.page, 'Setting', 'Hospital')
    await chooses(bob.page, 'Setting', 'Workplace')
    await expect(saved(bob.page)).toBeVisible()
    await alice.context.setOffline(false)
    await expect(saved(alice.page)).toBeVisible()
    alice.cutOff(false)
    for (const { page } of team)
      await expect(question(page, 'Setting').getByText(/chose .* at the same moment/)).toBeVisible()
  })

  await test.step('the other differences: a new value, and all that is open from one of them', async () => {
    const { page } = carol
    await fills(page, 'People randomised or enrolled', '142')
    await expect(question(bob.page, 'People randomised or enrolled').getByText('neither’s')).toBeVisible()
    await expect(row).toContainText('142')
    await page.getByRole('button', { name: 'Take all that is open from Alice' }).click()
    await expect(page.getByText('of 4 differences settled')).toBeVisible()
  })

  await test.step('nobody signs while a second value is there', async () => {
    for (const { page } of team) {
      await expect(signing(page)).toHaveAttribute('aria-disabled', 'true')
      await signing(page).focus()
      await expect(page.getByRole('tooltip').filter({ hasText: 'Setting' })).toBeVisible()
    }
    // Which of the two stands is chance.
    const taking = question(carol.page, 'Setting').getByRole('button', { name: /^Take (Hospital|Workplace)$/ })
    const taken = (await taking.innerText()).replace('Take ', '')
    await taking.click()
    for (const { page } of team) {
      await expect(question(page, 'Setting').getByText(/at the same moment/)).not.toBeVisible()
      await expect(signing(page)).not.toHaveAttribute('aria-disabled')
    }
    await expect(row).toContainText(taken)
  })

  await test.step('it is settled with the last of the three signatures', async () => {
    for (const { page } of [alice, bob]) await signing(page).click()
    await expect(carol.page.getByText('You have signed')).not.toBeVisible()
    await expect(row.getByRole('rowheader')).toContainText('in conflict')
    await expect(carol.page.getByText('Consensus, shared')).toBeVisible()
    await signing(carol.page).click()
    for (const { page } of team) await expect(page.getByText('Settled, read only')).toBeVisible()
    await expect(row.getByRole('rowheader')).toContainText('resolved')
  })

  for (const visitor of [...team, dana]) visitor.expectNoComplaint()
})
