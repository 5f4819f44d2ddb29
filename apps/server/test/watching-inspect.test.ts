/** `tandem inspect` and `tandem replay` on the folder of a populated review, also while a server works on it. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { DocumentId } from '@tandem/rules'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts'
import { openReader } from '../src/store/sqlite/reader.ts'
import { House, QUARANTINE, alice, bob, dana, reviewId, type Ground } from '../src/testing/house.ts'
import { populate, type Populated } from '../src/testing/populate.ts'
import { SocketClient } from '../src/testing/socket-client.ts'
import { SURROUNDINGS } from '../src/testing/surroundings.ts'

const SECRET = 'quokka'
const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

type Ended = { readonly code: number; readonly out: string; readonly err: string }

async function run(
  program: string,
  words: readonly string[],
  environment: Record<string, string> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...words], {
    env: { ...SURROUNDINGS, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [[code], out, err] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)])
  return { code, out, err }
}

const tandem = (...words: readonly string[]): Promise<Ended> => run(pathOf('../src/inspect/main.ts'), words)

describe('a populated folder', () => {
  let folder: string
  let populated: Populated
  let draft: DocumentId
  let revealed: DocumentId
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tandem-inspect-'))
    const studies = [
      { state: 'revealed', by: [0, 1] },
      { state: 'drafting', by: [0, 1] },
    ] as const
    populated = await populate({ folder: join(folder, 'data'), reviewers: 2, studies })
    const draftOf = (study: number) =>
      populated.studies[study]?.drafts.find(({ reviewer }) => reviewer === alice)?.document
    revealed = draftOf(0) as DocumentId
    draft = draftOf(1) as DocumentId
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const inspect = (...words: readonly string[]): Promise<Ended> =>
    tandem('inspect', '--data', join(folder, 'data'), ...words)
  const replay = (...words: readonly string[]): Promise<Ended> =>
    tandem('replay', '--data', join(folder, 'data'), ...words)

  /** Another folder with the same data, changed by hand. */
  function altered(name: string, change: (database: DatabaseSync) => void): string {
    const copy = join(folder, name)
    cpSync(join(folder, 'data'), copy, { recursive: true })
    const database = new DatabaseSync(join(copy, 'tandem.sqlite'))
    change(database)
    database.close()
    return copy
  }

  it('is listed: reviews, whether their logs hold, documents', async () => {
    const { code, out } = await inspect()
    expect(code).toBe(0)
    const lines = out.trimEnd().split('\n')
    expect(lines.slice(0, 2)).toEqual([
      `${reviewId}  A review made to be tried on`,
      '5 events, 5 documents, its log holds',
    ])
    expect(
      lines
        .slice(2)
        .map((line) => line.replace(/^ +(\S+).*$/, '$1'))
        .sort(),
    ).toEqual(
      populated.studies
        .flatMap(({ drafts, consensus }) => [
          ...drafts.map(({ document }) => document),
          ...(consensus ? [consensus.document] : []),
        ])
        .sort(),
    )
    expect(lines.find((line) => line.includes(revealed))).toMatch(
      /draft +alice +assessment \S+ +1 update +\d+ bytes +layout 1$/,
    )
    expect(lines.find((line) => line.includes(draft))).toMatch(/0 updates +0 bytes +layout 1$/)
    expect(lines.find((line) => line.includes(revealed))).toMatch(/ 128 bytes /)
    expect((await inspect('--values')).out).not.toContain(' 128 bytes ')
    const [review] = JSON.parse((await inspect('--json')).out)
    expect(review).toMatchObject({ id: reviewId, events: 5, brokenAt: null })
    expect(review.documents).toHaveLength(5)
  })

  it('shows documents without what people answered, unless asked', async () => {
    const [item = { id: '', options: [] }] = populated.items
    const answer = item.options[0] ?? ''
    const hidden = [
      await inspect(revealed),
      await replay(revealed),
      await inspect(revealed, '--json'),
      await replay(revealed, '--json'),
    ]
    for (const { code, out } of hidden) {
      expect(code).toBe(0)
      expect(out).toContain(item.id)
      expect(out).not.toContain(`"${answer}"`)
    }
    expect((await inspect(revealed)).out).toMatch(
      new RegExp(`${item.id} +field  string, \\d+ bytes +alice, \\S+, seq \\d+, 1 change`),
    )
    for (const each of [
      await inspect(revealed, '--values'),
      await replay(revealed, '--values'),
      await inspect(revealed, '--values', '--json'),
    ])
      expect(each.out).toContain(`"${answer}"`)
  })

  it('gives the verdict of the rules on a path and a person', async () => {
    const verdict = async (...words: string[]) => JSON.parse((await inspect(draft, '--json', ...words)).out)
    expect(await verdict('--path', 'sites', '--person', alice, '--value', '"one"')).toEqual({
      grant: 'write',
      denial: null,
    })
    expect(await verdict('--path', 'sites', '--person', alice)).toEqual({ grant: 'write', denial: null })
    expect(await verdict('--path', 'sites', '--person', alice, '--value', '"nine"')).toMatchObject({
      denial: { rule: 'value-fits-field' },
    })
    expect(await verdict('--path', 'sites', '--person', bob, '--value', '"one"')).toMatchObject({
      grant: 'none',
      denial: { rule: 'document-is-writable' },
    })
    expect((await inspect(draft, '--path', 'colour', '--person', alice)).out).toMatch(
      /^Grant: write\. Refused by field-exists: /,
    )
    expect((await inspect(draft, '--path', 'sites', '--person', alice)).out).toBe(
      'Grant: write. The rules have nothing against it.\n',
    )
  })

  it('is left as it was', async () => {
    const before = readFileSync(join(folder, 'data', 'tandem.sqlite'))
    await inspect()
    await replay(revealed)
    expect(readFileSync(join(folder, 'data', 'tandem.sqlite')).equals(before)).toBe(true)
  })

  it('is left as it was after a kill, with what stands beside the file', async () => {
    const killed = join(folder, 'killed')
    const running = altered('running', (database) => {
      database.exec("UPDATE review SET title = 'Not in the file yet'")
      cpSync(join(folder, 'running'), killed, { recursive: true })
    })
    expect(readFileSync(join(running, 'tandem.sqlite')).equals(readFileSync(join(killed, 'tandem.sqlite')))).toBe(false)
    const files = ['tandem.sqlite', 'tandem.sqlite-wal'].map((name) => join(killed, name))
    const before = files.map((file) => readFileSync(file))
    expect((await tandem('inspect', '--data', killed)).out).toContain('Not in the file yet')
    expect(files.map((file, place) => readFileSync(file).equals(before[place] ?? Buffer.alloc(0)))).toEqual([
      true,
      true,
    ])
  })

  it('can be read while a server works on it, which goes on', async () => {
    const server = spawn(process.execPath, [pathOf('../src/main.ts')], {
      env: { ...SURROUNDINGS, PORT: '0', TANDEM_DATA: join(folder, 'data'), TANDEM_DEMO: 'off' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exit = once(server, 'exit')
    try {
      let said = ''
      server.stdout.setEncoding('utf8').on('data', (chunk: string) => void (said += chunk))
      while (!said.includes('Ctrl-C')) await once(server.stdout, 'data')
      const port = Number(/localhost:(\d+)/.exec(said)?.[1])
      const cookie = populated.people.find(({ id }) => id === alice)?.cookie ?? ''
      const writer = await SocketClient.open(port, cookie, draft)
      writer.set('sites', 'one')
      await writer.saved()
      expect((await inspect(draft)).out).toMatch(
        /^1 place, 1 update, \d+ bytes encoded\n  sites  field  string, 32 bytes  alice, /,
      )
      expect((await inspect()).out).toContain('its log holds')
      writer.set('sites', 'two')
      await writer.saved()
      const { out } = await replay(draft, '--values')
      expect(out).toMatch(
        /field sites: empty -> "one"\nseq \d+  \S+  alice  \d+ bytes\n  field sites: "one" -> "two"\n$/,
      )
      const [first = ''] = /(?<=^seq )\d+/.exec(out) ?? []
      expect((await replay(draft, '--until', first, '--values')).out).toContain('"one"')
      expect((await replay(draft, '--until', '0')).out).toMatch(/^0 places, 0 updates, /)
      await writer.close()
    } finally {
      server.kill('SIGTERM')
      await exit
    }
  })

  it('says where a log has been altered', async () => {
    const copy = altered('broken', (database) =>
      database.exec("DROP TRIGGER update_log_keeps; UPDATE update_log SET actor = 'bob' WHERE actor = 'alice'"),
    )
    expect((await tandem('inspect', '--data', copy)).out).toMatch(/its log breaks at seq \d+ \(altered\)/)
  })

  for (const [age, difference, advice] of [
    ['newer', 1, 'use that one'],
    ['earlier', -1, 'start the server on it once'],
  ] as const) {
    it(`is not read where a ${age} Tandem wrote it, and not changed`, async () => {
      const copy = altered(age, (database) => {
        const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
        database.exec(`PRAGMA user_version = ${version + difference}`)
      })
      const before = readFileSync(join(copy, 'tandem.sqlite'))
      const { code, out, err } = await tandem('inspect', '--data', copy)
      expect([code, out]).toEqual([1, ''])
      expect(err).toContain(advice)
      expect(readFileSync(join(copy, 'tandem.sqlite')).equals(before)).toBe(true)
    })
  }

  it('cannot steer the terminal of its reader', async () => {
    const copy = altered('steering', (database) =>
      database.prepare('UPDATE review SET title = ?').run('\u001b]0;mine\u0007\u009b2J'),
    )
    const { out } = await tandem('inspect', '--data', copy)
    // oxlint-disable-next-line no-control-regex -- these are the characters that must not be there
    expect(out).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/)
    expect(out).toContain(']0;mine')
  })

  describe('asked for what cannot be done', () => {
    it('says so in a sentence, with exit code 1', async () => {
      const file = join(folder, 'no-database')
      cpSync(join(folder, 'data'), file, { recursive: true })
      writeFileSync(join(file, 'tandem.sqlite'), 'no database '.repeat(1_000))
      for (const [answered, sentence] of [
        [await inspect('unknown'), 'There is no document "unknown".'],
        [await replay('unknown'), 'There is no document "unknown".'],
        [await inspect(draft, '--path', 'sites', '--person', 'mallory'), '"mallory" is no member of this review.'],
        [await tandem('inspect', '--data', join(folder, 'nowhere')), 'There is no data in '],
        [await tandem('inspect', '--data', file), 'file is not a database'],
      ] as const) {
        expect([answered.code, answered.out]).toEqual([1, ''])
        expect(answered.err).toContain(sentence)
        expect(answered.err.trimEnd().split('\n')).toHaveLength(1)
      }
    })
  })

  for (const [words, sentence] of [
    [['inspect', '--nope'], "Unknown option '--nope'."],
    [['inspect', 'a', 'b'], 'inspect takes one document, "b" is too much.'],
    [['inspect', '--path', 'sites'], '--path, --person and --value need a document.'],
    [['inspect', 'a', '--path', 'sites'], 'A verdict needs both --path and --person.'],
    [['inspect', 'a', '--value', '1'], 'A verdict needs both --path and --person.'],
    [['inspect', 'a', '--path', 'sites', '--person', 'alice', '--value', 'one'], '--value must be JSON'],
    [['inspect', '--data'], "Option '--data <value>' argument missing."],
    [['replay'], 'replay needs a document.'],
    [['replay', 'a', '--until', '-1'], '--until'],
    [['replay', 'a', '--until', '1.5'], '--until must be a seq'],
    [['replay', 'a', '--path', 'sites'], "Unknown option '--path'."],
    [['look'], '"look" is no command here.'],
  ] as const) {
    it(`is not opened for the command line "${words.join(' ')}"`, async () => {
      const { code, out, err } = await tandem(...words)
      expect([code, out]).toEqual([2, ''])
      expect(err).toContain(sentence)
      expect(err).toContain('tandem inspect DOCUMENT')
    })
  }

  it('is found by pnpm tandem beside the commands on files', async () => {
    const script = pathOf('../../../scripts/tandem.ts')
    const environment = { TANDEM_DATA: join(folder, 'data') }
    const both = await run(script, [])
    expect(both.code).toBe(0)
    for (const command of ['tandem verify', 'tandem inspect', 'tandem replay']) expect(both.out).toContain(command)
    expect(both.out.indexOf('tandem verify')).toBeLessThan(both.out.indexOf('tandem inspect'))
    expect((await run(script, ['inspect'], environment)).out).toContain(`${reviewId}  A review`)
    expect((await run(script, ['replay'], environment)).code).toBe(2)
    expect((await run(script, ['inspect', 'unknown'], environment)).code).toBe(1)
    expect((await run(script, ['help', 'replay'])).out).toContain('tandem replay DOCUMENT')
    expect((await run(script, ['instruments'])).out).toContain('downs-and-black')
  })
})

describe('what a reader sees', () => {
  it('is one moment, and the store writes on meanwhile', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tandem-reader-'))
    const ground: Ground = {
      open: () => openSqliteStore({ folder, random: randomBytes, quarantine: QUARANTINE }).store,
      crash: (store) => store.close(),
      remove: () => rmSync(folder, { recursive: true }),
    }
    const house = await House.open(undefined, { ground })
    await house.assign()
    const draft = await house.draft(alice)
    const writer = await house.client(alice, draft).connect()
    await house.quiet()
    const reader = openReader(folder)
    expect(reader.updates(draft)).toHaveLength(0)
    writer.set('sites/note', SECRET)
    await house.quiet()
    await house.does(dana, { type: 'change-roles', person: bob, roles: ['reviewer', 'adjudicator'], reason: 'away' })
    expect(writer.isSaved).toBe(true)
    expect(reader.updates(draft)).toHaveLength(0)
    expect(reader.review(reviewId)?.events).toHaveLength(1)
    expect(await reader.verifyChain(reviewId)).toBeNull()
    reader.close()
    const later = openReader(folder)
    expect(later.updates(draft)).toHaveLength(1)
    expect(later.review(reviewId)?.events).toHaveLength(2)
    later.close()
    await house.close()
  })
})
