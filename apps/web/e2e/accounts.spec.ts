/**
 * Accounts, on a server that nobody has used: from the link on its console to a second person, lost passwords and a
 * deleted account. Alice administrates.
 */
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test, type Browser, type BrowserContext, type Locator, type Page } from '@playwright/test'
import { faultsOf } from './support/accessibility.ts'
import { hasAuthenticator } from './support/authenticator.ts'
import { Tandem } from './support/tandem.ts'

const ALICE = { name: 'Alice', email: 'alice@clinic.example', password: 'plum ladder seven rivers' }
const LONG = 'orchard pencil window forty'

let tandem: Tandem
/** Alice's page; she has made the first account and administrates. */
let alice: Page

test.describe.configure({ mode: 'default' })
test.beforeAll(async ({ browser }) => {
  tandem = await Tandem.start({ TANDEM_DEMO: 'off' })
  alice = await arrives(browser)
  await setUpByKeyboard(alice)
  await asks(alice, 'PUT', '/administration/settings', { registration: 'open' })
})
test.afterAll(() => tandem.remove())

test('the first account was made by keyboard alone, and its code stands in no address', async () => {
  await expect(alice.getByRole('heading', { name: 'Accounts', exact: true })).toBeVisible()
  expect(addressesOf(alice).filter((address) => address.includes('code='))).toEqual([])
})

test('the link on the console works once', async ({ browser }) => {
  const page = await arrives(browser)
  await page.goto(tandem.setupLink)
  await expect(page.getByRole('heading', { name: 'This server has been set up' })).toBeVisible()
  expect(page.url()).toBe(at('/setup'))
  await page.context().close()
})

test('a link that was cut off on its way is said to be no whole link', async ({ browser }) => {
  const page = await arrives(browser)
  await page.goto(at('/invitation#token=cut-off'))
  await expect(page.getByRole('heading', { name: 'Open the link of your invitation' })).toBeVisible()
  await page.context().close()
})

test('signing out and in again, by keyboard alone; a wrong password is refused and what was typed stays', async ({
  browser,
}) => {
  const bob = await comes(browser, 'Bob')
  await signsOut(bob.page)
  await expect(bob.page.getByLabel('E-mail')).toBeFocused()
  await bob.page.keyboard.type(bob.email)
  await bob.page.keyboard.press('Tab')
  await bob.page.keyboard.type('not my password at all')
  await bob.page.keyboard.press('Enter')
  await expect(bob.page.getByRole('alert')).toBeFocused()
  await expect(bob.page.getByLabel('E-mail')).toHaveValue(bob.email)
  await bob.page.keyboard.press('Shift+Tab')
  await expect(bob.page.getByRole('button', { name: 'Show password' })).toBeFocused()
  await bob.page.keyboard.press('Shift+Tab')
  await bob.page.keyboard.press('ControlOrMeta+A')
  await bob.page.keyboard.type(LONG)
  await bob.page.keyboard.press('Enter')
  await expect(bob.page).toHaveURL(at('/reviews'))
  await bob.page.context().close()
})

test('whoever is sent to sign in comes back to where they wanted to go', async ({ browser }) => {
  const page = await arrives(browser)
  await page.goto(at('/me'))
  await expect(page).toHaveURL(at('/login?to=%2Fme'))
  await signsIn(page, ALICE.email, ALICE.password)
  await expect(page).toHaveURL(at('/me'))
  await page.context().close()
})

test('a link to the sign-in page leads to no other server', async ({ browser }) => {
  for (const elsewhere of [
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
  ]) {
    const page = await arrives(browser)
    await page.goto(at(`/login?${new URLSearchParams({ to: elsewhere })}`))
    await signsIn(page, ALICE.email, ALICE.password)
    await expect(page, elsewhere).toHaveURL(at('/reviews'))
    expect(addressesOf(page).filter((address) => !address.startsWith(at('/')))).toEqual([])
    await page.context().close()
  }
})

test('a password can be looked at, and a weak one is refused with the reason and without losing what was typed', async ({
  browser,
}) => {
  const page = await arrives(browser)
  await page.goto(await invitationLink())
  await page.getByLabel('Name').fill('Walter')
  await page.getByLabel('E-mail').fill('walter@clinic.example')
  const password = page.getByLabel('Password', { exact: true })
  await password.fill('password password')
  await page.getByRole('button', { name: 'Show password' }).click()
  await expect(password).toHaveAttribute('type', 'text')
  await password.press('Enter')
  await expect(page.getByRole('alert')).toContainText('common words')
  await expect(page.getByLabel('Name')).toHaveValue('Walter')
  await expect(password).toHaveValue('password password')
  await page.context().close()
})

