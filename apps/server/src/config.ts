/**
 * The server's configuration: environment variables, read once, turned into one typed value or into sentences that a
 * person can act on.
 *
 *   PORT          where to listen; 0 takes any free port                 4321
 *   HOST          the address to bind                                    127.0.0.1
 *   PUBLIC_URL    what people type into their browser                    http://localhost:PORT
 *   TANDEM_DATA   the folder of the data                                 .data beside the sources
 *   TANDEM_DEMO   on or off: sign-in links without a password, loopback  on where HOST and PUBLIC_URL are loopback
 *   TRUSTED_PROXY addresses of proxies whose X-Forwarded-For is believed none
 *   SMTP_URL      how letters leave: smtp://user:password@host:port      no letters
 *   MAIL_FROM     whom letters are from; needed with SMTP_URL
 *   METRICS       on or off: /metrics, for callers on this machine       off
 *   LOG_LEVEL     error, warn, info or debug                             warn
 */
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { accepted, refused, type Result } from '@tandem/rules'
import { isLoopbackHost } from './auth/origin.ts'
import type { MailServer } from './mail/transport.ts'
import { LOG_LEVELS, type LogLevel } from './watch/log.ts'

export type Config = {
  readonly port: number
  readonly host: string
  /** Null: `http://localhost` with the port that was bound. */
  readonly publicUrl: URL | null
  readonly dataFolder: string
  readonly isDemo: boolean
  /** Addresses, without names. */
  readonly trustedProxies: readonly string[]
  /** Null: this server sends no mail. */
  readonly mailServer: MailServer | null
  readonly hasMetrics: boolean
  readonly logLevel: LogLevel
}

export type Surroundings = {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Where the data goes if nothing is said. */
  readonly defaultDataFolder: string
  /** What a relative folder is relative to. */
  readonly workingFolder: string
}

const DEFAULT_PORT = 4321
const DEFAULT_LOG_LEVEL: LogLevel = 'warn'

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
  const trustedProxies = taken(readProxies(said('TRUSTED_PROXY')), [])
  const mailServer = taken(readMailServer(said('SMTP_URL'), said('MAIL_FROM')), null)
  const hasMetrics = taken(readMetrics(said('METRICS')), false)
  const logLevel = taken(readLogLevel(said('LOG_LEVEL')), DEFAULT_LOG_LEVEL)
  const dataFolder = dataFolderOf(said('TANDEM_DATA'), surroundings)
  return sentences.length > 0
    ? refused(sentences)
    : accepted({ port, host, publicUrl, dataFolder, isDemo, trustedProxies, mailServer, hasMetrics, logLevel })
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

function readProxies(text: string | null): Result<readonly string[], string> {
  const addresses = text?.split(/[\s,]+/) ?? []
  const wrong = addresses.find((address) => isIP(address) === 0)
  return wrong === undefined
    ? accepted(addresses)
    : refused(`TRUSTED_PROXY must be addresses like 10.0.0.1, separated by commas, not "${wrong}".`)
}

/** What stands in SMTP_URL may be a password, so it is never repeated. */
function readMailServer(text: string | null, from: string | null): Result<MailServer | null, string> {
  if (text === null) return accepted(null)
  const url = URL.parse(text)
  if (url === null || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') {
    return refused('SMTP_URL must be an address like smtp://user:password@mail.example.org:587.')
  }
  if (from === null || !/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/.test(from)) {
    return refused('MAIL_FROM must say whom letters are from, like Tandem <tandem@example.org>, where SMTP_URL is set.')
  }
  return accepted({ url: text, from })
}

function readMetrics(text: string | null): Result<boolean, string> {
  const word = text?.toLowerCase() ?? 'off'
  return word === 'on' || word === 'off'
    ? accepted(word === 'on')
    : refused(`METRICS must be on or off, not "${text}".`)
}

function readLogLevel(text: string | null): Result<LogLevel, string> {
  const word = text?.toLowerCase() ?? DEFAULT_LOG_LEVEL
  const level = LOG_LEVELS.find((known) => known === word)
  return level ? accepted(level) : refused(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, not "${text}".`)
}

export function dataFolderOf(text: string | null, { defaultDataFolder, workingFolder }: Surroundings): string {
  return text === null ? defaultDataFolder : resolve(workingFolder, text)
}
