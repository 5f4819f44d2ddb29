import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './generated-docs.ts'

type Line = { readonly ids: string; readonly says: string; readonly check: string }

const lines: readonly Line[] = readFileSync(join(root, 'docs', 'security.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| +\d/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, ids = '', says = '', check = '']) => ({ ids, says, check }))

const NAMED = /^`([^`]+\.(?:test|spec)\.ts)`: “([^”]+)”$/

/** Where a title of a test begins. Titles that are made of parts are named by their first one. */
const titlesOf = (text: string): readonly string[] =>
  [...text.matchAll(/(?:\b(?:it|test|describe)(?:\.\w+)?(?:\([^'"`()]*\))?\(\s*)(['"`])((?:\\.|(?!\1)[^\\])*)\1/g)].map(
    ([, , title = '']) => title,
  )

describe('docs/security.md', () => {
  it('has the lines that apply', () => {
    expect(lines.length).toBeGreaterThan(60)
    for (const { ids } of lines)
      expect(ids).toMatch(/^\d+\.\d+(\.\d+)?(–\d+\.\d+(\.\d+)?)?(, \d+\.\d+(\.\d+)?(–\d+\.\d+(\.\d+)?)?)*$/)
  })

  it('names for each line a test that exists, or says that there is none yet', () => {
    for (const { says, check } of lines) {
      if (check.startsWith('not yet: ')) continue
      for (const one of check.split('<br>')) {
        const [, path = '', name = ''] = NAMED.exec(one) ?? []
        expect(existsSync(join(root, path)) && path !== '', `${says} ${one}`).toBe(true)
        const titles = titlesOf(readFileSync(join(root, path), 'utf8'))
        expect(titles.filter((title) => title.startsWith(name)).length, `${says} ${one}`).toBeGreaterThan(0)
      }
    }
  })
})
