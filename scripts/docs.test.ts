import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { generatedDocs, root } from './generated-docs.ts'

it('the generated documents say what the code says (pnpm docs writes them)', { timeout: 60_000 }, () => {
  for (const [name, text] of generatedDocs())
    expect(readFileSync(join(root, 'docs', 'generated', name), 'utf8')).toBe(text)
})
