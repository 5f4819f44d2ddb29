import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSnapshot } from '@tandem/reports'
import {
  NO_QUESTION,
  INSTRUMENTS,
  instrumentById,
  itemsOf,
  type DocumentId,
  type PlainDocument,
  type ReviewView,
} from '@tandem/rules'
import { ExtractionScene } from '@tandem/rules/testing'
import { run } from '../src/run.ts'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
// The sources run without a build only where Node strips types; the workspace has such a Node.
const [major = 0] = process.versions.node.split('.').map(Number)
const NODE = major >= 24 ? process.execPath : fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url))

// A busy machine takes seconds to start a process.
vi.setConfig({ testTimeout: 30_000 })

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-cli-'))
})
afterAll(() => rm(folder, { recursive: true }))

type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

function tandem(
  line: readonly string[],
  input = '',
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const { INIT_CWD: _, ...inherited } = process.env
    const child = spawn(NODE, [MAIN, ...line], { cwd: folder, env: { ...inherited, ...environment } })
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    child.stdin.on('error', () => {})
    child.on('error', reject).on('close', (code) => resolve({ code, out, err }))
    child.stdin.end(input)
  })
}

/** The same without a process of its own, for the many sentences: a process costs a third of a second. */
async function inProcess(line: readonly string[], input = ''): Promise<Ended> {
  return run(line, {
    directory: folder,
    stdin: (async function* () {
      yield input
    })(),
  })
}

async function file(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, name), content)
  return name
}

const instrument = instrumentById('downs-and-black-modified')
if (instrument === undefined) throw new Error('no instrument')
const complete = Object.fromEntries(
  itemsOf(instrument).map((item) => [item.id, Number(item.number) <= 13 ? 'yes' : 'no']),
)

describe('tandem score', () => {
  test('prints subscales, total and band of a complete rating in aligned columns', async () => {
    const { code, out, err } = await tandem([
      'score',
      'downs-and-black-modified',
      await file('full.json', JSON.stringify(complete)),
    ])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toBe(`Downs and Black, modified, version 1

Reporting                       11  of 11
External validity                3   of 3
Internal validity, bias          0   of 7
Internal validity, confounding   0   of 6
Power                            0   of 1
Total                           14  of 28  poor
`)
  })

  test('says what is open and what the total can still be', async () => {
    const { 'db-5': _, 'db-27': __, ...rest } = complete
    const { out } = await tandem(['score', 'downs-and-black-modified', '-'], JSON.stringify({ answers: rest }))
    expect(out).toContain('Total                           12 to 15  of 28  poor or fair\n')
    expect(out).toContain('Open: 2 of 27 items (5, 27).')
  })

  test('prints canonical JSON and nothing else with --json', async () => {
    const { code, out } = await tandem(['score', '--json', 'downs-and-black-modified', '-'], JSON.stringify(complete))
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      points: 14,
      maximum: 28,
      band: 'poor',
      open: [],
      instrument: { id: 'downs-and-black-modified', version: 1 },
    })
    expect(out).toMatch(/^\{"answered":27,"band":"poor",.*\}\n$/)
  })

  test('finds files relative to where the person stands, not where pnpm runs', async () => {
    await file('here.json', '{}')
    const { code } = await tandem(['score', 'downs-and-black', 'here.json'], '', { INIT_CWD: folder })
    expect(code).toBe(0)
    expect(
      await tandem(['score', 'downs-and-black', 'here.json'], '', { INIT_CWD: join(folder, 'elsewhere') }),
    ).toMatchObject({
      code: 1,
      err: 'tandem: here.json does not exist.\n',
    })
  })
})