test('an authenticator app: switched on, used as second step, replaced by a recovery code, switched off', async ({
  browser,
}) => {
  const bob = await comes(browser, 'Bob')
  const { page } = bob
  await page.goto(at('/me'))
  await opens(page, 'Set up: Authenticator app')
  await page.getByRole('button', { name: 'Show the code' }).click()
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible()
  const key = (await page.getByText(/^[A-Z2-7]{4}( [A-Z2-7]{1,4})+$/).innerText()).replaceAll(' ', '')
  const code = page.getByLabel('Code of the app')
  await expect(code).toBeFocused()
  const step = Math.floor(Date.now() / 30_000)
  await code.fill(codeOf(key, step))
  await code.press('Enter')
  await expect(page.getByText('Keep these recovery codes')).toBeVisible()
  const recovery = await page
    .getByRole('region', { name: 'Keep these recovery codes' })
    .getByRole('listitem')
    .allInnerTexts()
  expect(recovery).toHaveLength(10)
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ])
  expect(readFileSync(await file.path(), 'utf8')).toBe(`${recovery.join('\n')}\n`)
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await expect(page.getByText('10 codes left')).toBeVisible()
  await expect(page.getByText(recovery[0] ?? 'no code')).toHaveCount(0)

  await test.step('the password alone no longer opens the account', async () => {
    await signsOut(page)
    await signsIn(page, bob.email, LONG)
    const second = page.getByLabel('Code of your authenticator app')
    await expect(second).toBeFocused()
    await second.fill('000000')
    await second.press('Enter')
    await expect(page.getByRole('alert')).toBeFocused()
    await second.fill(codeOf(key, step + 1).replace(/^.../, '$& '))
    await second.press('Enter')
    await expect(page).toHaveURL(at('/reviews'))
  })

  await test.step('a recovery code takes the place of the app, once', async () => {
    await signsOut(page)
    await signsIn(page, bob.email, LONG)
    await page.getByRole('button', { name: 'Use a recovery code' }).click()
    await page.getByLabel('Recovery code').fill(recovery[0] ?? '')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(at('/reviews'))
    await page.goto(at('/me'))
    await expect(page.getByText('9 codes left')).toBeVisible()
  })

  await test.step('it can be switched off again', async () => {
    await opens(page, 'Switch off: Authenticator app')
    await page.getByRole('button', { name: 'Switch off', exact: true }).click()
    await expect(page.getByRole('button', { name: 'Set up: Authenticator app' })).toBeVisible()
  })
  await page.context().close()
})

test('a passkey is made, signs in without a password, and is removed', async ({ browser }) => {
  const bob = await comes(browser, 'Bob')
  const { page } = bob
  await hasAuthenticator(page)
  await page.goto(at('/me'))
  await opens(page, 'Add: Passkey')
  await page.getByLabel('Name of the device').fill('Work laptop')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Passkey “Work laptop”')).toBeVisible()
  await isOfferedNone(page)
  await signsOut(page)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await expect(page).toHaveURL(at('/reviews'))
  await page.goto(at('/me'))
  await opens(page, 'Remove: Passkey “Work laptop”')
  await page.getByRole('button', { name: 'Remove the passkey' }).click()
  await expect(page.getByText('Passkey “Work laptop”')).toHaveCount(0)
  await expect(page.getByRole('heading', { name: 'Signing in' })).toBeFocused()
  await expect(page.getByRole('button', { name: 'Add: Passkey' })).toBeVisible()
  await page.context().close()
})

test('who came in by the password alone shows their passkey before they remove it', async ({ browser }) => {
  const { page, email } = await comes(browser, 'Bob')
  await hasAuthenticator(page)
  await page.goto(at('/me'))
  await opens(page, 'Add: Passkey')
  await page.getByLabel('Name of the device').fill('Work laptop')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Passkey “Work laptop”')).toBeVisible()
  await isOfferedNone(page)
  await signsOut(page)
  await signsIn(page, email, LONG)
  await expect(page).toHaveURL(at('/reviews'))
  await page.goto(at('/me'))
  await opens(page, 'Remove: Passkey “Work laptop”')
  await page.getByRole('button', { name: 'Remove the passkey' }).click()
  const dialog = page.getByRole('dialog', { name: 'Is it you?' })
  await expect(dialog.getByText('Show your second factor')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Use your password' })).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Use your passkey' }).click()
  await expect(page.getByText('Passkey “Work laptop”')).toHaveCount(0)
  await page.context().close()
})

