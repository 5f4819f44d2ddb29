/** `tandem backup` and `tandem restore` as processes of their own, beside a server that knows nothing of them. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

export const PROGRAM = fileURLToPath(new URL('../src/backup/main.ts', import.meta.url))

export type Said = { readonly code: number | null; readonly out: string; readonly errors: string }

export async function tandem(...words: readonly string[]): Promise<Said> {
  const child = spawn(process.execPath, [PROGRAM, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, errors] = [text(child.stdout), text(child.stderr)]
  const [code] = (await once(child, 'exit')) as [number | null]
  return { code, out: await out, errors: await errors }
}
