/**
 * Tape archives: just enough to write and read our own, so that any `tar` opens a backup and no program of ours is
 * needed to get at what is inside.
 *
 * POSIX.1-1988 "ustar" (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html, "ustar Interchange Format"):
 * for each file one header of 512 bytes, then its bytes, filled up with zeros to a multiple of 512; at the end two blocks
 * of zeros. In the header, at the bytes
 *
 *     0 name, 100 · 100 mode, 8 · 108 owner, 8 · 116 group, 8 · 124 size, 12 · 136 time, 12 · 148 checksum, 8 · 156 kind
 *   257 "ustar" 0 "00" · 329 and 337 device numbers, 8 each
 *
 * Numbers are octal texts that end with 0. Eleven digits hold sizes below 8 GiB; a larger one is written as a binary
 * number with the first bit set, as GNU tar does and others read. The checksum is the sum of the header's bytes with
 * its own place full of spaces. Only plain files with short names are written, and nothing else is read.
 */
export type ArchivedFile = {
  readonly name: string
  /** Of the content, in bytes. */
  readonly size: number
  readonly content: AsyncIterable<Uint8Array>
}

/** The bytes are no archive of ours. */
export class ArchiveBroken extends Error {
  constructor(what: string) {
    super(what)
    this.name = 'ArchiveBroken'
  }
}

const BLOCK = 512
const NAME_BYTES = 100
const OCTAL_LIMIT = 8 ** 11

/** @param at seconds since 1970. */
export async function* writeArchive(files: Iterable<ArchivedFile>, at: number): AsyncGenerator<Uint8Array> {
  for (const { name, size, content } of files) {
    yield headerOf(name, size, at)
    let written = 0
    for await (const chunk of content) {
      written += chunk.byteLength
      yield chunk
    }
    if (written !== size) throw new Error(`${name} has ${written} bytes and not ${size}`)
    yield new Uint8Array(paddingAfter(size))
  }
  yield new Uint8Array(2 * BLOCK)
}

/** Each content must be read to its end before the next file is asked for. @throws ArchiveBroken */
export async function* readArchive(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ArchivedFile> {
  const source = new Source(bytes)
  try {
    while (true) {
      const header = await source.take(BLOCK)
      if (header.every((byte) => byte === 0)) return
      const { name, size } = readHeader(header)
      yield { name, size, content: source.stream(size) }
      await source.take(paddingAfter(size))
    }
  } finally {
    await source.close()
  }
}

function headerOf(name: string, size: number, at: number): Uint8Array {
  const header = Buffer.alloc(BLOCK)
  if (Buffer.byteLength(name) >= NAME_BYTES) throw new Error(`the name ${name} is too long for an archive`)
  header.write(name, 0)
  header.write('0000600\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  writeSize(header, size)
  header.write(`${octal(at, 11)}\0`, 136)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  header.write('0000000\0', 329)
  header.write('0000000\0', 337)
  header.write(`${octal(checksumOf(header), 6)}\0 `, 148)
  return header
}

function readHeader(bytes: Uint8Array): { readonly name: string; readonly size: number } {
  const header = Buffer.from(bytes)
  const text = (from: number, length: number): string =>
    header.toString('utf8', from, from + length).replace(/\0.*$/s, '')
  const isOurs = text(257, 6) === 'ustar' && Number.parseInt(text(148, 8), 8) === checksumOf(header)
  if (!isOurs || text(156, 1) !== '0') throw new ArchiveBroken('it is no archive, or a damaged one')
  return { name: text(0, NAME_BYTES), size: readSize(header, text(124, 12)) }
}

function writeSize(header: Buffer, size: number): void {
  if (size < OCTAL_LIMIT) header.write(`${octal(size, 11)}\0`, 124)
  else {
    header[124] = 0x80
    header.writeBigUInt64BE(BigInt(size), 128)
  }
}

function readSize(header: Buffer, text: string): number {
  const size = header[124] === 0x80 ? Number(header.readBigUInt64BE(128)) : Number.parseInt(text, 8)
  if (!Number.isSafeInteger(size)) throw new ArchiveBroken('it names a file without a size')
  return size
}

function checksumOf(header: Uint8Array): number {
  return header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0)
}

const octal = (number: number, digits: number): string => number.toString(8).padStart(digits, '0')

const paddingAfter = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK

/** Bytes that come in pieces of any size. */
class Source {
  readonly #pieces: AsyncIterator<Uint8Array>
  #rest: Uint8Array = new Uint8Array()

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#pieces = bytes[Symbol.asyncIterator]()
  }

  async close(): Promise<void> {
    await this.#pieces.return?.()
  }

  async take(count: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = []
    for await (const piece of this.stream(count)) pieces.push(piece)
    return Buffer.concat(pieces)
  }

  async *stream(count: number): AsyncGenerator<Uint8Array> {
    for (let left = count; left > 0;) {
      if (this.#rest.byteLength === 0) await this.#fetch()
      const piece = this.#rest.subarray(0, left)
      this.#rest = this.#rest.subarray(piece.byteLength)
      left -= piece.byteLength
      yield piece
    }
  }

  async #fetch(): Promise<void> {
    const { done, value } = await this.#pieces.next()
    if (done) throw new ArchiveBroken('it ends too early')
    this.#rest = value
  }
}