test('a browser in which a passkey was used offers it in the address field, and nobody presses a button', async ({
  browser,
}) => {
  const bob = await comes(browser, 'Bob')
  const { page } = bob
  const offers: string[] = []
  page.on('request', (request) => request.url().endsWith('/session/passkey/options') && offers.push(request.url()))
  await signsOut(page)
  await page.waitForLoadState('networkidle')
  expect(offers).toEqual([])
  await signsIn(page, bob.email, LONG)
  await expect(page).toHaveURL(at('/reviews'))
  await hasAuthenticator(page)
  await page.goto(at('/me'))
  await opens(page, 'Add: Passkey')
  await page.getByLabel('Name of the device').fill('Work laptop')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Passkey “Work laptop”')).toBeVisible()
  await page.getByRole('button', { name: /own menu/ }).click()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
  // The authenticator of the test chooses at once what it is offered.
  await expect(page).toHaveURL(at('/reviews'))
  expect(offers).toHaveLength(1)
  await page.context().close()
})

test('a snapshot asks once more who is there, and goes on where it was', async () => {
  const question = { population: 'Adults', intervention: 'Training', comparator: '', outcomes: 'Work' }
  const plan = {
    title: 'Work after injury',
    shortTitle: 'Work after injury',
    reference: '',
    registration: null,
    question,
    stages: [{ instrument: 'downs-and-black-modified', mode: 'independent', reviewers: 2 }],
    switchedOff: [],
  }
  await alice.goto(at('/reviews'))
  const { review } = (await asks(alice, 'POST', '/reviews', { plan, isReviewer: true })) as { review: string }
  await alice.goto(at(`/r/${review}/snapshots`))
  await wantsConfirmation(alice, '**/commands', 2)
  const make = async (): Promise<void> => {
    await alice.getByLabel('Label').fill('Before the first rating')
    await alice.keyboard.press('Enter')
  }
  await alice.getByRole('button', { name: 'Make a snapshot' }).click()
  await make()
  const asked = alice.getByRole('dialog', { name: 'Is it you?' })
  await expect(asked.getByLabel('Password', { exact: true })).toBeFocused()
  await alice.keyboard.press('Escape')
  await expect(asked).toHaveCount(0)
  await expect(alice.getByLabel('Label')).toHaveValue('Before the first rating')
  await make()
  await asked.getByLabel('Password', { exact: true }).fill(ALICE.password)
  await alice.keyboard.press('Enter')
  await expect(alice.getByRole('heading', { name: 'Before the first rating' })).toBeVisible()
})

test('a passkey that the person gives up on changes nothing and is no error', async ({ browser }) => {
  const bob = await comes(browser, 'Bob')
  await bob.page.goto(at('/me'))
  await hasAuthenticator(bob.page, { isUserVerified: false })
  await opens(bob.page, 'Add: Passkey')
  await bob.page.getByLabel('Name of the device').fill('Phone')
  const answered = bob.page.waitForResponse(/passkeys\/options/)
  await bob.page.keyboard.press('Enter')
  await answered
  await expect(bob.page.getByRole('button', { name: 'Add a passkey' })).not.toHaveAttribute('aria-disabled')
  await expect(bob.page.getByRole('alert')).toHaveCount(0)
  await bob.page.context().close()
})

test('what needs a confirmation asks for it, and goes on where it was', async ({ browser }) => {
  const bob = await comes(browser, 'Bob')
  const { page } = bob
  await page.goto(at('/me'))
  await wantsConfirmation(page, '**/api/account/email', 1)
  await opens(page, 'Change: E-mail address')
  await page.getByLabel('New e-mail address').fill('bobby@clinic.example')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Is it you?' })
  const password = dialog.getByLabel('Password', { exact: true })
  await expect(password).toBeFocused()
  await password.fill('not my password at all')
  await password.press('Enter')
  await expect(dialog.getByRole('alert')).toBeFocused()
  await password.fill(LONG)
  await password.press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(page.getByRole('group', { name: 'E-mail address' })).toContainText('bobby@clinic.example')
  await page.context().close()
})

test('a confirmation that is given up changes nothing and keeps the form', async ({ browser }) => {
  const bob = await comes(browser, 'Bob')
  const { page } = bob
  await page.goto(at('/me'))
  await wantsConfirmation(page, '**/api/account/email', 1)
  await opens(page, 'Change: E-mail address')
  await page.getByLabel('New e-mail address').fill('somebody@clinic.example')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByLabel('New e-mail address')).toHaveValue('somebody@clinic.example')
  await page.reload()
  await expect(page.getByRole('group', { name: 'E-mail address' })).toContainText(bob.email)
  await page.context().close()
})

