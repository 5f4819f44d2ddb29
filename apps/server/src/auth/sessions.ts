/**
 * Who is signed in. The only file that knows Lucia, types included: replacing it changes this file and no data.
 *
 * - A token is 256 random bits and lives in a cookie. The store has its SHA-256 only, so a stolen database signs nobody
 *   in. Lucia never sees the difference: the adapter hashes what comes in. After validation Lucia's `session.id` is the
 *   hash, so a renewed cookie is made from the token that came, never from the id.
 * - A session ends after 7 days without use and 30 days after sign-in, by the clock that is handed in. Lucia reads the
 *   machine's clock; the dates that cross the adapter are shifted so that both agree on what has passed.
 * - Ending a session ends its sockets: `onEnd` runs in the same turn.
 * - A disabled account has no session, whatever is stored.
 */
import type { Kysely } from 'kysely'
import { Lucia, TimeSpan, type Adapter, type DatabaseSession } from 'lucia'
import type { PersonId } from '@tandem/rules'
import { SESSION_LIMITS } from '../limits.ts'
import { StoreFailure } from '../store/contract.ts'
import type { SessionTables } from '../store/session-tables.ts'
import { cookieValue } from './cookies.ts'
import { hashOfSecret, newSecret } from './secret.ts'
import { sessionRows, type Factors, type PersonRow, type SessionRow, type SessionRows } from './session-rows.ts'

export type Session = {
  /** Names the session, e.g. in lists; of no use as a token. */
  readonly id: string
  readonly person: PersonRow
  /** Milliseconds since 1970. When the person last showed that it is them: at sign-in, or since. */
  readonly confirmedAt: number
  readonly shown: Factors
}

export type Validated = {
  readonly session: Session
  /** The cookie again, with its full life. */
  readonly setCookie: string
  /** The session was prolonged just now: the cookie has to be sent again. */
  readonly isProlonged: boolean
}

export type Sessions = {
  /**
   * The person has just shown that it is them.
   * @param device e.g. "Firefox on Linux".
   * @param shown what they have shown just now.
   * @returns the cookie that signs them in.
   */
  create(person: PersonId, device?: string, shown?: Factors): Promise<string>
  /** @param cookies the request's Cookie header. */
  validate(cookies: string | undefined): Promise<Validated | null>
  /** Whether a session goes on; ends it if not. */
  check(id: string): Promise<boolean>
  /** The person has shown once more that it is them. */
  confirm(id: string, shown: Factors): Promise<void>
  /** Oldest first. */
  ofPerson(person: PersonId): Promise<readonly SessionRow[]>
  end(id: string): Promise<void>
  endAll(person: PersonId): Promise<void>
  endExpired(): Promise<void>
  /** What removes the cookie from a browser. */
  readonly blankCookie: string
}

export type SessionPorts = {
  readonly database: Kysely<SessionTables>
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly random: (size: number) => Uint8Array
  /** Over https the cookie is Secure and bound to the host by its name; plain http knows neither. */
  readonly isHttps: boolean
  readonly onEnd: (sessionId: string) => void
}

export function createSessions(ports: SessionPorts): Sessions {
  const { clock, random, isHttps, onEnd } = ports
  const rows = sessionRows(ports.database)
  const lucia = createLucia(rows, clock, isHttps, onEnd)

  const end = (id: string): Promise<void> => lucia.invalidateSession(id)

  return {
    async create(person, device = '', shown = 'one') {
      const token = newSecret(random, SESSION_LIMITS.tokenBytes)
      const now = clock()
      const attributes = { createdAt: now, lastUsedAt: roundedDown(now), confirmedAt: now, device, shown }
      await lucia.createSession(person, attributes, { sessionId: token })
      return lucia.createSessionCookie(token).serialize()
    },

    async validate(cookies) {
      const token = cookieValue(cookies, lucia.sessionCookieName)
      if (token === null) return null
      const { session, user } = await lucia.validateSession(token)
      if (session === null) return null
      const usedAt = roundedDown(clock())
      if (session.lastUsedAt < usedAt) await rows.touch(session.id, user.id, usedAt).catch(waitForRoom)
      return {
        session: { id: session.id, person: user, confirmedAt: session.confirmedAt, shown: session.shown },
        setCookie: lucia.createSessionCookie(token).serialize(),
        isProlonged: session.fresh,
      }
    },

    async check(id) {
      const found = await rows.find(id)
      if (found !== null && clock() < found.session.expiresAt) return true
      await end(id)
      return false
    },

    confirm: (id, shown) => rows.confirm(id, clock(), shown),
    ofPerson: (person) => rows.ofPerson(person),
    end,
    endAll: (person) => lucia.invalidateUserSessions(person),
    endExpired: () => lucia.deleteExpiredSessions(),
    blankCookie: lucia.createBlankSessionCookie().serialize(),
  }
}

