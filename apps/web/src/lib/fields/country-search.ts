import { COUNTRIES } from '@tandem/rules'

export type FoundCountry = { readonly code: string; readonly name: string }

const MOST = 8

/** Countries whose name, or a word of it, begins with what was typed; the name itself first. */
export function countriesLike(typed: string, without: readonly string[] = []): readonly FoundCountry[] {
  const wanted = plain(typed.trim())
  if (wanted === '') return []
  return ALL.filter(({ code, plainName }) => !without.includes(code) && ` ${plainName}`.includes(` ${wanted}`))
    .sort((a, b) => Number(b.plainName.startsWith(wanted)) - Number(a.plainName.startsWith(wanted)))
    .slice(0, MOST)
    .map(({ code, name }) => ({ code, name }))
}

/** Without case and accents. */
const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()

const ALL = Object.entries(COUNTRIES).map(([code, name]) => ({ code, name, plainName: plain(name) }))
