/**
 * A review of one's own, on a server that nobody has used: Dana makes it, invites two colleagues, and they rate its first
 * study to a signed consensus. Then what changes in teams: an amendment, a conflict of interest, somebody who goes, and
 * ratings that are written together and confirmed.
 */
import { expect, test, type Browser, type Page } from '@playwright/test'
import { faultsOf } from './support/accessibility.ts'
import { Tandem } from './support/tandem.ts'

const ITEMS = 27
const RIS = `TY  - JOUR
AU  - Burke, Sean
TI  - Treadmill walking after stroke
T2  - Stroke
PY  - 2011
ER  -
TY  - JOUR
AU  - Lee, Kim
TI  - Home exercise and gait
PY  - 2014
ER  -
`

let tandem: Tandem
let dana: Page
let alice: Page
let bob: Page
const complaints: string[] = []

test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  tandem = await Tandem.start({ TANDEM_DEMO: 'off' })
  dana = await visitor(browser, 'Dana')
})
test.afterAll(() => tandem.remove())

test('from the first start to a study that two invited people rate and sign', async ({ browser }) => {
  test.setTimeout(240_000)
  await test.step('Dana sets the server up and makes a review, by keyboard alone', async () => {
    await dana.goto(tandem.setupLink)
    await types(dana, 'Name', 'Dana Lee')
    await types(dana, 'E-mail', 'dana@clinic.example')
    await types(dana, 'Password', 'plum ladder seven rivers')
    await dana.keyboard.press('Enter')
    // Administration waits for a second factor; reviews do not.
    await reaches(dana, dana.getByRole('link', { name: 'go on to your reviews' }))
    await dana.keyboard.press('Enter')
    await reaches(dana, dana.getByRole('link', { name: 'New review' }))
    await dana.keyboard.press('Enter')
    await expect(dana.getByLabel('Title', { exact: true })).toBeFocused()
    await dana.keyboard.type('Exercise after stroke: a systematic review')
    await expect(dana.getByLabel('Short title')).toHaveValue('Exercise after stroke')
    await reaches(dana, dana.getByLabel('Population'))
    await dana.keyboard.type('Adults after stroke')
    await reaches(dana, dana.getByLabel(/I will rate studies myself/))
    await dana.keyboard.press('Space')
    await reaches(dana, dana.getByRole('button', { name: 'Make the review' }))
    await dana.keyboard.press('Enter')
    await expect(dana.getByRole('heading', { name: 'Invite reviewers' })).toBeVisible()
  })

  const review = new URL(dana.url()).pathname
  await expect(dana).toHaveTitle(/^Overview/)
  await test.step('two colleagues join by invitation, with accounts that they make on the way', async () => {
    alice = await visitor(browser, 'Alice')
    bob = await visitor(browser, 'Bob')
    await dana.goto(at(`${review}/team`))
    await expect(dana.getByRole('heading', { level: 1, name: 'Team' })).toBeVisible()
    await dana.keyboard.press('i')
    for (const [page, name] of [
      [alice, 'Alice Roy'],
      [bob, 'Bob Meyer'],
    ] as const) {
      await page.goto(await invitation(dana))
      await expect(page.getByText('Exercise after stroke').first()).toBeVisible()
      await page.getByLabel('Name').fill(name)
      await page.getByLabel('E-mail').fill(`${name.split(' ')[0]?.toLowerCase()}@clinic.example`)
      await page.getByLabel('Password', { exact: true }).fill('orchard pencil window forty')
      await page.keyboard.press('Enter')
      await expect(page).toHaveURL(at(review))
      expect(page.url()).not.toContain('token')
      await expect(page).toHaveTitle(/^Overview/)
      await expect(dana.getByRole('listitem').filter({ hasText: name })).toBeVisible()
    }
    await dana.getByRole('button', { name: 'Close' }).click()
  })

  await test.step('what is not yet allowed says why: nothing is assigned before the protocol is frozen', async () => {
    await dana.goto(at(`${review}/studies`))
    await dana.getByRole('button', { name: 'Add from RIS' }).click()
    await dana.getByLabel('RIS', { exact: true }).fill(RIS)
    await expect(dana.getByText('2 records')).toBeVisible()
    await dana.keyboard.press('Escape')
    await expect(dana.getByRole('alert')).toContainText('What you wrote would be lost')
    await dana.getByRole('button', { name: 'Add 2 studies' }).click()
    await expect(dana.getByRole('link', { name: 'Burke 2011' })).toBeVisible()
    await dana.getByRole('button', { name: 'Allocate 2' }).click()
    const assign = dana.getByRole('button', { name: 'Assign as shown' })
    await expect(assign).toHaveAttribute('aria-disabled', 'true')
    await expect(dana.getByRole('tooltip', { includeHidden: true })).toContainText('protocol is frozen')
    await dana.getByRole('button', { name: 'Cancel' }).click()
    await dana.goto(at(`${review}/protocol`))
    await dana.getByRole('button', { name: 'Freeze the protocol' }).click()
    await dana.getByRole('button', { name: 'Freeze it' }).click()
    await expect(dana.getByText(/^Frozen .* by Dana Lee/)).toBeVisible()
  })

  await test.step('studies are allocated as previewed, and reach the reviewers at once', async () => {
    await dana.goto(at(`${review}/studies`))
    await dana.getByRole('button', { name: 'Allocate 2' }).click()
    await expect(dana.getByText('will be assigned')).toBeVisible()
    await dana.getByRole('button', { name: 'Assign as shown' }).click()
    await expect(alice.getByText('Rate Burke 2011').first()).toBeVisible()
    await expect(bob.getByText('Rate Burke 2011').first()).toBeVisible()
  })

  await test.step('both rate by keys, agree on the difference, and sign', async () => {
    for (const page of [alice, bob]) {
      await page.goto(at(`${review}/study/burke-2011/bias`))
      await expect(page.getByText('Your copy, hidden from others')).toBeVisible()
      for (let item = 1; item <= ITEMS; item += 1) {
        await expect(
          page.getByRole('radiogroup', { name: `Answer to item ${item}`, exact: true }).first(),
        ).toBeVisible()
        await page.keyboard.press(page === bob && item === 3 ? 'n' : 'y')
        if (item < ITEMS) await page.keyboard.press('Enter')
      }
      await expect(page.getByText(`${ITEMS} of ${ITEMS} answered`)).toBeVisible()
      await page.getByRole('button', { name: /^Submit/ }).click()
    }
    await expect(alice.getByText(/Consensus/).first()).toBeVisible()
    await alice
      .getByRole('button', { name: /Take/ })
      .first()
      .or(alice.getByRole('radio', { name: 'Yes' }).first())
      .first()
      .click()
    for (const page of [alice, bob]) await page.getByRole('button', { name: /^Sign/ }).click()
    await expect(dana.getByText('resolved').first()).toBeVisible()
  })
})

