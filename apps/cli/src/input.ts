/** Reading the files that people name, with one plain sentence for everything that can be wrong with them. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { readJson } from '@tandem/reports'
import type { Json } from '@tandem/rules'
import type { World } from './command.ts'
import { plain } from './text.ts'

export type Input<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly sentence: string }

export const MAX_BYTES = 50 * 1024 * 1024

/** @param name relative to the world's directory; "-" is standard input. */
export async function readBytes(name: string, world: World): Promise<Input<Uint8Array>> {
  if (name === '-') return collect(world.stdin, 'standard input')
  const path = resolve(world.directory, name)
  const shown = plain(name)
  try {
    if ((await stat(path)).isDirectory()) return fault(`${shown} is a folder, not a file.`)
    return await collect(createReadStream(path), shown)
  } catch (error) {
    return fault(`${shown} ${reasonOf(error)}.`)
  }
}

/** Counted while reading: a pipe or a device tells no size before. */
async function collect(stream: AsyncIterable<Uint8Array | string>, name: string): Promise<Input<Uint8Array>> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    size += bytes.length
    if (size > MAX_BYTES) return fault(`${name} is larger than 50 MB.`)
    chunks.push(bytes)
  }
  return { ok: true, value: Buffer.concat(chunks) }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist'
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read'
  return `cannot be read (${code || String(error)})`
}

export async function readJsonFile(name: string, world: World): Promise<Input<Json>> {
  const bytes = await readBytes(name, world)
  if (!bytes.ok) return bytes
  const shown = name === '-' ? 'standard input' : plain(name)
  const read = readJson(bytes.value)
  if (read.ok) return { ok: true, value: read.value }
  const { kind, byte, line, column } = read.fault
  return fault(
    kind === 'not-utf-8'
      ? `${shown} is not UTF-8: the first wrong byte is ${byte}, in line ${line}.`
      : `${shown} is not JSON: look at line ${line}, column ${column}.`,
  )
}

export const fault = (sentence: string): { readonly ok: false; readonly sentence: string } => ({ ok: false, sentence })
