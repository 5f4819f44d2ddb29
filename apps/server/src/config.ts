/**
 * The server's configuration: environment variables, read once, turned into one typed value or into sentences that a
 * person can act on.
 *
 *   PORT          where to listen; 0 takes any free port                 4321
 *   HOST          the address to bind                                    127.0.0.1
 *   PUBLIC_URL    what people type into their browser                    http://localhost:PORT
 *   TANDEM_DATA   the folder of the data                                 .data beside the sources
 *   TANDEM_DEMO   on or off: sign-in links without a password, loopback  on where HOST and PUBLIC_URL are loopback
 */
import { resolve } from 'node:path'
import { accepted, refused, type Result } from '@tandem/rules'
import { isLoopbackHost } from './auth/origin.ts'

export type Config = {
  readonly port: number
  readonly host: string
  /** Null: `http://localhost` with the port that was bound. */
  readonly publicUrl: URL | null
  readonly dataFolder: string
  readonly isDemo: boolean
}

export type Surroundings = {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Where the data goes if nothing is said. */
  readonly defaultDataFolder: string
  /** What a relative folder is relative to. */
  readonly workingFolder: string
}

const DEFAULT_PORT = 4321

export function readConfig(surroundings: Surroundings): Result<Config, readonly string[]> {
  const said = (name: string) => surroundings.environment[name]?.trim() || null
  const sentences: string[] = []
  const taken = <Value>(read: Result<Value, string>, fallback: Value): Value => {
    if (read.ok) return read.value
    sentences.push(read.reason)
    return fallback
  }
  const port = taken(readPort(said('PORT')), DEFAULT_PORT)
  const host = said('HOST') ?? '127.0.0.1'
  const publicUrl = taken(readPublicUrl(said('PUBLIC_URL')), null)
  const isDemo = taken(readDemo(said('TANDEM_DEMO'), host, publicUrl), false)
  const dataFolder = dataFolderOf(said('TANDEM_DATA'), surroundings)
  return sentences.length > 0 ? refused(sentences) : accepted({ port, host, publicUrl, dataFolder, isDemo })
}

function readPort(text: string | null): Result<number, string> {
  if (text === null) return accepted(DEFAULT_PORT)
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  return port <= 65_535 ? accepted(port) : refused(`PORT must be a number from 0 to 65535, not "${text}".`)
}

function readPublicUrl(text: string | null): Result<URL | null, string> {
  if (text === null) return accepted(null)
  const url = URL.parse(text)
  return url !== null && isOriginOnly(url)
    ? accepted(url)
    : refused(`PUBLIC_URL must be an address like https://tandem.example.org, without a path, not "${text}".`)
}

/** Nothing but scheme, host and port: Tandem answers at the root of its host. */
function isOriginOnly(url: URL): boolean {
  return ['http:', 'https:'].includes(url.protocol) && url.hostname !== '' && url.href === `${url.origin}/`
}

function readDemo(text: string | null, host: string, publicUrl: URL | null): Result<boolean, string> {
  const isLoopbackUrl = publicUrl === null || isLoopbackHost(publicUrl.hostname)
  switch (text?.toLowerCase() ?? null) {
    case null:
      return accepted(isLoopbackUrl && isLoopbackHost(host))
    case 'off':
      return accepted(false)
    case 'on':
      return isLoopbackUrl
        ? accepted(true)
        : refused('TANDEM_DEMO cannot be on while PUBLIC_URL is not a loopback address: anybody could sign in.')
    default:
      return refused(`TANDEM_DEMO must be on or off, not "${text}".`)
  }
}

function dataFolderOf(text: string | null, { defaultDataFolder, workingFolder }: Surroundings): string {
  return text === null ? defaultDataFolder : resolve(workingFolder, text)
}
