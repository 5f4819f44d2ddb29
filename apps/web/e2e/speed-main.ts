/**
 * How long a page of an extraction takes to open, and a letter to be painted, in the browser that the tests drive. No test: it
 * prints milliseconds as JSON, for `bench/`. The client has to be built.
 *
 *   node speed-main.ts --address http://localhost:4321/r/…/extract/… --cookie NAME=VALUE [--opens 12] [--letters 150]
 *
 * Open: from the beginning of the navigation to the paint that has the first question, with the client in the browser's cache, as
 * when somebody comes from another page. Letter: from the moment of the key to the end of the frame that it is painted in.
 */
import { parseArgs } from 'node:util'
import { chromium, type BrowserContext, type Page } from '@playwright/test'
import { browser, prepareBrowser } from './support/chromium.ts'

declare global {
  interface Window {
    opened: Promise<number>
    painted: number[]
  }
}

const { values } = parseArgs({
  options: {
    address: { type: 'string', default: '' },
    cookie: { type: 'string', default: '' },
    opens: { type: 'string', default: '12' },
    letters: { type: 'string', default: '150' },
  },
})

const QUESTION = '[id^="item-"]'

/** Milliseconds between two keys of somebody who types fast. */
const BETWEEN_KEYS = 60

await prepareBrowser()
const { executablePath, libraries } = browser()
const env = { ...(process.env as Record<string, string>), ...(libraries && { LD_LIBRARY_PATH: libraries }) }
const chrome = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'], env })
try {
  const context = await contextOf(values.cookie)
  // The first one fills the cache.
  await (await openPage(context)).page.close()
  const opens: number[] = []
  for (let turn = 0; turn < Number(values.opens); turn += 1) {
    const { page, took } = await openPage(context)
    opens.push(took)
    await page.close()
  }
  const { page } = await openPage(context)
  process.stdout.write(`${JSON.stringify({ opens, letters: await paintedLetters(page, Number(values.letters)) })}\n`)
} finally {
  await chrome.close()
}

async function contextOf(cookie: string): Promise<BrowserContext> {
  const context = await chrome.newContext({ viewport: { width: 1440, height: 900 } })
  const [name = '', value = ''] = cookie.split(/=(.*)/s)
  await context.addCookies([{ name, value, url: new URL(values.address).origin }])
  return context
}

async function openPage(context: BrowserContext): Promise<{ readonly page: Page; readonly took: number }> {
  const page = await context.newPage()
  await page.addInitScript(watch)
  await page.goto(values.address)
  await page.locator(QUESTION).first().waitFor()
  return { page, took: await page.evaluate(() => window.opened) }
}

/** Runs in the page, before anything of it. */
function watch(): void {
  const afterPaint = (then: () => void): void => void requestAnimationFrame(() => setTimeout(then))
  window.opened = new Promise((resolve) => {
    const look = (): void =>
      document.querySelector('[id^="item-"]') === null
        ? void requestAnimationFrame(look)
        : afterPaint(() => resolve(performance.now()))
    look()
  })
  window.painted = []
  const typed = ({ timeStamp }: Event): void => afterPaint(() => window.painted.push(performance.now() - timeStamp))
  addEventListener('keydown', typed, true)
}

async function paintedLetters(page: Page, count: number): Promise<readonly number[]> {
  const field = page.locator('[id^="item-"] input:not([readonly]):not([type=search]):not([role=combobox])').first()
  await field.focus()
  for (let letter = 0; letter < count; letter += 1) {
    await page.keyboard.press(letter % 3 === 2 ? 'Backspace' : 'a')
    await page.waitForTimeout(BETWEEN_KEYS)
  }
  await page.waitForFunction((all) => window.painted.length >= all, count)
  return page.evaluate(() => window.painted)
}