declare module 'lucia' {
  interface Register {
    Lucia: ReturnType<typeof createLucia>
    UserId: PersonId
    DatabaseUserAttributes: PersonRow
    DatabaseSessionAttributes: SessionAttributes
  }
}

type SessionAttributes = Pick<SessionRow, 'createdAt' | 'lastUsedAt' | 'confirmedAt' | 'device' | 'shown'>

function createLucia(rows: SessionRows, clock: () => number, isHttps: boolean, onEnd: (id: string) => void) {
  return new Lucia(adapterOver(rows, clock, onEnd), {
    sessionExpiresIn: new TimeSpan(SESSION_LIMITS.idle, 'ms'),
    sessionCookie: {
      name: isHttps ? '__Host-tandem' : 'tandem',
      // Strict costs nothing: the page itself is public, and calls the API from its own site.
      attributes: { sameSite: 'strict', secure: isHttps },
    },
    getUserAttributes: ({ name, hue, administrator, hasSecondFactor, demo }: PersonRow) => ({
      name,
      hue,
      administrator,
      hasSecondFactor,
      demo,
    }),
    getSessionAttributes: ({ lastUsedAt, confirmedAt, shown }: SessionAttributes) => ({
      lastUsedAt,
      confirmedAt,
      shown,
    }),
  })
}

function adapterOver(rows: SessionRows, clock: () => number, onEnd: (id: string) => void): Adapter {
  const endOf = (createdAt: number): number =>
    Math.min(clock() + SESSION_LIMITS.idle, createdAt + SESSION_LIMITS.absolute)
  const remove = async (id: string): Promise<void> => {
    await rows.remove(id)
    onEnd(id)
  }
  return {
    async getSessionAndUser(token) {
      const found = await rows.find(hashOfSecret(token))
      if (found === null) return [null, null]
      return [luciaSession(found.session, clock()), { id: found.person.id, attributes: found.person }]
    },
    getUserSessions: async (person) => (await rows.ofPerson(person)).map((row) => luciaSession(row, clock())),
    setSession: ({ id: token, userId: person, attributes }) =>
      rows.add({ id: hashOfSecret(token), person, ...attributes, expiresAt: endOf(attributes.createdAt) }),
    // Lucia's own date is not used: it knows no absolute limit. Close to that limit it asks at every request.
    async updateSessionExpiration(id) {
      const session = (await rows.find(id))?.session
      const end = endOf(session?.createdAt ?? 0)
      if (session !== undefined && session.expiresAt < end) await rows.prolong(id, end).catch(waitForRoom)
    },
    deleteSession: remove,
    async deleteUserSessions(person) {
      for (const { id } of await rows.ofPerson(person)) await remove(id)
    },
    async deleteExpiredSessions() {
      for (const { id } of await rows.over(clock())) await remove(id)
    },
  }
}

/** On a full disk reading goes on: the session stays as long as it was, and the next request tries again. */
function waitForRoom(failure: unknown): void {
  if (!(failure instanceof StoreFailure) || failure.final) throw failure
}

/** Every request uses a session; written down is only every so often. */
function roundedDown(time: number): number {
  return time - (time % SESSION_LIMITS.lastUse)
}

/** More than it takes Lucia to look at a date. */
const MOMENT = 60_000

/**
 * As much time is left by the machine's clock as is left by ours; and never so little that a session which goes on by
 * ours runs out while Lucia looks at it.
 */
function luciaSession({ id, person, expiresAt, ...attributes }: SessionRow, now: number): DatabaseSession {
  const left = expiresAt - now
  const shown = left > 0 ? Math.max(left, MOMENT) : left
  return { id, userId: person, expiresAt: new Date(Date.now() + shown), attributes }
}
