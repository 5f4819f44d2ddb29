/**
 * Metrics in the Prometheus text format. They count what the whole server does: no label names a person, a review, a
 * study or a document, since counts per target would tell one reviewer how the other is getting on.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Standing, Watch } from './watch.ts'

export type Metrics = {
  readonly watch: Watch
  readonly contentType: string
  readonly print: () => Promise<string>
}

export function createMetrics(standing: () => Standing): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  gauges(registry, standing)
  return { watch: watchInto(registry), contentType: registry.contentType, print: () => registry.metrics() }
}

function watchInto(registry: Registry): Watch {
  const counter = (name: string, help: string, ...labelNames: readonly string[]): Counter =>
    new Counter({ name, help, labelNames, registers: [registry] })
  const accepted = counter('tandem_updates_accepted_total', 'Edits that passed the gate.')
  const bytes = counter('tandem_update_bytes_total', 'Bytes of accepted edits.')
  const refused = counter('tandem_updates_refused_total', 'Edits that the gate refused, by rule.', 'rule')
  const answered = 'Commands answered, by kind and by the rule that refused them (empty if none did).'
  const commands = counter('tandem_commands_total', answered, 'command', 'rule')
  const entries = counter('tandem_log_entries_total', 'Rows written to the log.')
  const failures = counter('tandem_commit_failures_total', 'Commits that failed.')
  const endings = 'Sockets that the server closed, by close code and reason.'
  const closed = counter('tandem_sockets_closed_total', endings, 'code', 'reason')
  const reports = 'Reports of browsers that a page has broken its policy, by directive and kind of what was blocked.'
  const broken = counter('tandem_policy_reports_total', reports, 'directive', 'blocked')
  const commits = new Histogram({
    name: 'tandem_commit_seconds',
    help: 'How long a commit took until it was on disk.',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  })
  return {
    updateAccepted: (size) => {
      accepted.inc()
      bytes.inc(size)
    },
    updateRefused: (rule) => refused.inc({ rule }),
    commandAnswered: (command, rule) => commands.inc({ command, rule: rule ?? '' }),
    committed: (seconds, count, isWritten) => {
      commits.observe(seconds)
      if (isWritten) entries.inc(count)
      else failures.inc()
    },
    socketClosed: (code, reason) => closed.inc({ code, reason }),
    policyBroken: (directive, blocked) => broken.inc({ directive, blocked }),
  }
}

function gauges(registry: Registry, standing: () => Standing): void {
  const gauge = (name: string, help: string, value: (now: Standing) => number): Gauge =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value(standing()))
      },
    })
  gauge('tandem_rooms', 'Documents in memory.', ({ rooms }) => rooms)
  gauge('tandem_connections', 'Connections to documents.', ({ connections }) => connections)
  gauge('tandem_watchers', 'Live feeds.', ({ watchers }) => watchers)
  gauge('tandem_store_full', '1 while the store cannot write.', ({ isStoreFull }) => (isStoreFull ? 1 : 0))
}
