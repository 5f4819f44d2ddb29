import { expect, test } from 'vitest'
import { rowWindow, scrolledTo } from './window.ts'

test('the rows in sight are drawn, and some beyond each edge', () => {
  expect(rowWindow(300, 48, 0, 480)).toEqual({ from: 0, to: 20 })
  expect(rowWindow(300, 48, 4_800, 480)).toEqual({ from: 90, to: 120 })
  expect(rowWindow(300, 48, 300 * 48 - 480, 480)).toEqual({ from: 280, to: 300 })
})

test('a short table is drawn whole, also where it was scrolled before it became short', () => {
  expect(rowWindow(5, 48, 0, 480)).toEqual({ from: 0, to: 5 })
  expect(rowWindow(5, 48, 9_000, 480)).toEqual({ from: 0, to: 5 })
  expect(rowWindow(0, 48, 0, 480)).toEqual({ from: 0, to: 0 })
})

test('every row that is in sight is drawn, wherever one has scrolled to', () => {
  for (let top = 0; top <= 300 * 48 - 480; top += 37) {
    const { from, to } = rowWindow(300, 48, top, 480)
    expect(from * 48).toBeLessThanOrEqual(top)
    expect(to * 48).toBeGreaterThanOrEqual(top + 480)
  }
})

test('scrolling to a row moves as little as it can', () => {
  expect(scrolledTo(3, 48, 0, 480)).toBe(0)
  expect(scrolledTo(10, 48, 0, 480)).toBe(48)
  expect(scrolledTo(2, 48, 480, 480)).toBe(96)
})