test('another browser is listed, signed out from here, and its page notices', async ({ browser }) => {
  const bob = await comes(browser, 'Bob')
  const away = await arrives(browser)
  await away.goto(at('/me'))
  await signsIn(away, bob.email, LONG)
  await opens(away, 'Change: Name')
  await away.getByRole('textbox', { name: 'Name' }).fill('Robert')

  await bob.page.goto(at('/me'))
  const listed = bob.page.getByRole('region', { name: 'Where you are signed in' })
  await expect(listed.getByText('This browser')).toBeVisible()
  await listed.getByRole('button', { name: /^Sign out: .*since/ }).click()
  await expect(listed.getByRole('button', { name: /^Sign out: .*since/ })).toHaveCount(0)

  await away.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await expect(away.getByText('You are signed out')).toBeVisible()
  await expect(away.getByRole('textbox', { name: 'Name' })).toHaveValue('Robert')
  await away.getByRole('link', { name: 'Sign in' }).click()
  await signsIn(away, bob.email, LONG)
  await expect(away).toHaveURL(at('/me'))
  await away.context().close()
  await bob.page.context().close()
})

test('an act of a page whose session has ended says so, and keeps what was typed', async ({ browser }) => {
  const bob = await comes(browser, 'Bob')
  const away = await arrives(browser)
  await away.goto(at('/me'))
  await signsIn(away, bob.email, LONG)
  await opens(away, 'Change: Name')
  await bob.page.goto(at('/me'))
  await opens(bob.page, 'Sign out: Sign out everywhere')
  await bob.page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(bob.page).toHaveURL(at('/login'))
  await away.getByRole('textbox', { name: 'Name' }).fill('Robert')
  await away.keyboard.press('Enter')
  await expect(away.getByText('You are signed out')).toBeVisible()
  await expect(away.getByRole('textbox', { name: 'Name' })).toHaveValue('Robert')
  await away.context().close()
  await bob.page.context().close()
})

test('a changed name is seen in the menu, a changed password signs in', async ({ browser }) => {
  const bob = await comes(browser, 'Bob')
  const { page } = bob
  await page.goto(at('/me'))
  await opens(page, 'Change: Name')
  await page.getByRole('textbox', { name: 'Name' }).fill('Robert')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Robert, own menu' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Change: Name' })).toBeFocused()
  await opens(page, 'Change: Password')
  await page.getByLabel('New password', { exact: true }).fill('lantern gravel nine quiet')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Change: Password' })).toBeFocused()
  await expect(page.getByRole('cell', { name: /^Password changed/ })).toBeVisible()
  await signsOut(page)
  await signsIn(page, bob.email, 'lantern gravel nine quiet')
  await expect(page).toHaveURL(at('/reviews'))
  await page.context().close()
})

test('who is made administrator sets up a second factor first, and shows it after the password', async ({
  browser,
}) => {
  const { page, email } = await makesAdministrator(browser, 'Petra')
  await page.getByRole('button', { name: /own menu/ }).click()
  await page.getByRole('link', { name: 'Administration' }).click()
  await expect(page.getByText(/does not open this page/)).toBeVisible()
  await expect(page.getByText('Security log')).toHaveCount(0)
  await addsPasskeyByKeyboard(page)
  await expect(page.getByRole('heading', { name: 'Accounts', exact: true })).toBeVisible()

  await isOfferedNone(page)
  await signsOut(page)
  await signsIn(page, email, LONG)
  await expect(page).toHaveURL(at('/reviews'))
  await page.goto(at('/admin'))
  await page.getByRole('button', { name: 'Show your second factor' }).click()
  const dialog = page.getByRole('dialog', { name: 'Is it you?' })
  await expect(dialog.getByRole('button', { name: 'Use your password' })).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Use your passkey' }).click()
  await expect(page.getByRole('heading', { name: 'Accounts', exact: true })).toBeVisible()
  await page.context().close()
})

test('recovery codes on the screen stay until they are kept, though administration is open by then', async ({
  browser,
}) => {
  const { page } = await makesAdministrator(browser, 'Pia')
  await page.goto(at('/admin'))
  await opens(page, 'Set up: Authenticator app')
  await page.getByRole('button', { name: 'Show the code' }).click()
  const key = (await page.getByText(/^[A-Z2-7]{4}( [A-Z2-7]{1,4})+$/).innerText()).replaceAll(' ', '')
  await page.getByLabel('Code of the app').fill(codeOf(key, Math.floor(Date.now() / 30_000)))
  await page.keyboard.press('Enter')
  await expect(page.getByText('Keep these recovery codes')).toBeVisible()
  // As somebody does who goes to another window to write them down.
  const looked = page.waitForResponse(/\/api\/session$/)
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await looked
  await expect(page.getByText('Keep these recovery codes')).toBeVisible()
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await expect(page.getByRole('heading', { name: 'Accounts', exact: true })).toBeVisible()
  await page.context().close()
})

