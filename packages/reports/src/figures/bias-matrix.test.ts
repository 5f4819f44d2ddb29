import { instrumentById, itemsOf, type Answers, type Instrument } from '@tandem/rules'
import { tinyInstrument } from '@tandem/rules/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reviewView, type StudyPlan } from '../../test/review-view.ts'
import { biasMatrix, biasMatrixSvg } from '../index.ts'
import { fitted, textWidth, wrapped } from './text-width.ts'

const byId = (id: string): Instrument => {
  const instrument = instrumentById(id)
  if (instrument === undefined) throw new Error(`no instrument ${id}`)
  return instrument
}
const modified = byId('downs-and-black-modified')
const original = byId('downs-and-black')

const allFirst = (instrument: Instrument): Answers =>
  Object.fromEntries(itemsOf(instrument).map((item) => [item.id, item.options[0]?.id ?? '']))

const plansFor = (instrument: Instrument): readonly StudyPlan[] => {
  const [item] = itemsOf(instrument)
  const first = allFirst(instrument)
  const second = { ...first, [item?.id ?? '']: item?.options[1]?.id ?? '' }
  return [
    { key: 'burke-1994', label: 'Burke 1994', design: 'cohort with comparison', ratings: [first, first] },
    { key: 'cui-2023', label: 'Cui 2023', design: 'randomised trial', ratings: [first, second] },
    { key: 'ibrahim-2019', label: 'Ibrahim 2019', ratings: null, submitted: 1 },
    { key: 'new', label: 'A study that nobody is assigned to', design: '' },
  ]
}
const svgOf = (instrument: Instrument, plans = plansFor(instrument), changes = {}) =>
  biasMatrixSvg(biasMatrix(reviewView(instrument, plans, changes), instrument, []))

const attributesOf = (tag: string): Record<string, string> =>
  Object.fromEntries([...tag.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]))
const textsOf = (svg: string): readonly PlacedText[] =>
  [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)].map(([, tag = '', escaped = '']) => {
    const attributes = attributesOf(tag)
    const text = unescaped(escaped)
    const size = Number(attributes['font-size'] ?? 12)
    const width = textWidth(text, size, attributes['font-weight'] === '700')
    const left = Number(attributes['x']) - (attributes['text-anchor'] === 'middle' ? width / 2 : 0)
    return { text, size, left, right: left + width, y: Number(attributes['y']) }
  })
type PlacedText = { text: string; size: number; left: number; right: number; y: number }
const descriptionOf = (svg: string): string => unescaped(/<desc [^>]*>([^<]*)<\/desc>/.exec(svg)?.[1] ?? '')
const sizeOf = (svg: string) => {
  const [, , width, height] = (attributesOf(svg.slice(0, svg.indexOf('>')))['viewBox'] ?? '').split(' ').map(Number)
  return { width: width ?? 0, height: height ?? 0 }
}

describe.each([modified, original, tinyInstrument])('the figure of $id', (instrument) => {
  const svg = svgOf(instrument, undefined, { invented: 'All ratings are invented for this test.' })

  test('is well-formed, and holds no script, style, link, foreign object or handler', () => {
    expect(unclosedTag(svg)).toBeNull()
    expect(svg).not.toMatch(/<(script|style|foreignObject|image|use|a)[\s>]/)
    expect(svg).not.toMatch(/(href|url\(|\son\w+=|@import|javascript:)/)
    // The one address is the namespace, which nothing fetches.
    expect(svg.match(/https?:/g)).toHaveLength(1)
  })

  test('has a role, a title, and a description that the root points at', () => {
    expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*aria-labelledby="bias-matrix-title bias-matrix-desc"/)
    expect(svg).toContain(`<title id="bias-matrix-title">Risk of bias by item, ${instrument.title}: `)
    expect(svg).toMatch(/<desc id="bias-matrix-desc">A matrix of 4 studies by \d+ items/)
  })

  test('stands on white and prints the invented sentence inside', () => {
    expect(svg).toContain('<rect width="100%" height="100%" fill="#FFFFFF"/>')
    expect(
      textsOf(svg)
        .map(({ text }) => text)
        .join(' '),
    ).toContain('All ratings are invented for this test.')
  })

  test('draws one titled mark per cell', () => {
    expect([...svg.matchAll(/<g><title>[^<]+, item [^<]+: [^<]+<\/title>/g)]).toHaveLength(
      4 * itemsOf(instrument).length,
    )
  })

  test('keeps every text inside its frame', () => {
    const { width, height } = sizeOf(svg)
    for (const { text, left, right, y } of textsOf(svg)) {
      expect(left, text).toBeGreaterThanOrEqual(0)
      expect(right, text).toBeLessThanOrEqual(width)
      expect(y, text).toBeLessThan(height)
    }
  })

  test('lets no two texts overlap', () => {
    const boxes = textsOf(svg).filter(({ text }) => text.length > 1)
    for (const [place, a] of boxes.entries()) {
      for (const b of boxes.slice(place + 1)) {
        if (Math.abs(a.y - b.y) >= 12) continue
        expect(a.right <= b.left || b.right <= a.left, `${a.text} | ${b.text}`).toBe(true)
      }
    }
  })

  test('prints no text under 6 pt at 174 mm', () => {
    const points = (12 * 174 * 72) / (sizeOf(svg).width * 25.4)
    expect(points).toBeGreaterThanOrEqual(6)
    // Only the signs in the halves of a split disc are smaller, and the title of the mark says them.
    const small = textsOf(svg).filter(({ size }) => size < 12)
    expect(small.every(({ text }) => text.length === 1)).toBe(true)
  })
})

