/** Four people in four browser contexts, and everything that their pages said or received. */
import { expect, type Browser, type BrowserContext, type Page } from '@playwright/test'
import type { DemoPerson, Tandem } from './tandem.ts'

export class Visitor {
  readonly name: string
  readonly context: BrowserContext
  readonly page: Page
  readonly #origin: string
  readonly #complaints: string[] = []
  /** Bodies of HTTP answers and socket frames, as they came. */
  readonly received: Buffer[] = []
  #reading: Promise<unknown>[] = []
  #isCutOff = false

  private constructor(name: string, origin: string, context: BrowserContext, page: Page) {
    this.name = name
    this.#origin = origin
    this.context = context
    this.page = page
    this.#listen(page)
  }

  static async arrives(browser: Browser, tandem: Tandem, name: DemoPerson): Promise<Visitor> {
    const visitor = await Visitor.#with(browser, name, tandem.host(name))
    await visitor.page.goto(tandem.signInLink(name))
    await expect(visitor.page).toHaveURL(/\/r\/demo$/)
    return visitor
  }

  /** Somebody whom the server does not know yet. */
  static async comesAnew(browser: Browser, tandem: Tandem, name: string): Promise<Visitor> {
    return Visitor.#with(browser, name, `http://localhost:${tandem.port}`)
  }

  static async #with(browser: Browser, name: string, origin: string): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true })
    return new Visitor(name, origin, context, await context.newPage())
  }

  async secondTab(): Promise<Page> {
    const page = await this.context.newPage()
    this.#listen(page)
    return page
  }

  async opens(path: string, page = this.page): Promise<void> {
    await page.goto(this.#origin + path)
  }

  /** Asks for a command as the page would, for what has no button yet. */
  async asks(command: object): Promise<void> {
    const status = await this.page.evaluate(async (asked) => {
      const id = `asked-${Date.now()}-${Math.random().toString(36).slice(2)}`.padEnd(16, '-')
      const body = JSON.stringify({ id, command: asked })
      const headers = { 'content-type': 'application/json' }
      return (await fetch('/api/reviews/demo/commands', { method: 'POST', headers, body })).status
    }, command)
    expect(status).toBe(200)
  }

  /** The network is away, for this person or (with a server that is down) for everybody: browsers then complain. */
  cutOff(isCutOff: boolean): void {
    this.#isCutOff = isCutOff
  }

  /** Everything received until now, in one piece. */
  async allReceived(): Promise<Buffer> {
    await Promise.all(this.#reading)
    return Buffer.concat(this.received)
  }

  /** No console error or warning, no page error, no foreign request, apart from those of a network that was cut. */
  expectNoComplaint(): void {
    expect(this.#complaints, `${this.name}'s console`).toEqual([])
  }

  #listen(page: Page): void {
    page.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return
      if (this.#isCutOff && /net::ERR_|WebSocket connection to|Failed to load resource/.test(message.text())) return
      this.#complaints.push(`${message.type()}: ${message.text()}`)
    })
    page.on('pageerror', (error) => this.#complaints.push(`page error: ${error.message}`))
    page.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url())
      if (protocol.startsWith('http') && !hostname.endsWith('localhost'))
        this.#complaints.push(`foreign request: ${request.url()}`)
    })
    page.on('response', (response) => {
      if (response.url().includes('/api/'))
        this.#reading.push(
          response
            .body()
            .then((body) => this.received.push(body))
            .catch(() => undefined),
        )
    })
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => this.received.push(Buffer.from(payload)))
    })
  }
}