test('the administrator invites, and a second person registers in another browser', async ({ browser }) => {
  await alice.goto(at('/admin'))
  await opens(alice, 'Invite: Invite somebody')
  await alice.getByLabel('E-mail address, if you like').fill('carol@clinic.example')
  await alice.keyboard.press('Enter')
  const link = await alice.getByText(/\/invitation#token=/).innerText()
  await alice.getByRole('button', { name: 'Done' }).click()
  await expect(alice.getByText(link)).toHaveCount(0)

  const carol = await arrives(browser)
  await carol.goto(link)
  await expect(carol.getByRole('heading', { name: 'Alice invites you to this Tandem server' })).toBeVisible()
  expect(carol.url()).toBe(at('/invitation'))
  await expect(carol.getByText(/^The invitation is for c…@clinic\.example\./)).toBeVisible()
  await carol.getByLabel('Name').fill('Carol')
  await carol.getByLabel('E-mail').fill('carol@clinic.example')
  await carol.getByLabel('Password', { exact: true }).fill(LONG)
  await carol.keyboard.press('Enter')
  await expect(carol).toHaveURL(at('/reviews'))
  expect(addressesOf(carol).filter((address) => address.includes('token='))).toEqual([])

  await test.step('the link works once', async () => {
    const late = await arrives(browser)
    await late.goto(link)
    await expect(late.getByText('This invitation does not work any more')).toBeVisible()
    await late.context().close()
  })
  await test.step('the administrator sees that it was accepted', async () => {
    await alice.reload()
    await expect(alice.getByText(/Accepted by Carol/)).toBeVisible()
  })
  await carol.context().close()
})

test('an invitation is accepted by whoever is signed in, who is told as whom', async ({ browser }) => {
  const bob = await comes(browser, 'Bob')
  await bob.page.goto(await invitationLink())
  await expect(bob.page.getByText('You are signed in as Bob.')).toBeVisible()
  await bob.page.getByRole('button', { name: 'Not you? Sign out' }).click()
  await bob.page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
  await bob.page.getByRole('button', { name: 'Sign in to accept' }).click()
  await signsIn(bob.page, bob.email, LONG)
  await bob.page.getByRole('button', { name: 'Accept as Bob' }).click()
  await expect(bob.page).toHaveURL(at('/reviews'))
  await bob.page.context().close()
})

test('a forgotten password: the administrator makes a link, which sets a new one, once', async ({ browser }) => {
  const dana = await comes(browser, 'Dana')
  await dana.page.context().close()
  await alice.goto(at('/admin'))
  await alice.getByLabel('Find by name or address').fill(dana.email)
  await opens(alice, 'Open: Dana')
  await alice.getByRole('button', { name: 'Make a link' }).click()
  const link = await alice.getByText(/\/password#token=/).innerText()

  const page = await arrives(browser)
  await page.goto(at('/login'))
  await page.getByRole('link', { name: 'Forgot password' }).click()
  await expect(page.getByText(/This server sends no mail/)).toBeVisible()
  await page.goto(link)
  await expect(page.getByLabel('Account')).toHaveValue(dana.email)
  expect(page.url()).toBe(at('/password'))
  await page.getByLabel('New password', { exact: true }).fill('meadow copper eleven kites')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Your new password is set' })).toBeVisible()
  expect(addressesOf(page).filter((address) => address.includes('token='))).toEqual([])
  await page.getByRole('link', { name: 'Sign in' }).click()
  await signsIn(page, dana.email, 'meadow copper eleven kites')
  await expect(page).toHaveURL(at('/reviews'))
  await page.goto(link)
  await expect(page.getByText('This link does not work any more')).toBeVisible()
  await page.context().close()
})

test('a disabled account is signed out and cannot sign in; enabled again, it can', async ({ browser }) => {
  const erin = await comes(browser, 'Erin')
  await alice.goto(at('/admin'))
  await alice.getByLabel('Find by name or address').fill(erin.email)
  await opens(alice, 'Open: Erin')
  await alice.getByRole('button', { name: 'Disable' }).click()
  await expect(alice.getByRole('button', { name: 'Enable' })).toBeVisible()
  await erin.page.reload()
  await expect(erin.page).toHaveURL(/\/login/)
  await signsIn(erin.page, erin.email, LONG)
  await expect(erin.page.getByRole('alert')).toBeVisible()
  await alice.getByRole('button', { name: 'Enable' }).click()
  await expect(alice.getByRole('button', { name: 'Disable' })).toBeVisible()
  await signsIn(erin.page, erin.email, LONG)
  await expect(erin.page).toHaveURL(at('/reviews'))
  await erin.page.context().close()
})

test('for everybody else the administration is an address that does not exist', async ({ browser }) => {
  const bob = await comes(browser, 'Bob')
  const seen: string[] = []
  for (const path of ['/admin', '/no-such-page']) {
    await bob.page.goto(at(path))
    await expect(bob.page.getByText('There is nothing at this address')).toBeVisible()
    seen.push(`${await bob.page.title()} ${await bob.page.locator('main').innerHTML()}`)
  }
  expect(seen[0]).toBe(seen[1])
  await bob.page.goto(at('/reviews'))
  await bob.page.getByRole('button', { name: /own menu/ }).click()
  await expect(bob.page.getByRole('link', { name: 'Your account' })).toBeVisible()
  await expect(bob.page.getByRole('link', { name: 'Administration' })).toHaveCount(0)
  await bob.page.context().close()
  await alice.goto(at('/reviews'))
  await alice.getByRole('button', { name: /own menu/ }).click()
  await expect(alice.getByRole('link', { name: 'Administration' })).toBeVisible()
})

test('the administrator says whether people may register by themselves', async ({ browser }) => {
  await alice.goto(at('/admin'))
  await alice.getByRole('button', { name: 'By invitation' }).click()
  await expect(alice.getByRole('paragraph').filter({ hasText: /Only people with an invitation/ })).toBeVisible()
  const page = await arrives(browser)
  await page.goto(at('/login'))
  await expect(page.getByLabel('E-mail')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Create an account' })).toHaveCount(0)
  await alice.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(alice.getByRole('paragraph').filter({ hasText: /Anybody who reaches this server/ })).toBeVisible()
  await page.reload()
  await page.getByRole('button', { name: 'Create an account' }).click()
  await page.getByLabel('Name').fill('Frida')
  await page.getByLabel('E-mail').fill('frida@clinic.example')
  await page.getByLabel('Password', { exact: true }).fill(LONG)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(at('/reviews'))
  await page.context().close()
})

test('an API token is shown once, works, and is revoked', async ({ browser }) => {
  const bob = await comes(browser, 'Bob')
  const { page } = bob
  await page.goto(at('/me'))
  await opens(page, 'Make: New token')
  await page.getByRole('textbox', { name: 'Name' }).fill('R script')
  await page.keyboard.press('Enter')
  const made = page.getByRole('region', { name: 'Token “R script”' })
  const token = await made.getByRole('listitem').innerText()
  const asks = async (): Promise<number> =>
    (await fetch(`http://127.0.0.1:${tandem.port}/api/reviews`, { headers: { authorization: `Bearer ${token}` } }))
      .status
  expect(await asks()).toBe(200)
  await made.getByRole('button', { name: 'I have copied it' }).click()
  await expect(page.getByText(token)).toHaveCount(0)
  await page.reload()
  await expect(page.getByText(/May read/)).toBeVisible()
  expect(await page.content()).not.toContain(token)
  await page.getByRole('button', { name: 'Revoke: R script' }).click()
  await expect(page.getByText(/May read/)).toHaveCount(0)
  await expect(page.getByRole('heading', { name: 'API tokens' })).toBeFocused()
  expect(await asks()).toBe(401)
  await page.context().close()
})

test('a person takes their data along, then deletes the account by typing its address', async ({ browser }) => {
  const bob = await comes(browser, 'Bob')
  const { page } = bob
  await page.goto(at('/me'))
  const records = page.getByRole('region', { name: 'Your data' })
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    records.getByRole('link', { name: 'Download' }).click(),
  ])
  expect(readFileSync(await file.path(), 'utf8')).toContain(bob.email)
  await opens(page, 'Delete: Delete the account')
  await page.getByLabel(/to confirm/).fill('somebody-else@clinic.example')
  await page.keyboard.press('Enter')
  await expect(records.getByRole('alert')).toBeFocused()
  await page.getByLabel(/to confirm/).fill(bob.email)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(at('/login'))
  await signsIn(page, bob.email, LONG)
  await expect(page.getByRole('alert')).toBeVisible()
  await page.context().close()
})

test('every page of accounts: accessible in light and dark, nothing scrolls sideways from 320 to 1440 px', async ({
  browser,
}) => {
  test.setTimeout(300_000)
  const stranger = await arrives(browser)
  const invitation = await invitationLink()
  const { page: petra } = await makesAdministrator(browser, 'Petra')
  const pages: readonly (readonly [Page, string, RegExp])[] = [
    [stranger, at('/login'), /Sign in with a passkey/],
    [stranger, at('/setup'), /This server has been set up/],
    [stranger, at('/password'), /sends no mail/],
    [stranger, invitation, /invites you to this Tandem server/],
    [stranger, at('/invitation'), /Open the link of your invitation/],
    [alice, invitation, /You are signed in as/],
    [alice, at('/me'), /Server set up/],
    [alice, at('/admin'), /Account made/],
    [petra, at('/admin'), /your fingerprint/],
  ]
  for (const [page, address, ready] of pages) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      for (const width of [1440, 390, 320]) {
        await page.setViewportSize({ width, height: 900 })
        // A link with another secret only changes the hash: away first, so that the page is read anew.
        await page.goto('about:blank')
        await page.goto(address)
        await expect(page.getByText(ready).first()).toBeVisible()
        const where = `${address} ${colorScheme} ${width}`
        expect(await overflowOf(page), where).toBe(0)
        if (width !== 320) expect(await faultsOf(page), where).toEqual([])
      }
    }
  }
  await alice.setViewportSize({ width: 1440, height: 900 })
  await petra.context().close()
  await stranger.context().close()
})

