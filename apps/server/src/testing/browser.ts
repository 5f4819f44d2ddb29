/** For tests: somebody's browser, with its cookies, in front of a running server. */
import type { ApiError, SignedIn } from '@tandem/wire'
import type { Answered, TestServer } from './test-server.ts'

export type Told = { readonly status: number; readonly body: unknown; readonly headers: Answered['headers'] }

export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #server: Pick<TestServer, 'send'>
  readonly #userAgent: string

  constructor(server: Pick<TestServer, 'send'>, userAgent = 'Mozilla/5.0 (X11; Linux x86_64) Gecko Firefox/140.0') {
    this.#server = server
    this.#userAgent = userAgent
  }

  /** @param path below `/api`. */
  async ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Told> {
    const headers = { cookie: this.cookie, 'user-agent': this.#userAgent }
    const asked = { method, path: `/api${path}`, headers, ...(body === undefined ? {} : { body }) }
    const answered = await this.#server.send(asked)
    for (const cookie of answered.headers['set-cookie'] ?? []) this.#keep(cookie)
    const text = answered.body
    return { status: answered.status, headers: answered.headers, body: text === '' ? null : JSON.parse(text) }
  }

  get = (path: string): Promise<Told> => this.ask('GET', path)
  post = (path: string, body?: unknown): Promise<Told> => this.ask('POST', path, body)
  put = (path: string, body?: unknown): Promise<Told> => this.ask('PUT', path, body)
  delete = (path: string): Promise<Told> => this.ask('DELETE', path)

  /** As a request header. */
  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** Whose browser it is, as the server sees it. */
  async person(): Promise<SignedIn | null> {
    const { body } = await this.get('/session')
    return (body as { person: SignedIn | null }).person
  }

  #keep(setCookie: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(setCookie) ?? []
    if (/Max-Age=0\b/.test(setCookie)) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }
}

/** "403 wrong-credentials", or the status alone. */
export function saidIn({ status, body }: Told): string {
  const error = (body as Partial<ApiError> | null)?.error
  return error === undefined ? String(status) : `${status} ${error}`
}
