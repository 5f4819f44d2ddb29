/**
 * Judgement discs: colour and glyph together, never colour alone. The colours keep at least 22 CIEDE2000 apart under
 * normal vision and under protan, deutan and tritan deficiency; the 1 px outline carries the pale ones on white.
 */
import type { Option, Tone } from '@tandem/rules'
import { element, line, short, type Markup } from './svg.ts'

export const DISC_RADIUS = 8

const OUTLINE = '#39443E'
const FILLS: Readonly<Record<Tone, string>> = {
  good: '#2166AC',
  some: '#F4E285',
  bad: '#D6604D',
  worst: '#7F1D1D',
  none: '#9CA3AF',
}
const INKS: Readonly<Record<Tone, string>> = {
  good: '#FFFFFF',
  some: '#000000',
  bad: '#000000',
  worst: '#FFFFFF',
  none: '#000000',
}
/** Strokes in a box from -4 to 4. */
const GLYPHS: Readonly<Record<Tone, string>> = {
  good: 'M0-4V4M-4 0H4',
  some: 'M-4 0H4',
  bad: 'M-3.2-3.2L3.2 3.2M3.2-3.2L-3.2 3.2',
  worst: 'M0-4.2V1M0 4V4.1',
  none: 'M-2.4-2.2A2.4 2.3 0 1 1 .9-.4C.2 0 0 .5 0 1.4M0 4V4.1',
}

/** What a disc shows: its tone, and a sign in place of the tone's glyph where options of one item share a tone. */
export type Face = { readonly tone: Tone; readonly sign: string | null }

/** @param options those of the item. Where two share a tone, all show their keys: a row of 0 to 5 stays a row. */
export function faceOf(option: Option, options: readonly Option[]): Face {
  const isShared = new Set(options.map(({ tone }) => tone)).size < options.length
  return { tone: option.tone, sign: isShared ? option.key.toUpperCase() : null }
}

export function disc(x: number, y: number, face: Face): readonly Markup[] {
  return [
    element('circle', { cx: x, cy: y, r: DISC_RADIUS, fill: FILLS[face.tone], stroke: OUTLINE }),
    glyph(x, y, face, 1),
  ]
}

/** Two values side by side, the halves shifted against each other; a null half is a value that nobody gave. */
export function splitDisc(x: number, y: number, left: Face | null, right: Face | null): readonly Markup[] {
  return [...half(x - 0.75, y - 1.25, left, -1), ...half(x + 0.75, y + 1.25, right, 1)]
}

function half(x: number, y: number, face: Face | null, side: -1 | 1): readonly Markup[] {
  const r = DISC_RADIUS + 1
  const outline = element('path', {
    d: `M${short(x)} ${short(y - r)}A${r} ${r} 0 0 ${side === 1 ? 1 : 0} ${short(x)} ${short(y + r)}Z`,
    fill: face === null ? 'none' : FILLS[face.tone],
    stroke: OUTLINE,
    'stroke-dasharray': face === null ? '2 2' : undefined,
  })
  return face === null ? [outline] : [outline, glyph(x + side * 4, y, face, 0.8)]
}

function glyph(x: number, y: number, { tone, sign }: Face, scale: number): Markup {
  if (sign !== null) {
    return line(x, y + 4.2 * scale, sign, {
      'font-size': 12 * scale,
      'font-weight': 700,
      'text-anchor': 'middle',
      fill: INKS[tone],
    })
  }
  return element('path', {
    d: GLYPHS[tone],
    transform: `translate(${short(x)} ${short(y)})${scale === 1 ? '' : ` scale(${scale})`}`,
    fill: 'none',
    stroke: INKS[tone],
    'stroke-width': 1.8,
    'stroke-linecap': 'round',
  })
}

/** Not revealed yet: says that something may be there and nothing of what it is. */
export function hollowRing(x: number, y: number): Markup {
  return element('circle', { cx: x, cy: y, r: DISC_RADIUS - 1.5, fill: 'none', stroke: '#5A665F', 'stroke-width': 1.5 })
}

export function dashedRing(x: number, y: number): Markup {
  return element('circle', {
    cx: x,
    cy: y,
    r: DISC_RADIUS - 0.5,
    fill: 'none',
    stroke: '#5A665F',
    'stroke-dasharray': '2 2.6',
  })
}

/** Not asked by the instrument: a mere dot. */
export function dot(x: number, y: number): Markup {
  return element('circle', { cx: x, cy: y, r: 1.5, fill: '#5A665F' })
}