test('the protocol changes only by amendments, each with its reason', async () => {
  const review = reviewOf(dana)
  await dana.goto(at(`${review}/protocol`))
  await dana.getByRole('button', { name: 'Amend' }).click()
  await dana.getByRole('textbox', { name: 'Outcomes' }).fill('Walking speed')
  const amend = dana.getByRole('dialog').getByRole('button', { name: 'Amend' })
  await expect(amend).toHaveAttribute('aria-disabled', 'true')
  await dana.getByLabel('Reason').fill('The registry asks for it.')
  await amend.click()
  await expect(dana.getByRole('heading', { name: /^Version 2/ })).toBeVisible()
  await expect(dana.getByRole('cell', { name: 'Walking speed' })).toBeVisible()
  await expect(dana.getByText(/1 settled/)).toBeVisible()
})

test('a second stage has an instrument, people and rounds of its own', async () => {
  const review = reviewOf(dana)
  await dana.goto(at(`${review}/protocol`))
  await dana.getByRole('button', { name: 'Amend' }).click()
  await dana.getByRole('button', { name: 'Assess with another instrument too' }).click()
  await dana.getByLabel('Reason').fill('The journal asks for the original scale too.')
  await dana.getByRole('dialog').getByRole('button', { name: 'Amend' }).click()
  await expect(dana.getByRole('heading', { name: /^Version 3/ })).toBeVisible()

  const stages = dana.getByRole('navigation', { name: 'Stages' })
  await expect(stages.getByRole('link', { name: /^Bias, / })).toHaveCount(2)
  await dana.goto(at(`${review}/studies`))
  const picker = dana.getByRole('group', { name: 'Stage' }).getByRole('button')
  await expect(picker).toHaveCount(2)
  await expect(dana.getByRole('button', { name: /^Allocate/ })).toBeHidden()
  await picker.last().click()
  // The choice is in the address: what one sends to a colleague opens the same.
  await expect(dana).toHaveURL(/\/studies\/downs-and-black$/)
  await dana.reload()
  await dana.getByRole('button', { name: 'Allocate 2' }).click()
  await dana.getByRole('button', { name: 'Assign as shown' }).click()

  await alice.goto(at(`${review}/study/burke-2011/bias/downs-and-black`))
  await expect(alice.getByText('Your copy, hidden from others')).toBeVisible()
  await expect(alice.getByText(/of 27 answered|27 items/).first()).toBeVisible()
  await alice.goto(at(`${review}/study/burke-2011/bias`))
  await expect(alice.getByText(/Settled|resolved/i).first()).toBeVisible()
  await alice.goto(at(review))
  await expect(alice.getByRole('link', { name: /^Continue with/ })).toHaveCount(2)

  await dana.goto(at(`${review}/progress?state=blank`))
  await dana.getByRole('group', { name: 'Stage' }).getByRole('button').last().click()
  await expect(dana).toHaveURL(/\/progress\/downs-and-black\?state=blank$/)
  await expect(dana.locator('a[data-study]', { hasText: 'Burke 2011' })).toHaveAttribute(
    'href',
    /\/bias\/downs-and-black$/,
  )
})

