/**
 * Two values of one field of a draft that its reviewer set in two places at once, e.g. on a laptop without network and
 * on a phone. In a shared document the losing one would wait beside the winner for somebody to choose; a person needs
 * not settle anything with themselves, so both are kept in one value.
 */
import { isSameJson, type Json } from '../json.ts'
import { MAX_NOTE, MAX_SOURCES } from '../rulebook/edits.ts'
import { parseFieldKey, type Part } from './index.ts'

/** The value that holds both, or null where only one can stand (an answer) or both would not fit. */
export function bothKept(key: string, winner: Json | undefined, loser: Json): Json | null {
  const path = parseFieldKey(key)
  if (path === null || path.part === 'candidate') return null
  // Cleared in one place, written in the other: words outlive a clearing, an answer does not.
  if (winner === undefined) return path.part === 'answer' ? null : loser
  return KEPT[path.part](winner, loser)
}

const KEPT: Readonly<Record<Part, (winner: Json, loser: Json) => Json | null>> = {
  answer: () => null,
  source: (winner, loser) => {
    if (!Array.isArray(winner) || !Array.isArray(loser)) return null
    const others = loser.filter((source: Json) => !winner.some((known: Json) => isSameJson(known, source)))
    const both = [...winner, ...others]
    return others.length > 0 && both.length <= MAX_SOURCES ? both : null
  },
  note: (winner, loser) => {
    if (typeof winner !== 'string' || typeof loser !== 'string' || winner.includes(loser)) return null
    const both = loser.includes(winner) ? loser : `${winner}\n${loser}`
    return both.length <= MAX_NOTE ? both : null
  },
  accepted: (winner, loser) => {
    const both = { ...(loser as object), ...(winner as object) }
    return isSameJson(both, winner) ? null : both
  },
  reworded: () => null,
  order: () => null,
}
