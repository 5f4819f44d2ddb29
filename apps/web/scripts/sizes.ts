/**
 * What each route costs: JavaScript and CSS that the browser loads before the page stands, gzipped, from the built files.
 *
 *   node scripts/sizes.ts [--max ROUTE=KB …]     exit 1 if a route is heavier than said
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const output = new URL('../.svelte-kit/output/client/', import.meta.url).pathname
type Chunk = {
  readonly file: string
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
  readonly src?: string
}
const manifest = JSON.parse(readFileSync(join(output, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>

const nodes = new URL('../.svelte-kit/generated/build/client-optimized/nodes/', import.meta.url).pathname
const nodeOf = (component: string): string => {
  const found = readdirSync(nodes).find((name) =>
    readFileSync(join(nodes, name), 'utf8').includes(`src/routes${component}"`),
  )
  if (!found) throw new Error(`no node for ${component}`)
  return found.replace('.js', '')
}

const ROUTES: Readonly<Record<string, readonly string[]>> = {
  login: ['/+layout.svelte', '/login/+page.svelte'],
  overview: ['/+layout.svelte', '/r/[review]/+layout.svelte', '/r/[review]/+page.svelte'],
  rating: [
    '/+layout.svelte',
    '/r/[review]/+layout.svelte',
    '/r/[review]/study/[study]/bias/[[instrument]]/+page.svelte',
  ],
  matrix: ['/+layout.svelte', '/r/[review]/+layout.svelte', '/r/[review]/bias/[[instrument]]/+page.svelte'],
  // A draft: its screen is fetched while the review is, and what opens later in it is not counted.
  extract: [
    '/+layout.svelte',
    '/r/[review]/+layout.svelte',
    '/r/[review]/study/[study]/extract/[form]/+page.svelte',
    'src/lib/extraction/DraftScreen.svelte',
  ],
  progress: ['/+layout.svelte', '/r/[review]/+layout.svelte', '/r/[review]/progress/[[instrument]]/+page.svelte'],
}

function filesOf(components: readonly string[]): ReadonlySet<string> {
  const files = new Set<string>()
  const seen = new Set<string>()
  const visit = (key: string): void => {
    if (seen.has(key)) return
    seen.add(key)
    const chunk = manifest[key]
    if (!chunk) throw new Error(`${key} is not in the manifest`)
    files.add(chunk.file)
    for (const css of chunk.css ?? []) files.add(css)
    for (const other of chunk.imports ?? []) visit(other)
  }
  const entries = Object.keys(manifest)
  const named = (end: string): string => entries.find((key) => manifest[key]?.file.includes(end)) ?? end
  visit(named('entry/start.'))
  visit(named('entry/app.'))
  for (const component of components)
    visit(component.startsWith('/') ? named(`nodes/${nodeOf(component)}.`) : component)
  return files
}

const most = new Map(
  process.argv.slice(2).flatMap((word) => (word.includes('=') ? [word.split('=') as [string, string]] : [])),
)
let isTooHeavy = false
for (const [route, components] of Object.entries(ROUTES)) {
  const files = filesOf(components)
  const sizes = [...files].map(
    (file) => [file, gzipSync(readFileSync(join(output, file)), { level: 9 }).length] as const,
  )
  const total = sizes.reduce((sum, [, size]) => sum + size, 0) / 1000
  const limit = Number(most.get(route) ?? Infinity)
  if (total > limit) isTooHeavy = true
  const tooHeavy = total > limit ? `, more than ${limit}` : ''
  process.stdout.write(
    `${route.padEnd(10)} ${total.toFixed(1).padStart(6)} kB gzip in ${sizes.length} files${tooHeavy}\n`,
  )
}
process.exit(isTooHeavy ? 1 : 0)
