import type { Assessment } from '@tandem/rules'
import { expect, test } from 'vitest'
import { mixedVersions } from './mixed-versions.ts'

const round = (id: string, version: number, isCurrent = true): Assessment =>
  ({ form: { id, version }, isCurrent }) as unknown as Assessment

test('versions are said where studies of one form have different ones, and only of rounds that count', () => {
  const assessments = [round('own', 2), round('own', 1), round('own', 2), round('other', 3), round('own', 4, false)]
  expect(mixedVersions({ assessments }, 'own')).toEqual([
    { version: 1, studies: 1 },
    { version: 2, studies: 2 },
  ])
  expect(mixedVersions({ assessments }, 'other')).toEqual([])
  expect(mixedVersions({ assessments: [] }, 'own')).toEqual([])
})
