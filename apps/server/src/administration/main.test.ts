/** `tandem user` beside a real server, and without one. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readReview } from '../../torture/http-client.ts'
import { ServerProcess } from '../../torture/server-process.ts'
import { populate, type Populated } from '../testing/populate.ts'

const PROGRAM = fileURLToPath(new URL('main.ts', import.meta.url))

let parent = ''
let folder = ''
let site: Populated

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'tandem-administration-'))
  folder = join(parent, 'data')
  site = await populate({ folder, reviewers: 2, studies: [{ state: 'unassigned' }] })
  using database = new DatabaseSync(join(folder, 'tandem.sqlite'))
  const add = database.prepare(
    'INSERT INTO profile (person, email, email_key, administrator, made_at) VALUES (?, ?, ?, ?, 1)',
  )
  add.run('dana', 'dana@example.org', 'dana@example.org', 1)
  add.run('alice', 'alice@example.org', 'alice@example.org', 0)
})
afterEach(() => rm(parent, { recursive: true }))

describe('the administration without a browser', () => {
  it('is done by the server that runs, at once, and by the folder where none does', async () => {
    const server = new ServerProcess(folder)
    const port = await server.port
    expect((await readReview(port, site.review, person('alice')))?.status).toBe(200)
    expect(await tandem('user', 'disable', 'alice@example.org')).toMatchObject({ code: 0, errors: '' })
    expect((await readReview(port, site.review, person('alice')))?.status).toBe(401)
    // It still writes: nobody has raised its fence.
    expect(await tandem('user', 'reset-link', 'dana@example.org')).toMatchObject({ code: 0 })
    server.signal('SIGTERM')
    expect(await server.exit).toBe(0)
    expect(JSON.parse((await tandem('user', 'list', '--json')).out)).toMatchObject([
      { id: 'dana', disabled: false },
      { id: 'alice', disabled: true },
    ])
    expect(await tandem('user', 'enable', 'alice@example.org')).toMatchObject({ code: 0 })
  })

  it('says in a sentence, and with its exit code, what cannot be done', async () => {
    expect(await tandem('user', 'disable', 'dana@example.org')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('Nobody else administrates'),
    })
    expect(await tandem('review', 'show', 'nothing')).toMatchObject({ code: 1 })
    expect(await tandem('user', 'anything')).toMatchObject({ code: 2, errors: expect.stringContaining('Exit codes') })
    expect(await tandem('user', '--help')).toMatchObject({ code: 0, out: expect.stringContaining('Exit codes') })
    folder = join(parent, 'nothing')
    expect(await tandem('user', 'list')).toMatchObject({ code: 1, errors: expect.stringContaining('no data in') })
  })

  it('writes nothing beside a server that does not answer', async () => {
    const server = new ServerProcess(folder)
    await server.port
    await rm(join(folder, 'control'))
    expect(await tandem('user', 'disable', 'alice@example.org')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('Another Tandem process already uses'),
    })
    await server.kill()
    expect(await tandem('user', 'list')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/alice@example.org .* no +no/),
    })
  })
})

function person(id: string): Populated['people'][number] {
  const found = site.people.find((each) => each.id === id)
  if (!found) throw new Error(`nobody is called ${id}`)
  return found
}

async function tandem(...words: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...words, '--data', folder], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, errors] = [text(child.stdout), text(child.stderr)]
  const [code] = (await once(child, 'exit')) as [number | null]
  return { code, out: await out, errors: await errors }
}
