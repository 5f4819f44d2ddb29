/** What no source of the product holds. A linter sees files one at a time and knows no components; this reads them as text. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './generated-docs.ts'

type Source = { readonly path: string; readonly text: string }

/** Without tests and their support. */
function sourcesOf(...folders: readonly string[]): readonly Source[] {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  )
  return paths
    .filter((path) => /\.(ts|js|svelte|html)$/.test(path) && !/\.test\.ts$|\/testing\//.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

const packages = ['citations', 'documents', 'reports', 'rules', 'statistics', 'wire'].map(
  (name) => `packages/${name}/src`,
)
const server = sourcesOf('apps/server/src')
const web = sourcesOf('apps/web/src')
const all = [...server, ...web, ...sourcesOf(...packages, 'apps/cli/src')]

const holding = (sources: readonly Source[], forbidden: RegExp): readonly string[] =>
  sources.filter(({ text }) => forbidden.test(text)).map(({ path }) => path)

describe('the source', () => {
  it('is all looked at', () => {
    expect(server.length).toBeGreaterThan(80)
    expect(web.length).toBeGreaterThan(80)
  })

  it('renders no raw HTML', () => {
    expect(holding(web, /\{@html|\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write\b/)).toEqual([])
  })

  it('evaluates no text as code', () => {
    expect(holding(all, /\beval\(|\bnew Function\(|set(Timeout|Interval)\(\s*['"`]/)).toEqual([])
  })

  it('starts no other program from the server', () => {
    expect(holding(server, /['"](node:)?child_process['"]/)).toEqual([])
  })

  it('puts no text into SQL past its parameters', () => {
    expect(holding(server, /\bsql\.(raw|lit|id|ref|table)\(/)).toEqual([])
  })

  it('draws nothing of the server by chance that can be guessed', () => {
    expect(holding([...server, ...sourcesOf(...packages)], /Math\.random/)).toEqual([])
  })

  it('asks no other server', () => {
    expect(
      holding(server, /(?<![#.\w])fetch\(|https?\.(get|request)\(|from ['"](node:https|undici|axios)['"]/),
    ).toEqual([])
  })

  it('neither hears nor sends messages between pages', () => {
    expect(holding(web, /\.postMessage\(|['"]message['"]\s*,/)).toEqual([])
  })

  it('makes links of router paths and constant beginnings, but for those that were looked at', () => {
    const links = web.flatMap(({ text }) => [...text.matchAll(/<a\b[^>]*?\shref=(\{[^\n>]{0,60}|["'][^"'\n]*)/g)])
    const targets = links.map(([, target = '']) => target)
    expect(targets.length).toBeGreaterThan(20)
    const unknown = targets.filter((target) => !/^(\{\s*resolve\(|["'](https:\/\/[\w.-]+\/|\/|#))/.test(target))
    const begins = unknown.map((target) => /^\{[\w.]+/.exec(target)?.[0] ?? target)
    expect(begins.filter((target) => !LOOKED_AT.includes(target))).toEqual([])
  })
})

/** Made by `resolve` elsewhere, or by the server of the demo for itself; none of them from what people type. */
const LOOKED_AT: readonly string[] = [
  '{card.href',
  '{crumb.href',
  '{login',
  '{person.link',
  '{href',
  '{addressOf',
  '{boardAddress',
  '{formAddress',
  '{versionsAddress',
  '{matrixAddress',
  '{stageAddress',
  '{stageAddress',
  '{studiesAddress',
  '{studyAddress',
  '{noticeAddress',
  '{act.href',
  '{threadAddress',
]
