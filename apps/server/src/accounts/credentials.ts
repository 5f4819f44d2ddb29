/** What somebody signs in with, as rows: the password, the key of the app with its recovery codes, and devices that are known. */
import type { Kysely } from 'kysely'
import type { PersonId } from '@tandem/rules'
import { hashOfSecret } from '../auth/secret.ts'
import type { SessionTables, TogetherStatement } from '../store/session-tables.ts'
import { minimumPassword, passwordLength } from './password-rules.ts'
import { hashOfRecoveryCode } from './recovery-codes.ts'

export type Credentials = ReturnType<typeof credentials>

export function credentials(tables: Kysely<SessionTables>, clock: () => number) {
  return {
    async passwordOf(person: PersonId): Promise<{ readonly hash: string; readonly needsFactor: boolean } | null> {
      const rows = tables.selectFrom('password').select(['hash', 'needs_factor']).where('person', '=', person)
      const row = await rows.executeTakeFirst()
      return row === undefined ? null : { hash: row.hash, needsFactor: row.needs_factor === 1 }
    },

    /** @param password only its length is looked at. */
    settingPassword(person: PersonId, password: string, hash: string): TogetherStatement {
      const needsFactor = passwordLength(password) < minimumPassword(false) ? (1 as const) : (0 as const)
      const row = { hash, needs_factor: needsFactor, changed_at: clock() }
      const insertion = tables.insertInto('password').values({ person, ...row })
      return { statement: insertion.onConflict((conflict) => conflict.column('person').doUpdateSet(row)) }
    },

    /** The same password under today's parameters. Of two sign-ins at once, or after a change, the stored one stays. */
    async rehash(person: PersonId, before: string, hash: string): Promise<void> {
      const update = tables.updateTable('password').set({ hash }).where('person', '=', person)
      await update.where('hash', '=', before).execute()
    },

    removingPassword: (person: PersonId): TogetherStatement => ({
      statement: tables.deleteFrom('password').where('person', '=', person),
    }),

    async totpOf(person: PersonId): Promise<{ readonly secret: string; readonly madeAt: number } | null> {
      const rows = tables.selectFrom('totp').select(['secret', 'made_at as madeAt']).where('person', '=', person)
      return (await rows.executeTakeFirst()) ?? null
    },

    /** @param step of the code that switched it on: it signs nobody in any more. */
    settingTotp(person: PersonId, secret: string, step: number): TogetherStatement {
      const row = { secret, last_step: step, made_at: clock() }
      const insertion = tables.insertInto('totp').values({ person, ...row })
      return { statement: insertion.onConflict((conflict) => conflict.column('person').doUpdateSet(row)) }
    },

    /** Changes nothing if this code, or a later one, has been used. */
    usingCode: (person: PersonId, step: number): TogetherStatement => ({
      statement: tables
        .updateTable('totp')
        .set({ last_step: step })
        .where('person', '=', person)
        .where('last_step', '<', step),
      mustChange: true,
    }),

    removingTotp: (person: PersonId): readonly TogetherStatement[] => [
      { statement: tables.deleteFrom('totp').where('person', '=', person), mustChange: true },
      { statement: tables.deleteFrom('recovery_code').where('person', '=', person) },
    ],

    /** In place of those there were. */
    settingRecoveryCodes: (person: PersonId, codes: readonly string[]): readonly TogetherStatement[] => [
      { statement: tables.deleteFrom('recovery_code').where('person', '=', person) },
      ...codes.map((code) => ({
        statement: tables.insertInto('recovery_code').values({ id: hashOfRecoveryCode(code), person, used_at: null }),
      })),
    ],

    /** Changes nothing if it is no code of this person, or was used. */
    usingRecoveryCode: (person: PersonId, code: string): TogetherStatement => ({
      statement: tables
        .updateTable('recovery_code')
        .set({ used_at: clock() })
        .where('id', '=', hashOfRecoveryCode(code))
        .where('person', '=', person)
        .where('used_at', 'is', null),
      mustChange: true,
    }),

    async recoveryCodesLeft(person: PersonId): Promise<number> {
      const count = tables.selectFrom('recovery_code').select(({ fn }) => fn.countAll<number>().as('left'))
      const row = await count.where('person', '=', person).where('used_at', 'is', null).executeTakeFirstOrThrow()
      return row.left
    },

    async isKnownDevice(person: PersonId, secret: string): Promise<boolean> {
      const rows = tables.selectFrom('known_device').select('id').where('id', '=', hashOfSecret(secret))
      return (
        (await rows.where('person', '=', person).where('expires_at', '>', clock()).executeTakeFirst()) !== undefined
      )
    },

    knowingDevice: (person: PersonId, secret: string, until: number): TogetherStatement => ({
      statement: tables.insertInto('known_device').values({ id: hashOfSecret(secret), person, expires_at: until }),
    }),

    forgettingDevice: (secret: string): TogetherStatement => ({
      statement: tables.deleteFrom('known_device').where('id', '=', hashOfSecret(secret)),
    }),

    forgettingDevices: (person: PersonId): TogetherStatement => ({
      statement: tables.deleteFrom('known_device').where('person', '=', person),
    }),

    async clear(): Promise<void> {
      await tables.deleteFrom('known_device').where('expires_at', '<=', clock()).execute()
    },
  }
}
