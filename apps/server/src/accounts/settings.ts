/** Settings of the server that an administrator changes while it runs, and the setup code, which is one for a moment. */
import type { Kysely } from 'kysely'
import type { ServerSettings } from '@tandem/wire'
import type { SessionTables, TogetherStatement } from '../store/session-tables.ts'

export type Settings = ReturnType<typeof settings>

const REGISTRATION = 'registration'
const SETUP_CODE = 'setup-code'

export function settings(tables: Kysely<SessionTables>) {
  const setting = (name: string, value: string): TogetherStatement => ({
    statement: tables
      .insertInto('setting')
      .values({ name, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value })),
  })
  return {
    /** By invitation, unless an administrator said otherwise. */
    async registration(): Promise<ServerSettings['registration']> {
      const rows = tables.selectFrom('setting').select('value').where('name', '=', REGISTRATION)
      return (await rows.executeTakeFirst())?.value === '"open"' ? 'open' : 'invitation'
    },

    settingRegistration: (value: ServerSettings['registration']) => setting(REGISTRATION, JSON.stringify(value)),

    /** In place of the one there was. */
    settingSetupCode: (hash: string) => setting(SETUP_CODE, JSON.stringify(hash)),

    usingSetupCode: (hash: string): TogetherStatement => ({
      statement: tables.deleteFrom('setting').where('name', '=', SETUP_CODE).where('value', '=', JSON.stringify(hash)),
      mustChange: true,
    }),

    async hasSetupCode(): Promise<boolean> {
      const rows = tables.selectFrom('setting').select('name').where('name', '=', SETUP_CODE)
      return (await rows.executeTakeFirst()) !== undefined
    },

    removingSetupCode: (): TogetherStatement => ({
      statement: tables.deleteFrom('setting').where('name', '=', SETUP_CODE),
    }),
  }
}