describe('every bad input gets one plain sentence', () => {
  test.each<readonly [string, readonly string[], string, number, string | RegExp]>([
    [
      'an unknown instrument',
      ['score', 'downs', 'x'],
      '',
      2,
      `"downs" is no instrument. Instruments: ${INSTRUMENTS.map(({ id }) => id).join(', ')}.`,
    ],
    [
      'an unknown item',
      ['score', 'downs-and-black', '-'],
      '{"db-28":"yes"}',
      1,
      /^"db-28" is no item of downs-and-black\. Items: db-1, db-2, .*db-27\.$/,
    ],
    [
      'an unknown answer',
      ['score', 'downs-and-black', '-'],
      '{"db-5":"perhaps"}',
      1,
      '"perhaps" is no answer to db-5. Answers: yes, partly, no.',
    ],
    [
      'an answer that is no text',
      ['score', 'downs-and-black', '-'],
      '{"db-5":2}',
      1,
      '2 is no answer to db-5. Answers: yes, partly, no.',
    ],
    [
      'a key that plain objects know',
      ['score', 'downs-and-black', '-'],
      '{"__proto__":"yes"}',
      1,
      /^"__proto__" is no item/,
    ],
    ['control characters', ['score', 'downs-and-black', '-'], '{"\\u001b[2J":"yes"}', 1, /^"\uFFFD\[2J" is no item/],
    [
      'a list instead of an object',
      ['score', 'downs-and-black', '-'],
      '["yes"]',
      1,
      'answers are a JSON object, such as {"db-1":"yes"}.',
    ],
    [
      'broken JSON',
      ['score', 'downs-and-black', '-'],
      '{\n  "db-1": "yes"\n  "db-2": "no"\n}',
      1,
      'standard input is not JSON: look at line 3, column 3.',
    ],
    ['nothing', ['score', 'downs-and-black', '-'], '', 1, 'standard input is not JSON: look at line 1, column 1.'],
    ['a file that is not there', ['verify', 'nowhere.json'], '', 1, 'nowhere.json does not exist.'],
    ['a folder', ['verify', '.'], '', 1, '. is a folder, not a file.'],
    [
      'an unknown command',
      ['skore'],
      '',
      2,
      '"skore" is no command. Commands: score, agree, convert, verify, instruments, help.',
    ],
    [
      'too few arguments',
      ['score', 'downs-and-black'],
      '',
      2,
      /^score needs 2 arguments\.\nusage: tandem score INSTRUMENT FILE \[--json\]$/,
    ],
    ['too many arguments', ['verify', 'a', 'b'], '', 2, /^verify takes one argument, "b" is too much\.\nusage: /],
    ['an unknown option', ['verify', 'a', '--force'], '', 2, /^--force is no option of verify\.\nusage: /],
    ['a value that none takes', ['verify', 'a', '--json=yes'], '', 2, /^--json takes no value\.\nusage: /],
    [
      'a content id that is none',
      ['verify', 'a', '--content-id', 'abc'],
      '',
      2,
      '"abc" is no content id. One looks like rv1-abcd-efgh-ijkl-mnop.',
    ],
  ])('%s', async (_, line, input, code, sentence) => {
    const ended = await inProcess(line, input)
    expect({ code: ended.code, out: ended.out }).toEqual({ code, out: '' })
    const said = ended.err.replace(/^tandem: /, '').replace(/\n$/, '')
    if (typeof sentence === 'string') expect(said).toBe(sentence)
    else expect(said).toMatch(sentence)
  })

  test('on standard error of the process, with its exit code', async () => {
    expect(await tandem(['skore'])).toEqual(await inProcess(['skore']))
    expect(await tandem(['score', 'downs-and-black', '-'], '{')).toEqual(
      await inProcess(['score', 'downs-and-black', '-'], '{'),
    )
  })

  test('bytes that are no UTF-8', async () => {
    const name = await file('latin.json', Uint8Array.of(0x7b, 0x22, 0xe9, 0x22, 0x7d))
    expect((await tandem(['score', 'downs-and-black', name])).err).toBe(
      'tandem: latin.json is not UTF-8: the first wrong byte is 2, in line 1.\n',
    )
  })

  test('more than 50 MB', async () => {
    const name = await file('large.json', '')
    await truncate(join(folder, name), 50 * 1024 * 1024 + 1)
    expect(await tandem(['verify', name])).toMatchObject({ code: 1, err: 'tandem: large.json is larger than 50 MB.\n' })
  })
})

