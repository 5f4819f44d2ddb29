import { COUNTRIES, OTHER_NAMES } from './countries.ts'
import { parsed, unreadable, type FieldType, type Settings } from './field-type.ts'
import { shorterJsonFirst } from './order.ts'
import { isListOf, isSorted, sortedIds } from './shape.ts'

export type CountryField = Settings<'country'>

const CODES = Object.keys(COUNTRIES)

/** Codes and not names, so that "UK" and "United Kingdom" are one answer. */
export const country: FieldType<CountryField, readonly string[]> = {
  id: 'country',
  title: 'Country',
  purpose: 'One or more countries, as ISO 3166-1 codes.',
  fresh: { type: 'country' },
  settingsFaults: () => [],
  fits: (_, value): value is readonly string[] => isListOf(value, isCode, CODES.length) && isSorted(value),
  show: (_, value) => value.map((code) => COUNTRIES[code] ?? code).join('; '),
  parse: (_, typed) => {
    const pieces = typed.split(/[;\n]/).filter((piece) => piece.trim() !== '')
    const unknown = pieces.find((piece) => countriesIn(piece) === null)
    if (unknown !== undefined) {
      return unreadable(`"${unknown.trim().slice(0, 60)}" is no country. Several are separated by ";".`)
    }
    const codes = sortedIds(pieces.flatMap((piece) => countriesIn(piece) ?? []))
    return parsed(codes.length === 0 ? null : codes)
  },
  isSame: (_, a, b) => a.length === b.length && a.every((code) => b.includes(code)),
  merged: (_, a, b) => shorterJsonFirst(a, b),
  examples: [{ settings: { type: 'country' }, values: [['NL'], ['NL', 'SE'], ['GB'], ['CD', 'CI', 'SH', 'TR']] }],
}

const isCode = (value: unknown): value is string => typeof value === 'string' && Object.hasOwn(COUNTRIES, value)

/** One name, which may have an "and" inside ("Trinidad and Tobago"), or else several around commas and "and". */
function countriesIn(piece: string): readonly string[] | null {
  const whole = countryNamed(piece)
  if (whole !== undefined) return [whole]
  const codes = piece
    .split(/,|&|\band\b/iu)
    .filter((name) => name.trim() !== '')
    .map(countryNamed)
  return codes.every((code) => code !== undefined) ? codes : null
}

function countryNamed(typed: string): string | undefined {
  const code = typed.trim().toUpperCase()
  return isCode(code) ? code : NAMED.get(comparableName(typed))
}

/** Without case, accents, punctuation and "the": "the Netherlands", "Cote d’Ivoire", "U.S.A.", "St. Lucia". */
const comparableName = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{Mark}|[.'’()]/gu, '')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replace(/[\s,-]+/gu, ' ')
    .trim()
    .replace(/^the /, '')
    .replace(/^st /, 'saint ')

const NAMED: ReadonlyMap<string, string> = new Map([
  ...OTHER_NAMES,
  ...CODES.map((code) => [comparableName(COUNTRIES[code] ?? code), code] as const),
])
