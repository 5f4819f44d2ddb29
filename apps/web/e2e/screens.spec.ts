/** Every route, in light and dark, at three widths: accessible, without sideways scrolling, within the size budget. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test, type Page } from '@playwright/test'
import { faultsOf } from './support/accessibility.ts'
import { House } from './support/house.ts'
import { Visitor } from './support/people.ts'
import { Tandem, type DemoPerson } from './support/tandem.ts'

declare global {
  interface Window {
    /** Paths of what was fetched until the first question was there. */
    loadedBeforeQuestions: Promise<readonly string[]>
  }
}

let tandem: Tandem
test.beforeAll(async () => {
  tandem = await Tandem.start()
})
test.afterAll(() => tandem.remove())

const STUDY = '/r/demo/study'

const SCREENS: readonly (readonly [name: string, person: DemoPerson, path: string, ready: RegExp])[] = [
  ['overview of a reviewer', 'alice', '/r/demo', /Your next/],
  ['overview of the lead', 'dana', '/r/demo', /Who waits for whom/],
  ['a blind draft', 'alice', '/r/demo/study/ibrahim-2019/bias', /Your copy, hidden from others/],
  ['a blind study seen by the supervisor', 'carol', '/r/demo/study/ibrahim-2019/bias', /Ibrahim 2019/],
  ['an open consensus', 'bob', '/r/demo/study/tavares-figueiredo-2016/bias', /Consensus, shared/],
  ['a settled study', 'alice', '/r/demo/study/burke-1994/bias', /Burke 1994/],
  ['an adjudicated study', 'dana', '/r/demo/study/porteau-cassard-1999/bias', /Adjudicated by/],
  ['a draft of an extraction', 'alice', `${STUDY}/tavares-figueiredo-2016/extract/return-to-work`, /Your copy, hidden/],
  [
    'a blind extraction seen by the supervisor',
    'carol',
    `${STUDY}/tavares-figueiredo-2016/extract/return-to-work`,
    /Tavares/,
  ],
  ['an open consensus of an extraction', 'bob', `${STUDY}/poulain-2010/extract/return-to-work`, /Consensus, shared/],
  ['a settled extraction', 'dana', `${STUDY}/burke-1994/extract/return-to-work`, /Settled, read only/],
  ['a settled structure', 'alice', `${STUDY}/burke-1994/extract/study-structure`, /Functional restoration/],
  ['an extraction that nobody has', 'dana', `${STUDY}/ibrahim-2019/extract/return-to-work`, /Assign reviewers/],
  ['the matrix', 'bob', '/r/demo/bias', /4 of 6 studies settled/],
  ['the board', 'carol', '/r/demo/progress', /Progress, bias ratings/],
  ['agreement', 'alice', '/r/demo/agreement', /Agreement of the first ratings/],
  ['snapshots', 'dana', '/r/demo/snapshots', /No snapshot yet/],
]

for (const [name, person, path, ready] of SCREENS) {
  test(`${name}: accessible in light and dark, nothing scrolls sideways from 390 to 1440 px`, async ({ browser }) => {
    const visitor = await Visitor.arrives(browser, tandem, person)
    const { page } = visitor
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      for (const width of [1440, 768, 390]) {
        await page.setViewportSize({ width, height: 900 })
        await visitor.opens(path)
        await expect(page.getByText(ready).first()).toBeVisible()
        // Frames stand before what they frame has loaded.
        await expect(page.getByRole('heading', { level: 1 }).first()).toBeAttached()
        expect(await overflow(page), `${name} at ${width} px`).toBe(0)
        expect(await faultsOf(page), `${name}, ${scheme}, ${width} px`).toEqual([])
      }
    }
    visitor.expectNoComplaint()
    await visitor.context.close()
  })
}

