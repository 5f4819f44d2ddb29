/**
 * Tokens for programs: `tandem_` and 256 random bits, shown once and kept as their SHA-256. The prefix lets scanners for lost
 * secrets know one. A token is its person with fewer rights: what the catalogue says a token may never do, none can. All are
 * revoked when the account is disabled, when it gets a new password, and when its owner signs out everywhere: whoever came in
 * with what was lost may have made one for later.
 */
import { accepted, refused, type PersonId } from '@tandem/rules'
import type { ApiToken, TokenMade, TokenScope } from '@tandem/wire'
import type { Asker, ByToken } from '../auth/asker.ts'
import { HAS_SECOND_FACTOR } from '../auth/session-rows.ts'
import { hashOfSecret, newSecret } from '../auth/secret.ts'
import { ACCOUNT_LIMITS, SESSION_LIMITS } from '../limits.ts'
import type { SessionTables, TogetherStatement } from '../store/session-tables.ts'
import type { AccountPorts, Answered } from './ports.ts'
import type { SecurityEntry, SecurityLog } from './security-log.ts'

const PREFIX = 'tandem_'
const ID_BYTES = 12
const DAY = 86_400_000

export type AskedToken = { readonly name: string; readonly scopes: readonly TokenScope[]; readonly days: number }

export type ApiTokens = ReturnType<typeof apiTokens>

type TokenParts = Pick<AccountPorts, 'tables' | 'together' | 'clock' | 'random'> & { readonly log: SecurityLog }

export function apiTokens({ tables, together, clock, random, log }: TokenParts) {
  const live = () => tables.selectFrom('api_token').where('revoked_at', 'is', null).where('expires_at', '>', clock())

  const countOf = async (person: PersonId): Promise<number> => {
    const rows = live()
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('person', '=', person)
    return (await rows.executeTakeFirstOrThrow()).count
  }

  /** Lists need no hours, and one write a day is little. */
  const noteUse = async (id: string, lastUsedOn: string | null): Promise<void> => {
    const day = new Date(clock()).toISOString().slice(0, 10)
    if (day === lastUsedOn) return
    await tables.updateTable('api_token').set({ last_used_on: day }).where('id', '=', id).execute()
  }

  return {
    async make(person: PersonId, isAdministrator: boolean, asked: AskedToken, from: string): Answered<TokenMade> {
      const scopes = [...new Set(asked.scopes)]
      if (scopes.includes('admin') && !isAdministrator) return refused({ refusal: 'token-not-allowed' })
      if ((await countOf(person)) >= ACCOUNT_LIMITS.tokens) return refused({ refusal: 'too-many' })
      const token = PREFIX + newSecret(random, SESSION_LIMITS.tokenBytes)
      const row = {
        id: newSecret(random, ID_BYTES),
        token: hashOfSecret(token),
        person,
        name: asked.name,
        scopes: JSON.stringify(scopes),
        made_at: clock(),
        expires_at: clock() + asked.days * DAY,
        last_used_on: null,
        revoked_at: null,
      }
      const detail = `${asked.name}: ${scopes.join(', ')}`
      await together([
        { statement: tables.insertInto('api_token').values(row) },
        log.entry({ what: 'token-made', by: person, about: person, from, detail }),
      ])
      return accepted({ token, entry: tokenOf(row) })
    },

    /** Who holds this token; null if it is not one that holds. */
    async asker(token: string): Promise<Asker<ByToken> | null> {
      const row = await live()
        .innerJoin('account', 'account.id', 'api_token.person')
        .innerJoin('profile', 'profile.person', 'api_token.person')
        .select(['api_token.id as tokenId', 'api_token.scopes', 'api_token.last_used_on'])
        .select(['account.id', 'account.name', 'account.hue', 'profile.administrator'])
        .select(HAS_SECOND_FACTOR.as('hasSecondFactor'))
        .where('api_token.token', '=', hashOfSecret(token))
        .where('profile.disabled_at', 'is', null)
        .executeTakeFirst()
      if (row === undefined) return null
      await noteUse(row.tokenId, row.last_used_on)
      const { id, name, hue } = row
      const rights = { administrator: row.administrator === 1, hasSecondFactor: row.hasSecondFactor === 1, demo: false }
      return { person: { id, name, hue, ...rights }, by: { kind: 'token', scopes: scopesOf(row.scopes) } }
    },

    /** Those that hold, newest first. */
    async ofPerson(person: PersonId): Promise<ApiToken[]> {
      const rows = await live().selectAll().where('person', '=', person).orderBy('made_at', 'desc').execute()
      return rows.map(tokenOf)
    },

    async revoke(person: PersonId, id: string, from: string): Promise<boolean> {
      const update = tables.updateTable('api_token').set({ revoked_at: clock() }).where('id', '=', id)
      const statement = update.where('person', '=', person).where('revoked_at', 'is', null)
      const entry = log.entry({ what: 'token-revoked', by: person, about: person, from })
      return together([{ statement, mustChange: true }, entry])
    },

    /** To be carried out with what they must not outlive. */
    async revokingAll(person: PersonId, { by, from }: Pick<SecurityEntry, 'by' | 'from'>) {
      const count = await countOf(person)
      const update = tables.updateTable('api_token').set({ revoked_at: clock() }).where('person', '=', person)
      const statement: TogetherStatement = { statement: update.where('revoked_at', 'is', null) }
      const entry = log.entry({ what: 'token-revoked', by, about: person, from, detail: `all ${count}` })
      return count === 0 ? [statement] : [statement, entry]
    },
  }
}

function tokenOf(row: Pick<SessionTables['api_token'], Exclude<keyof SessionTables['api_token'], 'token'>>): ApiToken {
  return {
    id: row.id,
    name: row.name,
    scopes: scopesOf(row.scopes),
    madeAt: new Date(row.made_at).toISOString(),
    expiresAt: new Date(row.expires_at).toISOString(),
    lastUsedOn: row.last_used_on,
  }
}

function scopesOf(json: string): TokenScope[] {
  return JSON.parse(json) as TokenScope[]
}
