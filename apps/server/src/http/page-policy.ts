/**
 * The Content-Security-Policy of the built page.
 *
 * The page has one inline script, written by the build, different in each build. Its hash is computed from the file, so
 * that exactly this script runs and nothing that was injected. What cannot be allowed by a hash of a script (an event
 * handler in an attribute, an inline style sheet) must not be in the page at all: then the server does not start.
 */
import { createHash } from 'node:crypto'
import type { Addresses } from '../auth/origin.ts'
import { POLICY_REPORTS } from './policy-reports.ts'

export class PageRefused extends Error {
  constructor(what: string) {
    super(`The built page has ${what}, which its security policy would block. Build the web client again without it.`)
    this.name = 'PageRefused'
  }
}

/** SvelteKit's own announcer element carries one fixed style attribute; this hash allows exactly that text. */
const ANNOUNCER_STYLE = "'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='"

/** Svelte's templates, SvelteKit's service worker, and the one place each where we make a worker or place a figure. */
const TRUSTED_TYPES = 'svelte-trusted-html sveltekit-trusted-url tandem-worker tandem-figure'

/** @throws PageRefused */
export function pagePolicy(page: string, { publicUrl, isHttps }: Addresses): string {
  const { inline, rest } = splitScripts(page)
  if (/<style[\s>]/i.test(rest)) throw new PageRefused('an inline style sheet')
  if (/<[a-z][^>]*\son[a-z]+\s*=/i.test(rest)) throw new PageRefused('an inline event handler')
  const scripts = ["'self'", ...inline.map(hashSource)].join(' ')
  // Older Safari does not count sockets among 'self'.
  const sockets = isHttps ? ` wss://${publicUrl.host}` : ''
  return [
    "default-src 'none'",
    `script-src ${scripts}`,
    "style-src 'self'",
    `style-src-attr 'unsafe-hashes' ${ANNOUNCER_STYLE}`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${sockets}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    "require-trusted-types-for 'script'",
    `trusted-types ${TRUSTED_TYPES}`,
    `report-uri ${POLICY_REPORTS}`,
  ].join('; ')
}

type Scripts = {
  /** The exact text between the tags of each script without a src. */
  readonly inline: readonly string[]
  /** The page with the contents of its scripts taken out. */
  readonly rest: string
}

function splitScripts(page: string): Scripts {
  const inline: string[] = []
  const rest = page.replace(
    /(<script\b[^>]*>)([\s\S]*?)(<\/script\s*>)/gi,
    (_, open: string, text: string, close: string) => {
      if (!/\ssrc\s*=/i.test(open)) inline.push(text)
      return open + close
    },
  )
  return { inline, rest }
}

/** Browsers hash what they parsed, and parsing turns CRLF into LF. */
function hashSource(script: string): string {
  return `'sha256-${createHash('sha256').update(script.replaceAll('\r\n', '\n')).digest('base64')}'`
}
