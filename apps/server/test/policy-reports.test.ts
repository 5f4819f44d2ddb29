/** What browsers report of our own page. In Chromium: `apps/web/e2e/accounts.spec.ts`. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HTTP_LIMITS } from '../src/limits.ts'
import { HeldTime } from '../src/testing/held-time.ts'
import { startTestServer, type Answered, type TestServer } from '../src/testing/test-server.ts'
import { createLog } from '../src/watch/log.ts'
import { createMetrics } from '../src/watch/metrics.ts'
import { toAll } from '../src/watch/watch.ts'

const MARK = 'quokka'
const { bytes, pace } = HTTP_LIMITS.policyReports

let server: TestServer
let time: HeldTime
let lines: string[]
let metrics: ReturnType<typeof createMetrics>
beforeEach(async () => {
  time = new HeldTime()
  lines = []
  metrics = createMetrics(() => ({ rooms: 0, connections: 0, watchers: 0, isStoreFull: false }))
  const log = createLog({ level: 'info', clock: time.clock, write: (line) => void lines.push(line) })
  server = await startTestServer({
    clock: time.clock,
    watch: toAll([log.watch, metrics.watch]),
    client: { 'index.html': '<p>Tandem</p>' },
  })
})
afterEach(() => server.stop())

const told = (): readonly string[] =>
  lines
    .map((line) => JSON.parse(line) as Record<string, string>)
    .map((line) => `${line['directive']} ${line['blocked']}`)

function report(content: object, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
  const body = JSON.stringify({ 'csp-report': content })
  const own = { 'content-type': 'application/csp-report', ...headers }
  return server.send({ method: 'POST', path: '/policy-report', body, headers: own })
}

describe('a report that a page has broken its policy', () => {
  it('is asked for by the policy of the page', async () => {
    const { headers } = await server.send({ path: '/' })
    expect(headers['content-security-policy']).toMatch(/; report-uri \/policy-report$/)
  })

  it('is counted and logged as a directive and a kind, whatever else stands in it', async () => {
    const personal = {
      'document-uri': `https://tandem.example.org/r/${MARK}`,
      referrer: MARK,
      'script-sample': MARK,
      'original-policy': MARK,
    }
    const seen: string[] = []
    for (const [directive, blocked] of [
      ['img-src', `https://evil.example/${MARK}`],
      ['script-src-elem', 'inline'],
      ['require-trusted-types-for', 'trusted-types-sink'],
      ['connect-src', `${server.url.origin}/${MARK}`],
      ['style-src', `moz-extension://${MARK}`],
      [MARK, MARK],
    ])
      seen.push(
        String((await report({ ...personal, 'effective-directive': directive, 'blocked-uri': blocked })).status),
      )
    seen.push(String((await report({ 'violated-directive': `script-src 'self' ${MARK}` })).status))
    expect(new Set(seen)).toEqual(new Set(['204']))
    expect(told()).toEqual([
      'img-src elsewhere',
      'script-src-elem inline',
      'require-trusted-types-for trusted-types-sink',
      'connect-src own',
      'style-src extension',
      'another another',
      'script-src another',
    ])
    const printed = await metrics.print()
    expect(printed).toContain('tandem_policy_reports_total{directive="img-src",blocked="elsewhere"} 1')
    expect(lines.join() + printed).not.toContain(MARK)
  })

  it('is for pages of our own, in its own type, and no larger than its limit', async () => {
    expect((await report({}, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await report({}, { 'content-type': 'application/json' })).status).toBe(400)
    const rest = bytes - JSON.stringify({ 'csp-report': { x: '' } }).length
    expect((await report({ x: 'x'.repeat(rest) })).status).toBe(204)
    expect((await report({ x: 'x'.repeat(rest + 1) })).status).toBe(413)
    expect(told()).toHaveLength(1)
  })

  it('is one of so many; more are answered alike and not looked at, until time has passed', async () => {
    for (let count = 0; count < pace.burst + 5; count += 1) expect((await report({})).status).toBe(204)
    expect(told()).toHaveLength(pace.burst)
    time.pass(1_000 / pace.perSecond)
    for (let count = 0; count < 3; count += 1) await report({})
    expect(told()).toHaveLength(pace.burst + 1)
  })
})
