import { describe, expect, it } from 'vitest'
import { createMetrics } from './metrics.ts'

const standing = { rooms: 3, connections: 5, watchers: 2, isStoreFull: false }

describe('metrics', () => {
  it('count edits, refusals by rule, commands by outcome, and commits', async () => {
    const { watch, print } = createMetrics(() => standing)
    watch.updateAccepted(30)
    watch.updateAccepted(12)
    watch.updateRefused('field-exists', 12)
    watch.commandAnswered('submit', null)
    watch.commandAnswered('submit', 'draft-is-complete')
    watch.committed(0.002, 4, true)
    watch.committed(0.002, 4, false)
    watch.socketClosed(1013, 'slow-reader')
    const printed = await print()
    for (const line of [
      'tandem_updates_accepted_total 2',
      'tandem_update_bytes_total 42',
      'tandem_updates_refused_total{rule="field-exists"} 1',
      'tandem_commands_total{command="submit",rule=""} 1',
      'tandem_commands_total{command="submit",rule="draft-is-complete"} 1',
      'tandem_commit_seconds_count 2',
      'tandem_log_entries_total 4',
      'tandem_commit_failures_total 1',
      'tandem_sockets_closed_total{code="1013",reason="slow-reader"} 1',
    ])
      expect(printed).toContain(`\n${line}\n`)
  })

  it('show what stands at the moment of asking', async () => {
    let now = standing
    const { print } = createMetrics(() => now)
    expect(await print()).toContain('\ntandem_rooms 3\n')
    now = { ...standing, rooms: 1, isStoreFull: true }
    const printed = await print()
    for (const line of ['tandem_rooms 1', 'tandem_connections 5', 'tandem_watchers 2', 'tandem_store_full 1'])
      expect(printed).toContain(`\n${line}\n`)
  })
})
