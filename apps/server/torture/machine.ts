/** What only root on Linux may do: file systems of our own, made for one run and removed after it, also when it fails. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The machine cannot do this. The message says in a sentence what is missing. */
export class CannotHere extends Error {}

/** @throws CannotHere */
export function needs(...tools: readonly string[]): void {
  if (process.platform !== 'linux') throw new CannotHere('This needs Linux.')
  for (const tool of tools) {
    if (!hasTool(tool)) throw new CannotHere(`This needs the program ${tool}, which is not installed.`)
  }
}

/** @throws CannotHere */
export function needsRoot(): void {
  if (process.getuid?.() !== 0) throw new CannotHere('This needs root, to mount file systems of its own.')
}

/** Runs a program; its words are shown only if it fails. */
export function run(tool: string, ...words: readonly string[]): void {
  execFileSync(tool, words, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, PATH: PATH_OF_ROOT } })
}

const PATH_OF_ROOT = `${process.env['PATH']}:/usr/sbin:/sbin`

function hasTool(tool: string): boolean {
  try {
    run('sh', '-c', `command -v ${tool}`)
    return true
  } catch {
    // That is the answer: it is not there.
    return false
  }
}

export type Mounts = {
  /** For files that are not to be on a mount. */
  readonly folder: string
  mount(place: string, ...words: readonly string[]): string
  unmount(place: string): void
}

/** Whatever is still mounted afterwards is unmounted; a loop device goes with its mount. */
export async function withMounts<Result>(use: (mounts: Mounts) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-mounts-'))
  const mounted = new Set<string>()
  const unmount = (place: string): void => {
    run('umount', place)
    mounted.delete(place)
  }
  const clean = (): void => {
    // Lazily: a server that still runs there is ended with us, and the mount goes with it.
    for (const place of mounted) run('umount', '--lazy', place)
    rmSync(folder, { recursive: true, force: true })
  }
  const abandon = (): never => {
    clean()
    process.exit(1)
  }
  process.once('SIGINT', abandon).once('SIGTERM', abandon)
  try {
    return await use({
      folder,
      unmount,
      mount(name, ...words) {
        const place = join(folder, name)
        mkdirSync(place, { recursive: true })
        run('mount', ...words, place)
        mounted.add(place)
        return place
      },
    })
  } finally {
    process.off('SIGINT', abandon).off('SIGTERM', abandon)
    clean()
  }
}
