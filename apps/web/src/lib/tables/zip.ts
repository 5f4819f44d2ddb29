/**
 * A zip from texts that come piece by piece. Compressed on the page itself: the workers of zip libraries are made from a text,
 * which the page's content policy forbids. It lets go of the page between pieces, so that a large file does not freeze it.
 */
import { strToU8, Zip, ZipDeflate } from 'fflate'

export type ZipPart = { readonly path: string; readonly pieces: Iterable<string> }

/** Milliseconds of work before the page has its turn. */
const TURN = 30
/** Of 0 to 9: what is written here is mostly the same few words, which the first levels find as well. */
const LEVEL = 1
/** Of every part, in no time zone: the same texts give the same bytes. */
const WRITTEN = '1980-01-01T00:00:00'

export async function zipped(
  parts: readonly ZipPart[],
  now: () => number = () => performance.now(),
): Promise<Uint8Array<ArrayBuffer>[]> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  const archive = new Zip((error, chunk) => {
    if (error) throw error
    chunks.push(chunk as Uint8Array<ArrayBuffer>)
  })
  let began = now()
  for (const { path, pieces } of parts) {
    const part = new ZipDeflate(path, { level: LEVEL })
    part.mtime = WRITTEN
    archive.add(part)
    for (const piece of pieces) {
      part.push(strToU8(piece))
      if (now() - began < TURN) continue
      await new Promise((resolve) => setTimeout(resolve))
      began = now()
    }
    part.push(new Uint8Array(0), true)
  }
  archive.end()
  return chunks
}