describe('tandem verify', () => {
  const view = {
    review: {
      title: 'A review',
      shortTitle: 'A review',
      reference: 'Callens et al. 2025',
      registration: null,
      question: NO_QUESTION,
      stages: [{ form: { id: instrument.id, version: 1, hash: 'f' }, mode: 'independent', reviewers: 2 }],
      switchedOff: [],
      invented: 'All invented.',
    },
    people: ['alice', 'bob'].map((id) => ({ id, name: id, roles: ['reviewer'], conflictsOfInterest: [], hue: 1 })),
    studies: [
      {
        id: 's',
        key: 'burke-1994',
        label: 'Burke 1994',
        design: 'cohort',
        citation: {
          authors: [],
          truncatedAuthors: false,
          title: '',
          journal: '',
          year: 1994,
          volume: '',
          issue: '',
          pages: '',
          doi: null,
          pmid: null,
        },
      },
    ],
    assessments: [
      {
        id: 'a',
        study: 's',
        form: { id: instrument.id, version: 1, hash: 'f' },
        round: 1,
        isCurrent: true,
        state: 'agreed',
        slots: ['alice', 'bob'].map((reviewer) => ({ reviewer, draft: reviewer, submittedAt: 'then' })),
        revealed: {
          at: 'then',
          ratings: ['alice', 'bob'].map((reviewer) => ({ reviewer, contentHash: 'c', answers: complete })),
        },
        consensus: { document: 'd', attempt: 1, openedAt: 'then', signatures: [], reason: null },
        settlement: { how: 'agreed', at: 'then', contentHash: 'c', answers: complete, adjudication: null },
      },
    ],
    protocol: { version: 1, frozen: 'before-protocols-were-kept', amendments: [] },
    snapshots: [],
    forms: { f: instrument },
  } as unknown as ReviewView
  const made = {
    at: '2026-11-22T10:00:00.000Z',
    by: 'alice',
    label: 'Submission',
    reason: 'Journal',
    number: 1,
  } as never
  const { bytes, contentId } = buildSnapshot({ view, documents: new Map(), made })

  test('says of a whole snapshot what it is, and that only the content id shows that it is the original', async () => {
    const { code, out, err } = await tandem(['verify', await file('snapshot.json', bytes)])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('snapshot    1, "Submission", made 2026-11-22T10:00:00.000Z by alice\n')
    expect(out).toContain(`content id  ${contentId}\n`)
    const { fileHash } = JSON.parse(new TextDecoder().decode(bytes)) as { fileHash: string }
    expect(out).toContain(`file hash   ${fileHash}\n`)
    expect(out).toContain('are covered by the file hash alone')
    expect(out).toContain('studies     1, of which 1 settled; 2 independent ratings\n')
    expect(out).toContain('invented    All invented.\n')
    expect(out).toMatch(/Verified: every hash holds, and \d+ numbers recomputed/)
  })

  test('says of extractions how many there are, and checks them', async () => {
    const scene = new ExtractionScene().extracted()
    // In a scene a text stands for its hash.
    const signed = JSON.parse(JSON.stringify(scene.view), (name, value: unknown) =>
      name === 'contentHash' && typeof value === 'string' ? createHash('sha256').update(value).digest('hex') : value,
    ) as ReviewView
    const documents = new Map(Object.entries(scene.documents) as [DocumentId, PlainDocument][])
    const whole = new TextDecoder().decode(buildSnapshot({ view: signed, documents, made }).bytes)
    const { code, out } = await inProcess(['verify', await file('extracted.json', whole)])
    expect(code).toBe(0)
    expect(out).toContain('extractions  1 settled; 2 independent drafts\n')
    const changed = await inProcess(['verify', await file('extracted.json', whole.replace('The region', 'The nation'))])
    expect(changed.code).toBe(1)
    expect(changed.out).toContain('The consensus on One 2001 in round 1 (Tiny form) does not have the hash')
  })

  test('accepts the expected content id, also in capitals and without dashes, and refuses another one', async () => {
    const name = await file('snapshot.json', bytes)
    expect((await tandem(['verify', name, '--content-id', contentId])).code).toBe(0)
    expect((await tandem(['verify', name, '--content-id', contentId.toUpperCase().replaceAll('-', '')])).code).toBe(0)
    const other = await tandem(['verify', name, '--content-id=rv1-aaaa-bbbb-cccc-dddd'])
    expect(other.code).toBe(1)
    expect(other.out).toContain(`The content is ${contentId} and not the expected rv1-aaaa-bbbb-cccc-dddd.`)
  })

  test('names the place of a changed answer and fails', async () => {
    const changed = new TextDecoder().decode(bytes).replace('"db-1":{"answer":"yes"', '"db-1":{"answer":"no"')
    const { code, out } = await tandem(['verify', await file('changed.json', changed)])
    expect(code).toBe(1)
    expect(out).toContain('Not verified')
    expect(out).toContain('Burke 1994, round 1, consensus points: printed is 14, recomputed from the answers 13.')
    expect(out).toContain('The consensus on Burke 1994 in round 1 does not have the hash')
  })

  test('prints the whole report with --json, also of a file that is no snapshot', async () => {
    const { code, out } = await tandem(['verify', '-', '--json'], '{"a": 1')
    expect(code).toBe(1)
    expect(JSON.parse(out)).toEqual({
      ok: false,
      facts: null,
      problems: [{ where: 'byte 7', sentence: 'From here on the bytes are no JSON (line 1, column 8).' }],
    })
  })
})