test.describe('of extractions with 100 fields, 5 arms, 6 outcomes and 4 timepoints', () => {
  let house: House
  test.beforeAll(async () => {
    house = await House.with('populate-main.ts', ['--extraction', 'large', '--reviewers', '4', '--revealed', '12'])
  })
  test.afterAll(() => house.tandem.remove())

  test('a draft, a consensus and the tables are accessible, and only tables scroll sideways', async ({ browser }) => {
    const { studies } = house.review
    const form = 'return-to-work-large'
    const draft = studies.find(({ consensus }) => consensus === null)
    const settled = studies.find(({ consensus }) => consensus !== null)
    for (const [reviewer, path, ready] of [
      [draft?.drafts[0]?.reviewer, `/study/${draft?.id}/extract/${form}`, /Your copy, hidden/],
      [settled?.drafts[0]?.reviewer, `/study/${settled?.id}/extract/${form}`, /Consensus, shared|Settled, read only/],
      [settled?.drafts[0]?.reviewer, `/tables/${form}`, /can be read/],
    ] as const) {
      const page = await house.pageOf(browser, reviewer ?? '')
      for (const [width, scheme] of [
        [1440, 'light'],
        [390, 'dark'],
      ] as const) {
        await page.emulateMedia({ colorScheme: scheme })
        await page.setViewportSize({ width, height: 900 })
        await house.opens(page, path)
        await expect(page.getByText(ready).first()).toBeVisible()
        expect(await overflow(page), `${path} at ${width} px`).toBe(0)
        expect(await faultsOf(page), `${path}, ${scheme}, ${width} px`).toEqual([])
      }
      await page.context().close()
    }
  })
})

test('the sign-in page is accessible, and signs in with one click on somebody’s own host', async ({ browser }) => {
  const page = await (await browser.newContext()).newPage()
  const complaints: string[] = []
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()))
  await page.goto(`http://localhost:${tandem.port}/`)
  await expect(page.getByText(/ride along in the demo/i)).toBeVisible()
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('link', { name: /Bob/ }).click()
  await expect(page).toHaveURL(`${tandem.host('bob')}/r/demo`)
  expect(complaints).toEqual([])
})

test('opening a study needs at most 150 kB of scripts and styles, compressed', async ({ browser }) => {
  const visitor = await Visitor.arrives(browser, tandem, 'alice')
  const page = await visitor.context.newPage()
  const loaded = new Set<string>()
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (/\.(js|css)$/.test(pathname)) loaded.add(pathname)
  })
  await visitor.opens('/r/demo/study/ibrahim-2019/bias', page)
  await expect(page.getByText('Your copy, hidden from others')).toBeVisible()
  await page.waitForLoadState('networkidle')
  const total = compressed([...loaded])
  test.info().annotations.push({ type: 'kB', description: String(Math.round(total / 1_000)) })
  expect(loaded.size).toBeGreaterThan(3)
  expect(total).toBeLessThanOrEqual(150_000)
  await visitor.context.close()
})

test('the first questions of a draft of an extraction need at most 187 kB of scripts and styles, compressed', async ({
  browser,
}) => {
  const visitor = await Visitor.arrives(browser, tandem, 'alice')
  const page = await visitor.context.newPage()
  await page.addInitScript(() => {
    window.loadedBeforeQuestions = new Promise((resolve) => {
      const look = (): void => {
        if (document.querySelector('[id^="item-"]') === null) return void requestAnimationFrame(look)
        resolve(performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname))
      }
      look()
    })
  })
  await visitor.opens(`${STUDY}/tavares-figueiredo-2016/extract/return-to-work`, page)
  await expect(page.getByText('Your copy, hidden from others')).toBeVisible()
  const loaded = new Set(await page.evaluate(() => window.loadedBeforeQuestions))
  const total = compressed([...loaded].filter((path) => /\.(js|css)$/.test(path)))
  test.info().annotations.push({ type: 'kB', description: String(Math.round(total / 1_000)) })
  expect(loaded.size).toBeGreaterThan(3)
  expect(total).toBeLessThanOrEqual(187_000)
  await visitor.context.close()
})

test('no source map and no schema library is served', () => {
  const build = fileURLToPath(new URL('../build', import.meta.url))
  const files = readdirSync(build, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(join(build, file)).isFile(),
  )
  expect(files.filter((file) => file.endsWith('.map'))).toEqual([])
  const scripts = files.filter((file) => file.endsWith('.js')).map((file) => readFileSync(join(build, file), 'utf8'))
  expect(scripts.filter((text) => text.includes('ZodError') || text.includes('invalid_union'))).toEqual([])
})

async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth))
}

/** Bytes of these files of the client. */
function compressed(paths: readonly string[]): number {
  const build = fileURLToPath(new URL('../build', import.meta.url))
  return paths.reduce((sum, path) => sum + gzipSync(readFileSync(join(build, path))).byteLength, 0)
}
