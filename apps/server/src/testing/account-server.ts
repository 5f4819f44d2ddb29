/** For tests: a server with accounts, a held clock, letters that arrive here, and cheap password hashes. */
import { randomBytes } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { PersonId } from '@tandem/rules'
import { passwordHashing } from '../accounts/password-hash.ts'
import { ACCOUNT_LIMITS } from '../limits.ts'
import { Browser } from './browser.ts'
import { HeldTime } from './held-time.ts'
import { startTestServer, type TestServer, type TestServerOptions } from './test-server.ts'

export const PASSWORD = 'velvet umbrellas sing'
export const ROOT = { name: 'Rosa Root', email: 'rosa@example.org', password: PASSWORD }

const CHEAP = { memory: 8, passes: 1, parallelism: 1 }

/**
 * Cheap hashes that can be held until several people have come as far: all of them have then looked at the same link, and none
 * has used it.
 */
export function meetingHashing() {
  const hashing = passwordHashing({ random: randomBytes, limits: { atOnce: 100, waiting: 0 }, cost: CHEAP })
  let missing = 0
  let met = Promise.withResolvers<void>()
  return {
    ...hashing,
    /** The next so many hashes are computed once all of them have been asked for. */
    holdUntil(count: number): void {
      missing = count
      met = Promise.withResolvers<void>()
    },
    async hash(password: string): Promise<string | null> {
      if (missing > 0) {
        missing -= 1
        if (missing === 0) met.resolve()
        await met.promise
      }
      return hashing.hash(password)
    },
  }
}

export type SentLetter = { readonly to: string; readonly subject: string; readonly text: string }

export type AccountServer = TestServer & {
  readonly time: HeldTime
  /** In the order in which the mail server took them. */
  readonly letters: SentLetter[]
  /** What is begun after an answer has gone out is done; the next letter is handed over. */
  nextLetter(): Promise<SentLetter>
  browser(userAgent?: string): Browser
  /** The code from the console. */
  readonly setupCode: string
  /** The first account, signed in with a passkey. */
  setUp(): Promise<Browser>
  /** An account by registration, signed in; registration is open afterwards. */
  register(name: string): Promise<Browser>
}

/** @param hasMail false: a server that sends no letters. */
export async function startAccountServer(options: TestServerOptions = {}, hasMail = true): Promise<AccountServer> {
  const time = new HeldTime()
  const letters: SentLetter[] = []
  const server = await startTestServer({
    clock: time.clock,
    later: time.later,
    // What the server does once a minute of the machine’s clock would come between a look and the next one.
    repeat: () => () => {},
    // Stays open until its session ends.
    live: () => undefined,
    ...(hasMail ? { sendLetter: async (letter: SentLetter) => void letters.push(letter) } : {}),
    hashing: passwordHashing({
      random: randomBytes,
      limits: ACCOUNT_LIMITS.hashing,
      cost: CHEAP,
    }),
    ...options,
  })
  const browser = (userAgent?: string): Browser => new Browser(server, userAgent)
  const nextLetter = async (): Promise<SentLetter> => {
    const before = letters.length
    for (time.pass(0); letters.length === before; await setImmediate()) await server.sendLetters()
    return letters[before] as SentLetter
  }
  /** Tests count the letters that they are about: this one leaves the list. */
  const registrationToken = async (email: string): Promise<string> => {
    await browser().post('/registration/letter', { email })
    const isIt = ({ to, text }: SentLetter): boolean => to === email && text.includes('/address#token=')
    while (!letters.some(isIt)) await nextLetter()
    const [letter] = letters.splice(letters.findLastIndex(isIt), 1)
    return tokenIn(letter?.text ?? '')
  }
  const setupCode = server.setupLink?.split('#code=')[1] ?? ''
  return {
    ...server,
    time,
    letters,
    nextLetter,
    browser,
    setupCode,
    async setUp() {
      const rosa = browser()
      await fine(rosa.post('/setup', { code: setupCode, ...ROOT }))
      await givePasskey(server, (await rosa.person())?.id as PersonId)
      await verifyAddresses(server)
      return rosa
    },
    async register(name) {
      await server.together([server.accounts.settings.settingRegistration('open')])
      const somebody = browser()
      const { email, ...account } = accountOf(name)
      if (!hasMail) await fine(somebody.post('/registration', { email, ...account }))
      else await fine(somebody.post('/registration/link', { ...account, token: await registrationToken(email) }))
      return somebody
    },
  }
}

/** What the link in a letter, or one that somebody was shown, has behind `#token=`. */
export function tokenIn(text: string): string {
  return /#token=([\w-]+)/.exec(text)?.[1] ?? ''
}

/** As if everybody had opened the link in their letter, which is thrown away. */
async function verifyAddresses({ sessionDatabase }: TestServer): Promise<void> {
  await sessionDatabase.updateTable('profile').set({ verified_at: 0 }).execute()
  await sessionDatabase.deleteFrom('address_link').execute()
  await sessionDatabase.deleteFrom('outbox').execute()
}

/** As if they had signed in with one that they have: administration opens to nobody else. */
export async function givePasskey({ sessionDatabase }: TestServer, person: PersonId): Promise<void> {
  const unused = { public_key: new Uint8Array(), counter: 0, transports: '[]', made_at: 0, last_used_on: null }
  await sessionDatabase
    .insertInto('passkey')
    .values({ id: `passkey-of-${person}`, person, name: 'Key', ...unused })
    .execute()
  await sessionDatabase.updateTable('session').set({ has_shown_factor: 1 }).where('person', '=', person).execute()
}

export function accountOf(name: string) {
  return { name, email: `${name.toLowerCase()}@example.org`, password: PASSWORD }
}

async function fine(asked: ReturnType<Browser['post']>): Promise<void> {
  const { status, body } = await asked
  if (status !== 200) throw new Error(`answered ${status}: ${JSON.stringify(body)}`)
}
