import { documentOf, TEMPLATES } from '@tandem/rules'
import { describe, expect, test } from 'vitest'
import { portionsOf } from './portions.ts'

describe('a form that is written whole', () => {
  test.each(TEMPLATES.map((form) => [form.id, form] as const))('is all of %s, in one portion', (_, form) => {
    const document = documentOf(form)
    const portions = portionsOf(document)
    expect(portions).toHaveLength(1)
    expect(portions.map(({ changes, texts }) => [Object.fromEntries(changes), Object.fromEntries(texts)])).toEqual([
      [document.fields, document.texts],
    ])
  })

  test('comes in as many portions as its keys and its texts need, and nothing is left out', () => {
    const fields = Object.fromEntries(Array.from({ length: 2_500 }, (_, at) => [`k${at}`, at]))
    const texts = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`t${at}`, 'x'.repeat(20_000)]))
    const portions = portionsOf({ fields, texts })
    expect(portions.map(({ changes }) => changes.length).filter((count) => count > 0)).toEqual([1_000, 1_000, 500])
    for (const portion of portions) expect(JSON.stringify(portion).length).toBeLessThan(80_000)
    expect(Object.fromEntries(portions.flatMap(({ changes }) => changes))).toEqual(fields)
    expect(Object.fromEntries(portions.flatMap((portion) => portion.texts))).toEqual(texts)
  })
})
