import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../torture/main.ts', import.meta.url))

/** Never as root: what needs it must say so. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

async function torture(...words: readonly string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(process.execPath, [main, ...words], { stdio: ['ignore', 'pipe', 'inherit'], cwd: '/', ...NOBODY })
  const said = text(child.stdout)
  const [code] = await once(child, 'exit')
  return { code: code as number | null, said: await said }
}

describe('the torture', () => {
  it('explains itself', async () => {
    const { code, said } = await torture('--help')
    expect(code).toBe(0)
    for (const word of ['kill', 'cut', 'full', 'fault', '--seed']) expect(said).toContain(word)
  })

  it('that was not understood explains itself, and ends with 2', async () => {
    expect((await torture('everything')).code).toBe(2)
  })

  for (const what of ['cut', 'full']) {
    it(`of kind "${what}" says in a sentence what is missing where it cannot run, and ends with 3`, async () => {
      const { code, said } = await torture(what)
      expect(code).toBe(3)
      expect(said).toMatch(/\nThis needs (root|Linux)[^\n]*\.\n$/)
    })
  }
})
