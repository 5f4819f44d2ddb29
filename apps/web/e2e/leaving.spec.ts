/** What stays in a browser that several people use, after one of them has signed out. Alice leads; Bob rates blind. */
import { expect, test, type Browser, type BrowserContext, type Locator, type Page } from '@playwright/test'
import { Tandem } from './support/tandem.ts'

const PASSWORD = 'plum ladder seven rivers'
/** Stands in Bob's note and in nothing else. */
const MARK = 'quokka'

let tandem: Tandem
let alice: Page
let review: string

test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  tandem = await Tandem.start({ TANDEM_DEMO: 'off' })
  alice = await (await newContext(browser)).newPage()
  await alice.goto(at('/login'))
  const code = tandem.setupLink.split('#code=')[1]
  await asks(alice, 'POST', '/setup', { code, name: 'Alice', email: 'alice@clinic.example', password: PASSWORD })
  review = await beginsReview(alice)
})
test.afterAll(() => tandem.remove())

test('signing out leaves nothing of a blind draft in the browser, and no other tab that shows it', async ({
  browser,
}) => {
  const context = await newContext(browser)
  const bob = await context.newPage()
  const id = await joins(bob)
  await bob.goto(at(`/r/${review}/study/burke-2011/bias`))
  await ratesWithNote(bob)
  const other = await context.newPage()
  await other.goto(at(`/r/${review}/study/burke-2011/bias`))
  await expect(noteOn(other)).toHaveValue(new RegExp(MARK))
  const account = await context.newPage()
  await account.goto(at('/me'))
  await expect(account.getByRole('group', { name: 'Name' })).toContainText('Bob')
  // As after a refusal of the server: what was not saved is kept as text.
  await bob.evaluate(
    ([person, mark]) => {
      const row = { key: 'k', part: 'field', value: mark, label: 'Item 1, note', text: mark }
      const rescue = { document: 'd', title: 'Burke 2011', rule: '', at: '2026-01-01T00:00:00Z', rows: [row] }
      localStorage.setItem(`tandem:rescue:${person}:d`, JSON.stringify(rescue))
    },
    [id, MARK] as const,
  )
  expect(await keptIn(bob, context)).toContain(MARK)

  await bob.getByRole('button', { name: /own menu/ }).click()
  await bob.getByRole('button', { name: 'Sign out', exact: true }).click()
  const dialog = bob.getByRole('dialog', { name: 'Sign out' })
  await expect(dialog).toContainText('What was not saved in 1 draft is still listed on this device.')
  await dialog.getByRole('button', { name: 'Sign out and delete them' }).click()
  for (const page of [bob, other, account]) await expect(page).toHaveURL(at('/login'))

  // A database goes when the last page that held it has let go.
  await expect.poll(() => databasesOf(bob)).toEqual([])
  const kept = await keptIn(bob, context)
  expect(kept).not.toContain(MARK)
  expect(kept).not.toContain(id)
  expect(Object.keys(await storageOf(bob)).filter((key) => !OF_THE_BROWSER.test(key))).toEqual([])
  // It lets its owner try a password while others have used up all tries; it signs nobody in.
  expect((await context.cookies()).map(({ name }) => name)).toEqual(['tandem-device'])

  await test.step('going back shows nothing of it', async () => {
    for (const page of [bob, other]) {
      await page.goBack()
      await expect(page).toHaveURL(/\/login/)
      expect(await shownOn(page)).not.toContain(MARK)
    }
  })

  await test.step('whoever sits down next sees nothing of it', async () => {
    await bob.goto(at('/login'))
    await asks(bob, 'POST', '/session/sign-in', { email: 'alice@clinic.example', password: PASSWORD })
    await bob.goto(at(`/r/${review}/study/burke-2011/bias`))
    await expect(bob.getByText('Your copy, hidden from others')).toBeVisible()
    await expect(noteOn(bob)).toHaveValue('')
    expect(await shownOn(bob)).not.toContain(MARK)
    expect(await keptIn(bob, context)).not.toContain(MARK)
  })
  await context.close()
})

test('signing out everywhere takes the copies of this browser with it too', async ({ browser }) => {
  const context = await newContext(browser)
  const bob = await context.newPage()
  await bob.goto(at('/login'))
  await asks(bob, 'POST', '/session/sign-in', { email: 'bob@clinic.example', password: PASSWORD })
  await bob.goto(at(`/r/${review}/study/burke-2011/bias`))
  await expect(noteOn(bob)).toHaveValue(new RegExp(MARK))
  await expect.poll(() => keptIn(bob, context)).toContain(MARK)
  const account = await context.newPage()
  await account.goto(at('/me'))
  await account.getByRole('button', { name: 'Sign out: Sign out everywhere' }).click()
  await account.getByRole('button', { name: 'Sign out everywhere' }).click()
  for (const page of [bob, account]) await expect(page).toHaveURL(at('/login'))
  await expect.poll(() => databasesOf(bob)).toEqual([])
  expect(await keptIn(bob, context)).not.toContain(MARK)
  await context.close()
})

