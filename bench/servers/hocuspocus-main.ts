/**
 * @hocuspocus/server with its database extension over node:sqlite. Each store is synced to the disk; when it stores is
 * left at its defaults (2 s after a change, 10 s at most, and when the last client leaves).
 */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Database } from '@hocuspocus/extension-database'
import { Server } from '@hocuspocus/server'

const database = new DatabaseSync(join(process.env['FOLDER'] ?? '.', 'hocuspocus.sqlite'))
database.exec('pragma journal_mode = wal; pragma synchronous = full')
database.exec('create table if not exists document (name text primary key, state blob not null)')
const select = database.prepare('select state from document where name = ?')
const upsert = database.prepare('insert or replace into document (name, state) values (?, ?)')

const server = new Server({
  address: '127.0.0.1',
  port: Number(process.env['PORT']),
  quiet: true,
  extensions: [
    new Database({
      fetch: async ({ documentName }) => (select.get(documentName)?.['state'] as Uint8Array | undefined) ?? null,
      store: async ({ documentName, state }) => void upsert.run(documentName, state),
    }),
  ],
})
await server.listen()
process.stdout.write('listening\n')
