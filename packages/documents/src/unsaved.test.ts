import { EMPTY_DOCUMENT, type PlainDocument } from '@tandem/rules'
import { describe, expect, test } from 'vitest'
import { UnsavedFields } from './unsaved.ts'

const fields = (values: PlainDocument['fields'], texts: PlainDocument['texts'] = {}): PlainDocument => ({
  fields: values,
  texts,
})

describe('what was not saved', () => {
  test('is what was changed here and not acknowledged, with its value now', () => {
    const unsaved = new UnsavedFields(fields({ 'db-1': 'yes' }))
    unsaved.changedHere('field', 'db-1', 1)
    unsaved.changedHere('field', 'db-2', 2)
    const now = fields({ 'db-1': 'no', 'db-2': 'yes' })
    expect(unsaved.listed(now)).toEqual([
      { part: 'field', key: 'db-1', value: 'no' },
      { part: 'field', key: 'db-2', value: 'yes' },
    ])
    unsaved.acknowledged(1, now)
    expect(unsaved.listed(now).map((field) => field.key)).toEqual(['db-2'])
  })

  test('does not hold what others wrote', () => {
    const unsaved = new UnsavedFields(EMPTY_DOCUMENT)
    unsaved.changedElsewhere('field', 'db-1', 'yes')
    expect(unsaved.listed(fields({ 'db-1': 'yes' }))).toEqual([])
    expect(unsaved.base).toEqual(fields({ 'db-1': 'yes' }))
  })

  test('keeps a local change although another one of the same field arrives', () => {
    const unsaved = new UnsavedFields(EMPTY_DOCUMENT)
    unsaved.changedHere('field', 'db-1', 1)
    unsaved.changedElsewhere('field', 'db-1', 'no')
    expect(unsaved.listed(fields({ 'db-1': 'yes' }))).toEqual([{ part: 'field', key: 'db-1', value: 'yes' }])
  })

  test('holds a cleared field as null, and drops one that was changed back', () => {
    const unsaved = new UnsavedFields(fields({ 'db-1': 'yes', 'db-2': 'no' }))
    unsaved.changedHere('field', 'db-1', 1)
    unsaved.changedHere('field', 'db-2', 2)
    expect(unsaved.listed(fields({ 'db-2': 'no' }))).toEqual([{ part: 'field', key: 'db-1', value: null }])
  })

  test('lists a field that was changed back when the server may hold what stood in between', () => {
    const unsaved = new UnsavedFields(fields({ 'db-1': 'yes' }))
    unsaved.changedHere('field', 'db-1', 1)
    unsaved.sent()
    unsaved.changedHere('field', 'db-1', 2)
    const now = fields({ 'db-1': 'yes' })
    expect(unsaved.listed(now)).toEqual([{ part: 'field', key: 'db-1', value: 'yes' }])
    unsaved.acknowledged(2, now)
    expect(unsaved.listed(now)).toEqual([])
  })

  test('a field changed again after being sent waits for the newer change', () => {
    const unsaved = new UnsavedFields(EMPTY_DOCUMENT)
    unsaved.changedHere('field', 'db-1', 1)
    unsaved.changedHere('field', 'db-1', 2)
    unsaved.acknowledged(1, fields({ 'db-1': 'no' }))
    expect(unsaved.listed(fields({ 'db-1': 'no' }))).toHaveLength(1)
  })

  test('texts are kept apart from fields of the same name, and listed in the order of items', () => {
    const unsaved = new UnsavedFields(EMPTY_DOCUMENT)
    unsaved.changedHere('text', 'db-10/note', 1)
    unsaved.changedHere('text', 'db-9/note', 2)
    expect(unsaved.listed(fields({}, { 'db-9/note': 'a', 'db-10/note': 'b' })).map((field) => field.key)).toEqual([
      'db-9/note',
      'db-10/note',
    ])
  })

  test('a copy of this device is compared with what the server was known to hold', () => {
    const unsaved = new UnsavedFields(fields({ 'db-1': 'yes', 'db-2': 'no' }))
    const kept = fields({ 'db-1': 'yes', 'db-3': 'partly' })
    unsaved.compare(kept, 2)
    expect(unsaved.listed(kept)).toEqual([
      { part: 'field', key: 'db-2', value: null },
      { part: 'field', key: 'db-3', value: 'partly' },
    ])
    unsaved.acknowledged(2, kept)
    expect(unsaved.listed(kept)).toEqual([])
    expect(unsaved.base).toEqual(kept)
  })
})
