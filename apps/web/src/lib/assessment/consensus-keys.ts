/** The keys of a consensus, beside those of every item in hand. Options have none here. */
import type { Item } from '@tandem/rules'
import type { KeyLine } from '#lib/shell/desk.svelte.ts'
import { focusCard, focusInCard, SCREEN_KEYS, screenKeyLines } from './card-keys.ts'
import type { ConsensusTable } from './consensus.svelte.ts'

type Ways = {
  readonly acceptAndNext: () => void
  readonly undo: () => void
  readonly comment: (item: Item) => void
}

/** @returns whether the key did something. */
export function actOnConsensus(key: string, table: ConsensusTable, singleKeys: boolean, ways: Ways): boolean {
  const item = table.current
  if (!item) return false
  if (key === 'ArrowDown' || (singleKeys && key === SCREEN_KEYS.next)) return step(table, 1)
  if (key === 'ArrowUp' || (singleKeys && key === SCREEN_KEYS.previous)) return step(table, -1)
  if (singleKeys && key === SCREEN_KEYS.comment) {
    ways.comment(item)
    return true
  }
  if (table.isReadOnly) return false
  if (key === 'Enter') ways.acceptAndNext()
  else if (!singleKeys) return false
  else if (key === 'a') take(table, item, 0)
  else if (key === 'b') take(table, item, 1)
  else if (key === 'e') return focusInCard('answer')
  else if (key === SCREEN_KEYS.source) return focusInCard('source')
  else if (key === SCREEN_KEYS.note) return focusInCard('note')
  else if (key === SCREEN_KEYS.undo) ways.undo()
  else return false
  return true
}

/** @param names of the reviewers, in the order of the columns. */
export function consensusKeyLines([first = '', second = '']: readonly string[], settled: boolean): readonly KeyLine[] {
  const [steps, ...others] = screenKeyLines([])
  if (settled) return [steps, others.at(-1)].filter((line) => line !== undefined)
  return [
    { keys: ['A'], does: `Take ${first}’s; of two values at once, ${first}’s` },
    { keys: ['B'], does: `Take ${second}’s; of two values at once, the other` },
    { keys: ['E'], does: 'Choose another answer' },
    { keys: ['Enter'], does: 'Accept and next difference' },
    ...(steps ? [steps] : []),
    ...others,
  ]
}

function step(table: ConsensusTable, by: 1 | -1): true {
  table.step(by)
  void focusCard()
  return true
}

function take(table: ConsensusTable, item: Item, side: 0 | 1): void {
  const [candidate] = table.candidatesOf(item.id, 'answer')
  const answer = table.ratings[side]?.answers[item.id]
  if (candidate && side === table.sideOf(candidate)) table.take(candidate)
  else if (candidate) table.keep(item.id, 'answer')
  else if (answer !== undefined && table.mayChoose(item)) table.choose(item.id, answer)
  void focusCard()
}
