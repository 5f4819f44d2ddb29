/**
 * Which browser the tests drive: one named by TANDEM_CHROMIUM, one that Playwright has, one of the system, or the one
 * that comes packed in the npm package @sparticuz/chromium, unpacked once into a cache folder named by its version.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inflate } from '@sparticuz/chromium'
import { chromium } from '@playwright/test'

export type Browser = { readonly executablePath: string; readonly libraries: string | null }

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const packed = dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')))
const version = (JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8')) as { version: string }).version
const cache = join(root, '.cache', `chromium-${version}`)

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Without unpacking anything: the same answer in every process of a run. */
export function browser(): Browser {
  const own = process.env['TANDEM_CHROMIUM']
  if (own) return { executablePath: own, libraries: null }
  const found = [chromium.executablePath(), ...SYSTEM].find((path) => existsSync(path))
  if (found) return { executablePath: found, libraries: null }
  return { executablePath: join(cache, 'chromium'), libraries: join(cache, 'al2023', 'lib') }
}

/** Makes sure that the browser is there. @throws Error naming the one thing to do where it cannot be. */
export async function prepareBrowser(): Promise<void> {
  if (existsSync(browser().executablePath)) return
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chromium was found. Install Chrome or Chromium, or name one with TANDEM_CHROMIUM=/path/to/it.')
  }
  mkdirSync(dirname(cache), { recursive: true })
  // Unpacked beside, then renamed: an interrupted run leaves no half browser under the final name.
  const folder = mkdtempSync(`${cache}-`)
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = folder
  try {
    for (const file of ['chromium.br', 'al2023.tar.br']) await inflate(join(packed, 'bin', file))
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
  chmodSync(join(folder, 'chromium'), 0o755)
  rmSync(cache, { recursive: true, force: true })
  renameSync(folder, cache)
}
