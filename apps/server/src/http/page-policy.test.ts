import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { addressesOf } from '../auth/origin.ts'
import { PageRefused, pagePolicy } from './page-policy.ts'

const local = addressesOf(new URL('http://localhost:4321'), [])
const script = '\n  { const el = document.currentScript; if (1 < 2) el.onload = null }\n'
const page = `<!doctype html><html><head><link href="/_app/a.css" rel="stylesheet"></head><body>
<script>${script}</script><script type="module" src="/_app/b.js"></script></body></html>`

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

describe('the policy of the built page', () => {
  it('allows its inline script by the hash of its exact text, and nothing else inline', () => {
    expect(pagePolicy(page, local)).toContain(`script-src 'self' ${hash(script)};`)
    expect(pagePolicy(page, local)).not.toMatch(/unsafe-inline|unsafe-eval/)
  })

  it('hashes what the browser sees of a file with CRLF', () => {
    expect(pagePolicy(page.replaceAll('\n', '\r\n'), local)).toContain(hash(script))
  })

  it('allows no inline script where there is none', () => {
    expect(pagePolicy('<!doctype html><p>hello</p>', local)).toContain("script-src 'self';")
  })

  it('starts from nothing and forbids framing, plug-ins and other bases', () => {
    const policy = pagePolicy(page, local)
    for (const directive of ["default-src 'none'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"]) {
      expect(policy.split('; ')).toContain(directive)
    }
    expect(policy).toContain("require-trusted-types-for 'script'")
  })

  it('names the socket address where TLS is used', () => {
    expect(pagePolicy(page, local)).toContain("connect-src 'self';")
    const secure = addressesOf(new URL('https://tandem.example.org'), [])
    expect(pagePolicy(page, secure)).toContain("connect-src 'self' wss://tandem.example.org;")
  })

  for (const [what, added] of [
    ['an inline style sheet', '<style>p { color: red }</style>'],
    ['an inline event handler', '<p onclick="go()">'],
    ['an inline event handler in capitals', '<IMG SRC=x ONERROR = alert(1)>'],
  ] as const) {
    it(`does not exist for a page with ${what}`, () => {
      expect(() => pagePolicy(page.replace('</body>', `${added}</body>`), local)).toThrow(PageRefused)
    })
  }
})
