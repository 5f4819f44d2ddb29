/**
 * POST /policy-report: browsers tell here where our page has broken its own policy: a fault of ours, or somebody's attack.
 * What is kept of a report is a directive and a kind, both from lists of ours. Anybody may send one, so only so many are looked
 * at; each is answered alike, also those that are not.
 *
 * By `report-uri`, which every browser knows, and not by `report-to`, which Chromium takes over https alone, and then in place
 * of the other.
 */
import { Hono } from 'hono'
import { PolicyReportSchema, type PolicyReport } from '@tandem/wire'
import type { Addresses } from '../auth/origin.ts'
import { HTTP_LIMITS } from '../limits.ts'
import { Allowance } from '../sync/rate.ts'
import type { Watch } from '../watch/watch.ts'
import { readBody } from './body.ts'
import type { Anybody } from './requests.ts'

export const POLICY_REPORTS = '/policy-report'

export type ReportParts = {
  readonly addresses: Addresses
  readonly watch: Pick<Watch, 'policyBroken'>
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

export function policyReports({ addresses, watch, clock }: ReportParts): Hono<Anybody> {
  const { bytes, pace } = HTTP_LIMITS.policyReports
  const allowance = new Allowance(pace, clock)
  return new Hono<Anybody>().post(POLICY_REPORTS, async (context) => {
    if (!allowance.take()) return context.body(null, 204)
    const body = await readBody(context, context.env.incoming, PolicyReportSchema, bytes, 'application/csp-report')
    if (!body.ok) return body.reason
    const report = body.value['csp-report']
    watch.policyBroken(directiveOf(report), kindOf(report['blocked-uri'] ?? '', addresses))
    return context.body(null, 204)
  })
}

const DIRECTIVES: ReadonlySet<string> = new Set([
  'default-src',
  'script-src',
  'script-src-elem',
  'script-src-attr',
  'style-src',
  'style-src-elem',
  'style-src-attr',
  'img-src',
  'font-src',
  'connect-src',
  'worker-src',
  'manifest-src',
  'object-src',
  'base-uri',
  'frame-src',
  'frame-ancestors',
  'form-action',
  'require-trusted-types-for',
  'trusted-types',
])

function directiveOf(report: PolicyReport): string {
  const [named = ''] = (report['effective-directive'] ?? report['violated-directive'] ?? '').split(' ')
  return DIRECTIVES.has(named) ? named : 'another'
}

const KEYWORDS: ReadonlySet<string> = new Set([
  'inline',
  'eval',
  'wasm-eval',
  'trusted-types-policy',
  'trusted-types-sink',
  'data',
  'blob',
])

/** Of an address only whether it is ours: what stands in it may be anybody's. Much noise comes from extensions. */
function kindOf(blocked: string, { publicUrl }: Addresses): string {
  if (KEYWORDS.has(blocked)) return blocked
  if (/^[a-z-]+-extension\b/.test(blocked)) return 'extension'
  const origin = URL.parse(blocked)?.origin
  return origin === undefined ? 'another' : origin === publicUrl.origin ? 'own' : 'elsewhere'
}