test('an author never rates the own study: declaring it frees the place', async () => {
  const review = reviewOf(dana)
  await bob.goto(at(`${review}/team`))
  await bob.getByRole('button', { name: 'Declare one' }).click()
  await bob.getByLabel('Study').selectOption({ label: 'Lee 2014' })
  await bob.getByLabel('What it is').fill('I wrote it.')
  await bob.getByRole('button', { name: 'Declare', exact: true }).click()
  await expect(bob.getByText('does not rate Lee 2014')).toBeVisible()
  await dana.goto(at(`${review}/studies`))
  await expect(dana.getByRole('row', { name: /Lee 2014/ }).getByText('1 vacancy')).toBeVisible()
})

test('somebody who is removed loses the review at once, and the log says who did it and why', async () => {
  const review = reviewOf(dana)
  await bob.goto(at(review))
  await dana.goto(at(`${review}/team`))
  await dana.getByRole('button', { name: 'Remove Bob Meyer' }).click()
  await dana.getByLabel('Reason').fill('Bob has changed posts.')
  await dana.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await expect(bob.getByText(/no such review|not a member|There is nothing/i).first()).toBeVisible()
  await bob.goto(at('/reviews'))
  await expect(bob.getByText('No review yet')).toBeVisible()
  await dana.goto(at(`${review}/log`))
  await expect(dana.getByText('removed Bob Meyer from the review: Bob has changed posts.')).toBeVisible()
  await expect(dana.getByText('froze the protocol, version 1')).toBeVisible()
})

test('one writes, another confirms item by item, and an edit takes a confirmation away', async () => {
  await dana.goto(at('/reviews/new'))
  await dana.getByLabel('Title', { exact: true }).fill('Gait after stroke')
  await dana.getByLabel('How a study is rated').selectOption('verified')
  await expect(dana.getByText(/Will be printed as a deviation/)).toBeVisible()
  await dana.getByRole('button', { name: 'Make the review' }).click()
  await expect(dana.getByRole('heading', { name: 'Invite reviewers' })).toBeVisible()
  const review = reviewOf(dana)
  await alice.goto(await invitation(dana))
  await alice.getByRole('button', { name: /Join|Accept/ }).click()
  await expect(alice).toHaveURL(at(review))
  await dana.goto(at(`${review}/studies`))
  await dana.getByRole('button', { name: 'Add one by hand' }).click()
  await dana.getByLabel('Title', { exact: true }).fill('Step length')
  await dana.getByLabel('Authors').fill('Novak, Eva')
  await dana.getByLabel('Year').fill('2019')
  await dana.getByRole('button', { name: 'Add the study' }).click()
  await dana.goto(at(`${review}/protocol`))
  await expect(dana.getByText('Risk of bias was not assessed by two people independently.')).toBeVisible()
  await dana.getByRole('button', { name: 'Freeze the protocol' }).click()
  await expectNoFault(dana)
  await dana.getByRole('button', { name: 'Freeze it' }).click()
  await expect(dana.getByText(/^Frozen/)).toBeVisible()
  await dana.goto(at(`${review}/studies`))
  await dana.getByRole('button', { name: 'Assign Novak 2019' }).click()
  await dana.getByRole('checkbox', { name: 'Dana Lee' }).check()
  await dana.getByRole('checkbox', { name: 'Alice Roy' }).check()
  await expect(dana.getByRole('checkbox', { name: 'Alice Roy confirms' })).toBeChecked()
  await dana.getByRole('dialog').getByRole('button', { name: 'Assign' }).click()
  for (const page of [dana, alice]) {
    await page.goto(at(`${review}/study/novak-2019/bias`))
    await expect(page.getByText('Shared, one rating')).toBeVisible()
  }
  await dana.keyboard.press('y')
  await expect(alice.getByText('1 of 27 answered')).toBeVisible()
  await alice.getByRole('button', { name: 'Next to confirm, 1 item' }).click()
  await alice.getByRole('button', { name: 'Confirm item 1' }).click()
  await expect(dana.getByText('1 of 27 confirmed')).toBeVisible()
  await dana.keyboard.press('n')
  await expect(dana.getByText('0 of 27 confirmed')).toBeVisible()
  await expect(alice.getByRole('button', { name: 'Confirm item 1' })).toBeVisible()
})

