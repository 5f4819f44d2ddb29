import { INSTRUMENTS } from '@tandem/rules'
import { expect, test } from 'vitest'
import { TEMPLATES } from './templates.ts'

test('every template begins with instruments that there are', () => {
  const known = new Set(INSTRUMENTS.map(({ id }) => id))
  const named = TEMPLATES.flatMap(({ plan }) => plan.stages.map(({ instrument }) => instrument))
  expect(named.filter((id) => !known.has(id))).toEqual([])
  expect(named.length).toBeGreaterThanOrEqual(TEMPLATES.length)
})
