/** Where the server sends mail: an account and a new address begin with a letter. Alice administrates. */
import { expect, test, type Browser, type Page } from '@playwright/test'
import { faultsOf } from './support/accessibility.ts'
import { hasAuthenticator } from './support/authenticator.ts'
import { startMailServer, type MailServer } from './support/mail-server.ts'
import { Tandem } from './support/tandem.ts'

const PASSWORD = 'plum ladder seven rivers'

let mail: MailServer
let tandem: Tandem
let alice: Page

test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  mail = await startMailServer()
  tandem = await Tandem.start({ TANDEM_DEMO: 'off', SMTP_URL: mail.url, MAIL_FROM: 'tandem@clinic.example' })
  alice = await arrives(browser)
  await alice.goto(tandem.setupLink)
  await alice.getByLabel('Name').fill('Alice')
  await alice.getByLabel('E-mail').fill('alice@clinic.example')
  await alice.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await alice.keyboard.press('Enter')
  await expect(alice).toHaveURL(at('/admin'))
  await hasAuthenticator(alice)
  await alice.getByRole('button', { name: 'Add: Passkey' }).click()
  await alice.getByLabel('Name of the device').fill('Work laptop')
  await alice.keyboard.press('Enter')
  await alice.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(alice.getByText(/They open a link in a letter first/)).toBeVisible()
})
test.afterAll(async () => {
  await tandem.remove()
  mail.close()
})

test('the address of the first account is confirmed by the link in its letter, where Alice is signed in', async () => {
  await alice.goto(at('/me'))
  await expect(alice.getByRole('group', { name: 'E-mail address' })).toContainText('not confirmed yet')
  const link = linkIn(await mail.letterTo('alice@clinic.example'))
  await alice.goto(link)
  await expect(alice.getByRole('heading', { name: 'Is alice@clinic.example your address?' })).toBeVisible()
  expect(alice.url()).toBe(at('/address'))
  await expectsNoFault(alice)
  await alice.getByRole('button', { name: 'Yes, it is mine' }).click()
  await expect(alice.getByRole('heading', { name: 'alice@clinic.example is your address' })).toBeVisible()
  await alice.goto(at('/me'))
  await expect(alice.getByRole('group', { name: 'E-mail address' })).not.toContainText('not confirmed yet')
})

test('Bob registers by keyboard alone: his address first, then name and password behind the link', async ({
  browser,
}) => {
  const bob = await arrives(browser)
  await bob.goto(at('/login'))
  await bob.getByRole('button', { name: 'Create an account' }).press('Enter')
  await expect(bob.getByLabel('E-mail')).toBeFocused()
  await expectsNoFault(bob)
  await bob.keyboard.type('bob@clinic.example')
  await bob.keyboard.press('Enter')
  await expect(bob.getByText(/A letter is on its way to bob@clinic.example/)).toBeVisible()
  const link = linkIn(await mail.letterTo('bob@clinic.example'))
  await bob.goto(link)
  await expect(bob.getByLabel('Name')).toBeFocused()
  await expect(bob.getByLabel('E-mail')).toHaveValue('bob@clinic.example')
  await expectsNoFault(bob)
  await bob.keyboard.type('Bob')
  await bob.keyboard.press('Tab')
  await bob.keyboard.press('Tab')
  await bob.keyboard.type(PASSWORD)
  await bob.keyboard.press('Enter')
  await expect(bob).toHaveURL(at('/reviews'))
  await bob.goto('about:blank')
  await bob.goto(link)
  await expect(bob.getByText('This link does not work any more')).toBeVisible()
  await bob.context().close()
})

test('who has an account sees the same page as who has none, and gets another letter', async ({ browser }) => {
  const page = await arrives(browser)
  await page.goto(at('/login'))
  await page.getByRole('button', { name: 'Create an account' }).click()
  await page.getByLabel('E-mail').fill('alice@clinic.example')
  await page.keyboard.press('Enter')
  await expect(page.getByText(/A letter is on its way to alice@clinic.example/)).toBeVisible()
  expect(await mail.letterTo('alice@clinic.example')).toContain('There is one already')
  await page.context().close()
})

test('a new address holds once its link was opened, and the link is for Alice alone', async ({ browser }) => {
  await alice.goto(at('/me'))
  await alice.getByRole('button', { name: 'Change: E-mail address' }).click()
  await alice.getByLabel('New e-mail address').fill('alice@home.example')
  await alice.keyboard.press('Enter')
  await expect(alice.getByText(/A letter is on its way to alice@home.example/)).toBeVisible()
  await alice.getByRole('button', { name: 'Done' }).click()
  await expect(alice.getByRole('group', { name: 'E-mail address' })).toContainText('alice@clinic.example')
  const link = linkIn(await mail.letterTo('alice@home.example'))

  const stranger = await arrives(browser)
  await stranger.goto(link)
  await expect(stranger.getByText(/Sign in first, with the address that your account has until now/)).toBeVisible()
  await expectsNoFault(stranger)
  await stranger.context().close()

  await alice.goto(link)
  await alice.getByRole('button', { name: 'Yes, it is mine' }).click()
  await expect(alice.getByRole('heading', { name: 'alice@home.example is your address' })).toBeVisible()
  expect(await mail.letterTo('alice@clinic.example')).toContain('has another one now')
})

const at = (path: string): string => `http://localhost:${tandem.port}${path}`

function linkIn(letter: string): string {
  return /http\S+\/address#token=[\w-]{43}/.exec(letter)?.[0] ?? ''
}

/** A browser that has never been here. No secret of a link may get into an address that it asks for. */
async function arrives(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  page.on('request', (request) => expect.soft(request.url().replace(/#.*/, '')).not.toContain('token='))
  page.on('pageerror', (error) => expect.soft(error.message, 'an error of the page').toBe(''))
  return page
}

/** In light and dark, on a wide and a narrow screen. */
async function expectsNoFault(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 900 })
      expect(await faultsOf(page)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    }
  }
}
