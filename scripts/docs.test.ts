import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { COMMAND_RULES, EDIT_RULES } from '../packages/rules/src/index.ts'
import { generatedDocs, root } from './generated-docs.ts'

it('the generated documents say what the code says (pnpm docs writes them)', { timeout: 60_000 }, () => {
  for (const [name, text] of generatedDocs())
    expect(readFileSync(join(root, 'docs', 'generated', name), 'utf8')).toBe(text)
})

it('every rule cites a line of docs/method.md or a published standard', () => {
  const method = readFileSync(join(root, 'docs', 'method.md'), 'utf8')
  for (const { id, source } of [...Object.values(COMMAND_RULES).flat(), ...EDIT_RULES]) {
    const cited = source.match(/\b[TGD]\d+\b/g) ?? []
    expect(cited.length > 0 || /MECIR|Cochrane|PRISMA/.test(source), `${id}: ${source}`).toBe(true)
    for (const line of cited) expect(method, `${id} cites ${line}`).toMatch(new RegExp(`^\\| ${line} +\\|`, 'm'))
  }
})