test('a page that breaks its policy is stopped, and the server is told of the kind and of nothing else', async ({
  browser,
}) => {
  const page = await browser.newPage()
  await page.goto(at('/login'))
  await expect(page.getByLabel('E-mail')).toBeVisible()
  const told = page.waitForResponse((response) => response.url() === at('/policy-report'))
  await page.evaluate(() => {
    const image = new Image()
    image.src = 'https://evil.example/quokka.png'
    document.body.append(image)
  })
  expect((await told).status()).toBe(204)
  await expect.poll(() => tandem.printed).toContain('"doing":"policy","directive":"img-src","blocked":"elsewhere"')
  expect(tandem.printed).not.toContain('quokka')
  await page.close()
})

/** A moved part of a page, as Chromium's LayoutShift entries tell it. */
type Shift = PerformanceEntry & {
  readonly value: number
  readonly hadRecentInput: boolean
  readonly sources: readonly { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[]
}

test('nothing moves while a page of accounts loads', async () => {
  await alice.addInitScript(() => {
    const moved: string[] = []
    Object.assign(globalThis, { moved })
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries() as Shift[])
        if (!shift.hadRecentInput)
          moved.push(
            ...shift.sources.map(({ node, previousRect: from, currentRect: to }) =>
              [
                shift.value.toFixed(4),
                (node as Element | null)?.className ?? node?.nodeName,
                node?.textContent?.slice(0, 20),
                ...[from.x, from.y, from.width, from.height, to.x, to.y, to.width, to.height],
              ].join(' '),
            ),
          )
    }).observe({ type: 'layout-shift', buffered: true })
  })
  for (const width of [1440, 390]) {
    await alice.setViewportSize({ width, height: 900 })
    for (const path of ['/login', '/setup', '/password', '/me', '/admin']) {
      await alice.goto('about:blank')
      await alice.goto(at(path))
      await expect(alice.getByRole('heading', { level: 1 })).toBeVisible()
      await alice.waitForLoadState('networkidle')
      // Shifts are told after the frame in which they happened.
      await alice.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
      const moved = await alice.evaluate(() => (globalThis as unknown as { moved: string[] }).moved)
      expect(moved, `${path} at ${width} px`).toEqual([])
    }
  }
  await alice.setViewportSize({ width: 1440, height: 900 })
})