describe('tandem agree', () => {
  const other = { ...complete, 'db-14': 'yes', 'db-15': 'unable' }
  const input = JSON.stringify([
    { study: 'burke-1994', answers: [complete, other] },
    { study: 'cui-2023', answers: [complete, complete] },
  ])

  test('prints agreement per item, pooled, and of totals', async () => {
    const { code, out } = await tandem(['agree', 'downs-and-black-modified', '-'], input)
    expect(code).toBe(0)
    expect(out).toMatch(/^Downs and Black, modified, 2 studies\n/)
    expect(out).toMatch(/^item 14 +2 +50\.0 % +\d+\.\d to \d+\.\d +0\.000 /m)
    expect(out).toMatch(/^item 1 +2 +100\.0 % .* no-variation$/m)
    expect(out).toMatch(/^all items, pooled +54 +96\.3 % /m)
    expect(out).toMatch(/^burke-1994 +14 +15 +poor against fair$/m)
  })

  test.each([
    ['{}', 'ratings are a JSON list with one entry per study.'],
    ['[{}]', 'entry 1 has no "study".'],
    ['[{"study":"a","answers":[{}]}]', 'entry 1 ("a") has no two "answers".'],
    ['[{"study":"a","answers":[{},{"db-1":"x"}]}]', 'entry 1 ("a"): "x" is no answer to db-1. Answers: yes, no.'],
    ['[{"study":"a","answers":[{},{}]},{"study":"a","answers":[{},{}]}]', '"a" stands twice.'],
  ])('refuses %s', async (given, sentence) => {
    expect(await inProcess(['agree', 'downs-and-black-modified', '-'], given)).toEqual({
      code: 1,
      out: '',
      err: `tandem: ${sentence}\n`,
    })
  })
})

describe('help', () => {
  test('lists every command, without arguments, as help and as --help', async () => {
    const [bare, word, flag] = await Promise.all([tandem([]), inProcess(['help']), inProcess(['--help'])])
    expect(bare.code).toBe(0)
    for (const name of ['score', 'agree', 'verify', 'instruments']) expect(bare.out).toContain(`  tandem ${name} `)
    expect([word, flag]).toEqual([bare, bare])
  })

  test('shows how one command is used', async () => {
    const [asked, flagged] = await Promise.all([inProcess(['help', 'verify']), inProcess(['verify', '--help'])])
    expect(asked.out).toContain('tandem verify FILE [--content-id ID] [--json]')
    expect(flagged).toEqual(asked)
  })

  test('prints the version, and the instruments for people and for machines', async () => {
    const [version, people, machines] = await Promise.all([
      tandem(['--version']),
      inProcess(['instruments']),
      inProcess(['instruments', '--json']),
    ])
    expect(version.out).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(people.out).toContain('downs-and-black-modified        1     27  0 to 28  Downs and Black, modified\n')
    expect(JSON.parse(machines.out)).toEqual(INSTRUMENTS)
  })
})
