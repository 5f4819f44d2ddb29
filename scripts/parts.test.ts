/** The list of parts (CycloneDX): one command makes it from the lockfile alone, and it names all that runs in production. */
import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

type Manifest = {
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}
type Part = { readonly group?: string; readonly name: string; readonly version: string; readonly purl: string }

const manifestIn = (path: string): Manifest => JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest
const manifests = globSync('{apps,packages}/*/package.json', { cwd: root }).map(manifestIn)

/** What people add, without our own packages, which the list has as well. */
const namesOf = (kind: 'dependencies' | 'devDependencies'): readonly string[] =>
  [...new Set(manifests.flatMap((manifest) => Object.keys(manifest[kind] ?? {})))].filter(
    (name) => !name.startsWith('@tandem/'),
  )

let parts: readonly Part[]
beforeAll(async () => {
  const [program = '', ...line] = manifestIn('package.json').scripts?.['parts']?.split(' ') ?? []
  const list = await promisify(execFile)(program, line, {
    cwd: root,
    maxBuffer: 16 * 1_024 * 1_024,
    // What npx has fetched before is taken as it is; the list itself asks nobody.
    env: { ...process.env, npm_config_prefer_offline: 'true' },
  })
  parts = (JSON.parse(list.stdout) as { readonly components: readonly Part[] }).components
}, 60_000)

const nameOf = ({ group, name }: Part): string => (group === undefined ? name : `${group}/${name}`)

describe('the list of parts', () => {
  it('names every production dependency, and what those bring along', () => {
    const listed = new Set(parts.map(nameOf))
    expect(namesOf('dependencies').length).toBeGreaterThan(15)
    expect(namesOf('dependencies').filter((name) => !listed.has(name))).toEqual([])
    // Of yjs and of pino: nobody names them here.
    for (const brought of ['isomorphic.js', 'sonic-boom']) expect(listed).toContain(brought)
  })

  it('says exactly which version each is, and names no tool of development', () => {
    for (const { purl, version } of parts.filter(({ group }) => group !== '@tandem'))
      expect(purl).toMatch(new RegExp(`^pkg:npm/.+@${version.replaceAll(/[.+]/g, '\\$&')}$`))
    const tools = namesOf('devDependencies').filter((name) => !namesOf('dependencies').includes(name))
    expect(parts.map(nameOf).filter((name) => tools.includes(name))).toEqual([])
  })
})