/** Settings that are no person's, and how far pages were scrolled, which the router keeps for the tab. */
const OF_THE_BROWSER = /^(tandem:(theme|single-keys|passkey)|sveltekit:[\w-]+)$/

const at = (path: string): string => `http://localhost:${tandem.port}${path}`

const newContext = (browser: Browser): Promise<BrowserContext> =>
  browser.newContext({ viewport: { width: 1440, height: 900 } })

/** A review of Alice's with a study that she and Bob rate blind. Its protocol is frozen when Bob has joined. */
async function beginsReview(page: Page): Promise<string> {
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
  const founded = await asks(page, 'POST', '/reviews', { plan, isReviewer: true })
  return (founded as { review: string }).review
}

/** @returns Bob's id. */
async function joins(bob: Page): Promise<string> {
  const invitation = await asks(alice, 'POST', `/reviews/${review}/invitations`, { roles: ['reviewer'], email: null })
  const token = (invitation as { link: string }).link.split('#token=')[1]
  await bob.goto(at('/login'))
  const account = { name: 'Bob', email: 'bob@clinic.example', password: PASSWORD }
  await asks(bob, 'POST', '/invitations/register', { token, ...account })
  const citation = {
    authors: ['Burke, Sean'],
    truncatedAuthors: false,
    title: 'Treadmill walking',
    journal: '',
    year: 2011,
    volume: '',
    issue: '',
    pages: '',
    doi: null,
    pmid: null,
  }
  await commands({ type: 'add-studies', studies: [{ label: '', design: 'cohort', citation }] })
  await commands({ type: 'freeze-protocol' })
  const [ids, { studies }] = [await Promise.all([alice, bob].map(idOf)), await viewOf()]
  await commands({
    type: 'assign',
    study: studies[0]?.id,
    form: 'downs-and-black-modified',
    reviewers: ids,
    reason: null,
  })
  return ids[1] ?? ''
}

async function idOf(page: Page): Promise<string> {
  return ((await asks(page, 'GET', '/account')) as { id: string }).id
}

async function viewOf(): Promise<{ readonly studies: readonly { readonly id: string }[] }> {
  return ((await asks(alice, 'GET', `/reviews/${review}`)) as { view: { studies: { id: string }[] } }).view
}

async function commands(command: object): Promise<void> {
  const id = `asked-${Math.random().toString(36).slice(2)}`.padEnd(20, '-')
  await asks(alice, 'POST', `/reviews/${review}/commands`, { id, command })
}

async function ratesWithNote(page: Page): Promise<void> {
  await expect(page.getByText('Your copy, hidden from others')).toBeVisible()
  await expect(page.getByRole('radiogroup', { name: 'Answer to item 1', exact: true }).first()).toBeVisible()
  await noteOn(page).fill(`The ${MARK} was randomised.`)
  await expect(page.getByText('Saved').first()).toBeVisible()
}

const noteOn = (page: Page): Locator => page.getByRole('textbox', { name: /note/i }).first()

/** What stands on a page, in its fields too. */
function shownOn(page: Page): Promise<string> {
  return page.evaluate(() => {
    const fields = [...document.querySelectorAll('input, textarea')] as (HTMLInputElement | HTMLTextAreaElement)[]
    return [document.documentElement.outerHTML, ...fields.map(({ value }) => value)].join('\n')
  })
}

// --- what a browser keeps

/** Everything that pages of this origin can have left in it, as one text. */
async function keptIn(page: Page, context: BrowserContext): Promise<string> {
  const cookies = (await context.cookies()).map(({ name, value }) => `${name}=${value}`)
  const caches = await page.evaluate(async () => {
    const names = await globalThis.caches.keys()
    const workers = await navigator.serviceWorker.getRegistrations()
    return [...names, ...workers.map(({ scope }) => scope)]
  })
  return JSON.stringify([cookies, caches, await storageOf(page), await databasesOf(page), await rowsOf(page)])
}

function storageOf(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() => ({ ...sessionStorage, ...localStorage }) as Record<string, string>)
}

function databasesOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''))
}

/** Every value of every store, with bytes as text. */
function rowsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const done = <Value>(request: IDBRequest<Value>): Promise<Value> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error ?? new Error('unreadable'))
      })
    const rows: string[] = []
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name ?? ''))
      for (const store of database.objectStoreNames) {
        const values = await done(database.transaction(store).objectStore(store).getAll())
        for (const value of values as unknown[])
          rows.push(value instanceof Uint8Array ? new TextDecoder().decode(value) : JSON.stringify(value))
      }
      database.close()
    }
    return rows
  })
}

/** As the page itself would ask. */
async function asks(page: Page, method: string, path: string, body?: object): Promise<unknown> {
  const { status, text } = await page.evaluate(
    async (request) => {
      const body = request.body === null ? null : JSON.stringify(request.body)
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`/api${request.path}`, { method: request.method, headers, body })
      return { status: answer.status, text: await answer.text() }
    },
    { method, path, body: body ?? null },
  )
  expect(status, text).toBeLessThan(300)
  return text === '' ? null : JSON.parse(text)
}