test('who comes to confirm when much is written begins at the first item that is not, and the settled rating is in the matrix', async () => {
  const review = reviewOf(dana)
  const study = at(`${review}/study/novak-2019/bias`)
  await alice.goto(at(review))
  for (let item = 1; item <= 27; item += 1) {
    await expect(dana.getByRole('radiogroup', { name: `Answer to item ${item}`, exact: true }).first()).toBeVisible()
    await dana.keyboard.press('y')
    if (item < 27) await dana.keyboard.press('j')
  }
  await expect(dana.getByText('27 of 27 answered').first()).toBeVisible()
  await expect(alice.getByText('Dana Lee waits for you')).toBeVisible()
  await alice.goto(study)
  await expect(alice.getByRole('button', { name: 'Confirm item 2' })).toBeVisible()
  for (const page of [alice, dana]) await expectNoFault(page)
  // Item 1 says again what she has confirmed.
  for (let item = 2; item <= 27; item += 1) {
    await expect(alice.getByRole('button', { name: `Confirm item ${item} V`, exact: true })).toBeVisible()
    await alice.keyboard.press('v')
  }
  await expect(dana.getByText('27 of 27 confirmed')).toBeVisible()
  await dana.getByRole('button', { name: 'Submit', exact: true }).click()
  await expect(dana.getByText('Settled', { exact: true })).toBeVisible()
  await dana.goto(at(`${review}/bias`))
  await expect(dana.getByRole('gridcell', { name: 'Yes' }).first()).toBeVisible()
  await expect(dana.getByText(/settled · 0 being written/)).toBeVisible()
})

for (const path of ['/reviews', '/reviews/new', '', '/protocol', '/team', '/studies', '/log']) {
  test(`the page ${path || 'of a new review'} has no fault that axe finds, and nothing sticks out`, async () => {
    const review = reviewOf(dana)
    await dana.goto(at(path.startsWith('/reviews') ? path : `${review}${path}`))
    await expect(dana.getByRole('heading', { level: 1 })).toBeVisible()
    await expectNoFault(dana)
  })
}

test('whoever leaves is led to the reviews that they have', async () => {
  await alice.goto(at(`${reviewOf(dana)}/team`))
  await alice.getByRole('button', { name: 'Leave', exact: true }).click()
  await alice.getByRole('button', { name: 'Leave the review' }).click()
  await expect(alice).toHaveURL(at('/reviews'))
  await expect(alice.getByRole('heading', { level: 1 })).toBeVisible()
})

test('nobody’s console complained', () => {
  expect(complaints).toEqual([])
})

/** In light and dark, wide and on a phone. */
async function expectNoFault(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 })
      expect(await faultsOf(page)).toEqual([])
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(overflow).toBeLessThanOrEqual(0)
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}

const at = (path: string): string => `http://localhost:${tandem.port}${path}`
/** The path of the review on screen; where none is, of the one that was seen last. */
let seen = ''
function reviewOf(page: Page): string {
  seen = /^\/r\/[^/]+/.exec(new URL(page.url()).pathname)?.[0] ?? seen
  return seen
}

const links = new Set<string>()

/** The link of a new invitation; the one before may still stand there. */
async function invitation(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Make an invitation' }).click()
  const field = page.getByLabel('Link of the invitation')
  await expect(field).toHaveValue(/#token=/)
  await expect.poll(async () => links.has(await field.inputValue())).toBe(false)
  const link = await field.inputValue()
  links.add(link)
  return link
}

async function visitor(browser: Browser, name: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  page.on('console', (message) => {
    const isLoad = /Failed to load resource/.test(message.text())
    if (['error', 'warning'].includes(message.type()) && !isLoad) complaints.push(`${name}: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`${name}: ${error.message}`))
  return page
}

async function types(page: Page, label: string, text: string): Promise<void> {
  await reaches(page, page.getByLabel(label, { exact: true }))
  await page.keyboard.type(text)
}

/** Tab by Tab, as somebody without a mouse. */
async function reaches(page: Page, target: ReturnType<Page['getByLabel']>): Promise<void> {
  await expect(target).toBeVisible()
  for (let tabs = 0; tabs < 60; tabs += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('the keyboard does not get there')
}