test('a study that is not settled says so beside its total and in the description', () => {
  const svg = svgOf(modified)
  const texts = textsOf(svg).map(({ text }) => text)
  expect(texts.filter((text) => text.endsWith(', open'))).toHaveLength(1)
  expect(descriptionOf(svg)).toContain('Cui 2023 (randomised trial): not settled yet.')
  expect(descriptionOf(svg)).not.toContain('Burke 1994 (cohort with comparison): not settled yet')
})

test('discs do not overlap and stand in straight columns', () => {
  const discs = [...svgOf(modified).matchAll(/<\/title><circle ([^>]*)>/g)].map(([, tag = '']) => attributesOf(tag))
  const xs = [...new Set(discs.map(({ cx }) => Number(cx)))].sort((a, b) => a - b)
  expect(xs).toHaveLength(27)
  for (const [place, x] of xs.entries()) if (place > 0) expect(x - (xs[place - 1] ?? 0)).toBeGreaterThanOrEqual(20)
})

describe('the long description', () => {
  test('says total, band and the items of each answer', () => {
    const answers = {
      ...Object.fromEntries(itemsOf(modified).map((item) => [item.id, 'yes'])),
      'db-5': 'partly',
      'db-27': 'no',
    }
    const svg = svgOf(modified, [{ key: 'a', label: 'Burke 1994', design: 'cohort', ratings: [answers, answers] }])
    expect(descriptionOf(svg)).toContain('Burke 1994 (cohort): 26 of 28 points, excellent. Yes: 1, 2, 3, 4, 6, 7, 8,')
    expect(descriptionOf(svg)).toContain('Partly: 5; No: 27.')
  })

  test('says nothing of a hidden study but how many drafts are in', () => {
    expect(descriptionOf(svgOf(modified))).toContain('Ibrahim 2019 (cohort): hidden, 1 of 2 submitted.')
  })

  test('names both values of a disputed item', () => {
    expect(descriptionOf(svgOf(modified))).toContain('disputed, Yes or No: 1;')
  })
})

test('an instrument without points gets no total', () => {
  const judged: Instrument = {
    ...tinyInstrument,
    bands: [],
    domains: tinyInstrument.domains.map((domain) => ({
      ...domain,
      items: domain.items.map((item) => ({
        ...item,
        options: item.options.map((option) => ({ ...option, points: 0 })),
      })),
    })),
  }
  const texts = textsOf(svgOf(judged)).map(({ text }) => text)
  expect(texts).not.toContain('Total')
  expect(texts.join(' ')).not.toMatch(/ of 0|Bands/)
})

test('options of one item that share a colour show their keys', () => {
  const svg = svgOf(original, [
    { key: 'a', ratings: [2, 2].map((size) => ({ ...allFirst(original), 'db-27': `size-${size}` })) },
  ])
  expect(svg).toMatch(/item 27: Size class 2<\/title><circle [^>]*fill="#F4E285"[^>]*\/><text [^>]*>2<\/text>/)
})

test('hostile text is drawn as text, and characters that XML forbids are left out', () => {
  const hostile = 'A<script>alert(1)</script> & "B"\u0000\u0008\uFFFF\uD800'
  const svg = svgOf(tinyInstrument, [{ key: 'a', label: hostile, design: hostile, ratings: null }], {
    title: hostile,
    invented: hostile,
  })
  expect(svg).not.toContain('<script')
  expect(svg).toContain('A&lt;script&gt;')
  // oxlint-disable-next-line no-control-regex -- these are the characters that must be gone
  expect(svg).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDFFF]/)
  expect(unclosedTag(svg)).toBeNull()
})

test('whatever the texts, the figure is well-formed and nothing leaves its frame', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ maxLength: 300 }), (label, invented) => {
      const svg = svgOf(tinyInstrument, [{ key: 'a', label, design: label, ratings: null }], { invented, title: label })
      expect(unclosedTag(svg)).toBeNull()
      const { width } = sizeOf(svg)
      for (const { text, right } of textsOf(svg)) expect(right, text).toBeLessThanOrEqual(width)
    }),
    { seed: 174, numRuns: 150 },
  )
})

describe('estimated text', () => {
  test('wraps at words and keeps every line within the width', () => {
    const lines = wrapped('Different follow-up lengths handled, or same for all', 120, 12)
    expect(lines.join(' ')).toBe('Different follow-up lengths handled, or same for all')
    for (const text of lines) expect(textWidth(text, 12)).toBeLessThanOrEqual(120)
  })

  test('is cut with an ellipsis where one word is too wide', () => {
    expect(fitted('Randomised', 40, 12)).toMatch(/^Ra.*…$/)
    expect(textWidth(fitted('Randomised', 40, 12), 12)).toBeLessThanOrEqual(40)
  })
})

const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

/** The first tag that is not closed in its place, or null. */
function unclosedTag(svg: string): string | null {
  const open: string[] = []
  for (const [whole, end, name = '', own] of svg.matchAll(/<(\/?)([\w-]+)(?:\s+[\w:-]+="[^"<]*")*\s*(\/?)>/g)) {
    if (own) continue
    if (end && open.pop() !== name) return whole
    if (!end) open.push(name)
  }
  const rest = svg.replace(/<\/?[\w-]+(?:\s+[\w:-]+="[^"<]*")*\s*\/?>/g, '')
  return open[0] ?? /[<>]|&(?!(?:lt|gt|amp|quot|#39);)/.exec(rest)?.[0] ?? null
}
