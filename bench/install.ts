/** The other servers are installed when they are first needed, exactly as the lockfile says. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const FOLDER = fileURLToPath(new URL('.', import.meta.url))

export class NotInstalled extends Error {
  constructor(cause: unknown) {
    super('The bench could not install the servers it compares with: it needs the npm registry once.', { cause })
    this.name = 'NotInstalled'
  }
}

/** @throws NotInstalled */
export function installPeers(): void {
  if (versionOf('@hocuspocus/server') === wantedVersion('@hocuspocus/server')) return
  process.stderr.write('Installing the servers to compare with, once ...\n')
  try {
    // No scripts: what is native comes built.
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: FOLDER, stdio: 'pipe' })
  } catch (error) {
    throw new NotInstalled(error)
  }
}

/** By package, as installed. */
export function peerVersions(): Readonly<Record<string, string>> {
  const names = Object.keys(manifest(`${FOLDER}package.json`).dependencies ?? {})
  return Object.fromEntries(names.map((name) => [name, versionOf(name) ?? 'not installed']))
}

function wantedVersion(name: string): string | undefined {
  return manifest(`${FOLDER}package.json`).dependencies?.[name]
}

function versionOf(name: string): string | null {
  try {
    return manifest(`${FOLDER}node_modules/${name}/package.json`).version ?? null
  } catch {
    // Not there: to be installed.
    return null
  }
}

type Manifest = { readonly version?: string; readonly dependencies?: Readonly<Record<string, string>> }

function manifest(path: string): Manifest {
  return JSON.parse(readFileSync(path, 'utf8')) as Manifest
}
