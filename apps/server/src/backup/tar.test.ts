import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ArchiveBroken, readArchive, writeArchive, type ArchivedFile } from './tar.ts'

const run = promisify(execFile)
const AT = 1_700_000_000
const GIB = 1_024 ** 3

const FILES: Readonly<Record<string, Buffer>> = {
  'manifest.json': Buffer.from('{}\n'),
  'tandem.sqlite': Buffer.alloc(100_000, 'tandem'),
  'files/empty': Buffer.alloc(0),
  'files/block': Buffer.alloc(512, 7),
}

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-tar-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('an archive', () => {
  it.each([1, 511, 512, 513, 1_000_000])('comes back as it was, in pieces of %i bytes', async (size) => {
    const contents = await contentsOf(inPieces(await packed(), size))
    expect(Object.keys(contents)).toEqual(Object.keys(FILES))
    for (const [name, bytes] of Object.entries(FILES)) expect(bytes.equals(contents[name] ?? Buffer.of(0))).toBe(true)
  })

  it('is read by any tar', async () => {
    await writeFile(join(folder, 'ours.tar'), await packed())
    await run('tar', ['-xf', 'ours.tar'], { cwd: folder })
    for (const [name, bytes] of Object.entries(FILES))
      expect(bytes.equals(await readFile(join(folder, name)))).toBe(true)
  })

  it('says so where it was cut, at whatever byte', async () => {
    const whole = await packed()
    // The last block of zeros says nothing that the one before it has not said.
    for (let length = 0; length <= whole.byteLength - 1_024; length += 97)
      await expect(contentsOf(inPieces(whole.subarray(0, length), 4_096))).rejects.toThrow(ArchiveBroken)
  })

  it('says so where a byte of a header is another one', async () => {
    const whole = await packed()
    for (let at = 0; at < 512; at += 1) {
      // What ends the checksum is no part of it.
      if (at === 154 || at === 155) continue
      const flipped = Buffer.from(whole)
      flipped[at] = (flipped[at] ?? 0) ^ 0x41
      const contents = await contentsOf(inPieces(flipped, 4_096)).catch((error: unknown) => error)
      expect(contents, `byte ${at}`).toBeInstanceOf(ArchiveBroken)
    }
  })

  it.each([8 * GIB - 1, 8 * GIB, 500 * GIB])('names a file of %i bytes by its size', async (size) => {
    const header = await firstOf(writeArchive([{ name: 'large', size, content: pieces() }], AT))
    expect((await firstOf(readArchive(pieces(header))))?.size).toBe(size)
    await writeFile(join(folder, 'header'), header)
    // GNU tar lists the name and the size, and then misses the content.
    const listed = await run('tar', ['-tvf', 'header'], { cwd: folder }).catch((error: { stdout: string }) => error)
    expect(listed.stdout).toContain(` ${size} `)
  })

  it('is not made of a file that changes while it is read', async () => {
    const grown = writeArchive([{ name: 'grown', size: 3, content: pieces(Buffer.from('four')) }], AT)
    await expect(bytesIn(grown)).rejects.toThrow('grown has 4 bytes and not 3')
  })
})

function packed(): Promise<Buffer> {
  const files = Object.entries(FILES).map(([name, bytes]): ArchivedFile => {
    return { name, size: bytes.byteLength, content: pieces(bytes) }
  })
  return bytesIn(writeArchive(files, AT))
}

async function contentsOf(bytes: AsyncIterable<Uint8Array>): Promise<Readonly<Record<string, Uint8Array>>> {
  const contents: Record<string, Uint8Array> = {}
  for await (const { name, content } of readArchive(bytes)) contents[name] = await bytesIn(content)
  return contents
}

async function bytesIn(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}

async function firstOf<Item>(items: AsyncIterable<Item>): Promise<Item> {
  for await (const item of items) return item
  throw new Error('there is none')
}

async function* pieces(...given: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* given
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size)
}