test('signing in needs at most 90 kB of scripts, compressed, and no library for passkeys', async ({ browser }) => {
  const page = await arrives(browser)
  const loaded = new Set<string>()
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (pathname.endsWith('.js')) loaded.add(pathname)
  })
  await page.goto(at('/login'))
  await expect(page.getByLabel('E-mail')).toBeVisible()
  await page.waitForLoadState('networkidle')
  const build = fileURLToPath(new URL('../build', import.meta.url))
  const scripts = [...loaded].map((path) => readFileSync(join(build, path)))
  const total = scripts.reduce((sum, script) => sum + gzipSync(script).byteLength, 0)
  test.info().annotations.push({ type: 'kB', description: String(Math.round(total / 1_000)) })
  expect(loaded.size).toBeGreaterThan(3)
  expect(total).toBeLessThanOrEqual(90_000)
  expect(scripts.filter((script) => script.includes('ERROR_CEREMONY_ABORTED'))).toEqual([])
  await page.context().close()
})

// --- what people do

type Newcomer = { readonly page: Page; readonly email: string }

const at = (path: string): string => `http://localhost:${tandem.port}${path}`

const requested = new WeakMap<Page, string[]>()
/** Everything that the page asked for, from its first moment. */
const addressesOf = (page: Page): readonly string[] => requested.get(page) ?? []

