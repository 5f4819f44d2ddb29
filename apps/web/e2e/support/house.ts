/** A server whose folder was filled by its own means: reviews larger than anybody types in a test. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, type Browser, type Page } from '@playwright/test'
import { Tandem } from './tandem.ts'

type Populated = {
  readonly people: readonly { readonly id: string; readonly roles: readonly string[]; readonly cookie: string }[]
  readonly studies: readonly {
    readonly id: string
    readonly drafts: readonly { readonly reviewer: string }[]
    readonly consensus: object | null
  }[]
}

/** The server's own means fill the folder. */
function populated(program: string, words: readonly string[], folder: string): Populated {
  const file = fileURLToPath(new URL(`../../../server/src/testing/${program}`, import.meta.url))
  const printed = execFileSync(process.execPath, [file, '--folder', folder, ...words], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  const [review] = JSON.parse(printed) as readonly Populated[]
  if (!review) throw new Error('nothing was populated')
  return review
}

/** A server on a folder that was populated, with everybody signed in. */
export class House {
  readonly tandem: Tandem
  /** What is in it. */
  readonly review: Populated

  private constructor(tandem: Tandem, review: Populated) {
    this.tandem = tandem
    this.review = review
  }

  static async with(program: string, words: readonly string[] = []): Promise<House> {
    let made: Populated | null = null
    const tandem = await Tandem.start({ TANDEM_DEMO: 'off' }, (folder) => {
      made = populated(program, words, folder)
    })
    return new House(tandem, made ?? { people: [], studies: [] })
  }

  /** A page of somebody who is signed in already. */
  async pageOf(browser: Browser, person: string): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const [name = '', value = ''] = this.review.people.find(({ id }) => id === person)?.cookie.split('=') ?? []
    await context.addCookies([{ name, value, url: this.#origin }])
    return context.newPage()
  }

  async opens(page: Page, path: string): Promise<void> {
    await page.goto(`${this.#origin}/r/review-1${path}`)
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
  }

  get #origin(): string {
    return `http://localhost:${this.tandem.port}`
  }
}
