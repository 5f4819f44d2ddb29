/** For tests: a server with accounts, a held clock, letters that arrive here, and cheap password hashes. */
import { randomBytes } from 'node:crypto'
import { passwordHashing } from '../accounts/password-hash.ts'
import { ACCOUNT_LIMITS } from '../limits.ts'
import { Browser } from './browser.ts'
import { HeldTime } from './held-time.ts'
import { startTestServer, type TestServer, type TestServerOptions } from './test-server.ts'

export const PASSWORD = 'velvet umbrellas sing'
export const ROOT = { name: 'Rosa Root', email: 'rosa@example.org', password: PASSWORD }

export type SentLetter = { readonly to: string; readonly subject: string; readonly text: string }

export type AccountServer = TestServer & {
  readonly time: HeldTime
  /** In the order in which the mail server took them. */
  readonly letters: SentLetter[]
  browser(userAgent?: string): Browser
  /** The code from the console. */
  readonly setupCode: string
  /** The first account, signed in. */
  setUp(): Promise<Browser>
  /** An account by registration, signed in; registration is open afterwards. */
  register(name: string): Promise<Browser>
}

export async function startAccountServer(options: TestServerOptions = {}): Promise<AccountServer> {
  const time = new HeldTime()
  const letters: SentLetter[] = []
  const server = await startTestServer({
    clock: time.clock,
    later: time.later,
    sendLetter: async (letter) => void letters.push(letter),
    hashing: passwordHashing({
      random: randomBytes,
      limits: ACCOUNT_LIMITS.hashing,
      cost: { memory: 8, passes: 1, parallelism: 1 },
    }),
    ...options,
  })
  const browser = (userAgent?: string): Browser => new Browser(server, userAgent)
  const setupCode = server.setupLink?.split('#code=')[1] ?? ''
  return {
    ...server,
    time,
    letters,
    browser,
    setupCode,
    async setUp() {
      const rosa = browser()
      await fine(rosa.post('/setup', { code: setupCode, ...ROOT }))
      return rosa
    },
    async register(name) {
      await server.together([server.accounts.settings.settingRegistration('open')])
      const somebody = browser()
      await fine(somebody.post('/registration', accountOf(name)))
      return somebody
    },
  }
}

export function accountOf(name: string) {
  return { name, email: `${name.toLowerCase()}@example.org`, password: PASSWORD }
}

async function fine(asked: ReturnType<Browser['post']>): Promise<void> {
  const { status, body } = await asked
  if (status !== 200) throw new Error(`answered ${status}: ${JSON.stringify(body)}`)
}