/** A browser that has never been here; the policy of the page must never have been broken in it. */
async function arrives(browser: Browser): Promise<Page> {
  const context: BrowserContext = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  const addresses: string[] = []
  requested.set(page, addresses)
  page.on('request', (request) => addresses.push(request.url().replace(/#.*/, '')))
  page.on('pageerror', (error) => expect.soft(error.message, 'an error of the page').toBe(''))
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted|Permissions policy/i.test(message.text()))
      expect.soft(message.text(), 'the policy of the page').toBe('')
  })
  return page
}

async function setUpByKeyboard(page: Page): Promise<void> {
  await page.goto(tandem.setupLink)
  await expect(page.getByLabel('Name')).toBeFocused()
  expect(page.url()).toBe(at('/setup'))
  await page.keyboard.type(ALICE.name)
  await page.keyboard.press('Tab')
  await page.keyboard.type(ALICE.email)
  await page.keyboard.press('Tab')
  await page.keyboard.type(ALICE.password)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(at('/admin'))
  await addsPasskeyByKeyboard(page)
  await expect(page.getByRole('heading', { name: 'Accounts', exact: true })).toBeVisible()
}

async function addsPasskeyByKeyboard(page: Page): Promise<void> {
  await hasAuthenticator(page)
  const add = page.getByRole('button', { name: 'Add: Passkey' })
  await expect(add).toBeVisible()
  while (!(await add.evaluate((button) => button === document.activeElement))) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Work laptop')
  await page.keyboard.press('Enter')
}

let newcomers = 0

/** Somebody who has just registered. */
async function comes(browser: Browser, name: string): Promise<Newcomer> {
  newcomers += 1
  const email = `${name.toLowerCase()}-${newcomers}@clinic.example`
  const page = await arrives(browser)
  await page.goto(at('/login'))
  await asks(page, 'POST', '/registration', { name, email, password: LONG })
  await page.goto(at('/reviews'))
  await expect(page.getByRole('heading', { level: 1, name: 'Your reviews' })).toBeVisible()
  return { page, email }
}

/** Somebody whom Alice has just made an administrator: their session starts anew. */
async function makesAdministrator(browser: Browser, name: string): Promise<Newcomer> {
  const newcomer = await comes(browser, name)
  const { page, email } = newcomer
  const { id } = ((await asks(page, 'GET', '/account')) as { id: string }) ?? {}
  await asks(alice, 'PUT', `/administration/accounts/${id}/administrator`, { administrator: true })
  await page.goto(at('/login'))
  await signsIn(page, email, LONG)
  await expect(page).toHaveURL(at('/reviews'))
  return newcomer
}

/** Made by Alice, over the route that her page asks. */
async function invitationLink(): Promise<string> {
  if (!alice.url().startsWith(at('/'))) await alice.goto(at('/reviews'))
  const made = await asks(alice, 'POST', '/administration/invitations', { email: null })
  return (made as { link: string }).link
}

/** As the page itself would ask. */
async function asks(page: Page, method: string, path: string, body?: object): Promise<unknown> {
  const { status, text } = await page.evaluate(
    async (request) => {
      const headers = { 'content-type': 'application/json' }
      const body = request.body === null ? null : JSON.stringify(request.body)
      const answer = await fetch(`/api${request.path}`, { method: request.method, headers, body })
      return { status: answer.status, text: await answer.text() }
    },
    { method, path, body: body ?? null },
  )
  expect(status, text).toBeLessThan(300)
  return text === '' ? null : JSON.parse(text)
}

async function signsIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByRole('textbox', { name: 'E-mail', exact: true }).fill(email)
  const field = page.getByLabel('Password', { exact: true })
  await field.fill(password)
  await field.press('Enter')
}

async function signsOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /own menu/ }).click()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(at('/login'))
}

/** As ten minutes after signing in: the first questions are answered with the refusal of that moment. */
async function wantsConfirmation(page: Page, address: string, times: number): Promise<void> {
  let left = times
  // Stays: a request that is on its way while a route is taken away may never get an answer.
  await page.route(address, (route) => {
    if (left === 0) return route.continue()
    left -= 1
    return route.fulfill({ status: 403, json: { error: 'confirm-first', sentence: '' } })
  })
}

/** As in a browser in which no passkey was used yet, with one that has come there by the person's other device. */
async function isOfferedNone(page: Page): Promise<void> {
  await page.evaluate(() => localStorage.removeItem('tandem:passkey'))
}

/** Opens a row of settings. */
async function opens(page: Page, row: string): Promise<void> {
  const button: Locator = page.getByRole('button', { name: row, exact: true })
  await button.click()
  await expect(button).toHaveCount(0)
}

/** RFC 6238 with SHA-1, six digits and 30 seconds, from a key in base32. */
function codeOf(key: string, step: number): string {
  const bits = [...key]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  const bytes = Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? [])
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', bytes).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0')
}

async function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth))
}
