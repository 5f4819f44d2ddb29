import { expect, test } from 'vitest'
import { deadlineOf } from './deadlines.ts'

const today = '2026-12-28'

test('a study is overdue from the day after its date, and due soon for a week before', () => {
  const on = (due: string) => deadlineOf({ due }, 'partial', today)
  expect(on('2026-12-27')).toBe('overdue')
  expect(on('2026-12-28')).toBe('due-soon')
  expect(on('2027-01-03')).toBe('due-soon')
  expect(on('2027-01-04')).toBe('later')
})

test('nothing is due where no day is set, or nothing is left to do', () => {
  expect(deadlineOf({}, 'pending', today)).toBeNull()
  for (const state of ['agreed', 'resolved', 'locked'] as const) {
    expect(deadlineOf({ due: '2026-12-01' }, state, today)).toBeNull()
  }
  expect(deadlineOf({ due: '2026-12-01' }, 'unassigned', today)).toBe('overdue')
})
