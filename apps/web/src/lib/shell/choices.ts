/** What the command menu offers. */
import { resolve } from '$app/paths'
import { itemsOf, type AssessmentState, type Instrument, type ReviewView } from '@tandem/rules'
import { stateWords, studyRows } from '#lib/review/situation.ts'
import type { IconName } from '#lib/ui/icons.ts'
import type { Theme } from './desk.svelte.ts'

export type Choice = {
  readonly key: string
  readonly label: string
  readonly detail?: string
  readonly state?: AssessmentState
  readonly icon: IconName
  readonly keys: readonly string[]
  readonly act:
    | { readonly is: 'go'; readonly href: string }
    | { readonly is: 'theme'; readonly theme: Theme }
    | { readonly is: 'keys' }
}

/** @param here key of the study on screen: its items come first. */
export function choicesIn(
  view: ReviewView,
  instrument: Instrument,
  here: string | null,
  theme: Theme,
): readonly Choice[] {
  const review = view.review.id
  const go = (href: string): Choice['act'] => ({ is: 'go', href })
  const rows = [...studyRows(view)].sort((a, b) => Number(b.study.key === here) - Number(a.study.key === here))
  const studies = rows.map((row): Choice => ({
    key: row.study.key,
    label: row.study.label,
    detail: stateWords(row),
    state: row.state,
    icon: 'page',
    keys: [],
    act: go(resolve('/r/[review]/study/[study]/bias', { review, study: row.study.key })),
  }))
  const pages: readonly Choice[] = [
    {
      key: 'overview',
      label: 'Go to the overview',
      icon: 'go',
      keys: ['G', 'O'],
      act: go(resolve('/r/[review]', { review })),
    },
    {
      key: 'bias',
      label: 'Go to the bias matrix',
      icon: 'go',
      keys: ['G', 'B'],
      act: go(resolve('/r/[review]/bias', { review })),
    },
    {
      key: 'progress',
      label: 'Go to the progress',
      icon: 'go',
      keys: ['G', 'P'],
      act: go(resolve('/r/[review]/progress', { review })),
    },
    {
      key: 'agreement',
      label: 'Go to the agreement',
      icon: 'go',
      keys: [],
      act: go(resolve('/r/[review]/agreement', { review })),
    },
    {
      key: 'snapshots',
      label: 'Go to the snapshots',
      icon: 'go',
      keys: [],
      act: go(resolve('/r/[review]/snapshots', { review })),
    },
    { key: 'keys', label: 'Keys on this screen', icon: 'page', keys: ['?'], act: { is: 'keys' } },
    ...(['light', 'dark', 'system'] as const)
      .filter((other) => other !== theme)
      .map((other): Choice => ({
        key: `theme-${other}`,
        label: other === 'system' ? 'Theme: as the system' : `Theme: ${other}`,
        icon: 'wheel',
        keys: [],
        act: { is: 'theme', theme: other },
      })),
  ]
  const items = rows.flatMap((row) =>
    itemsOf(instrument).map((item): Choice => ({
      key: `${row.study.key}-${item.id}`,
      label: `Item ${item.number}, ${row.study.label}`,
      detail: item.text,
      state: row.state,
      icon: 'page',
      keys: [],
      act: go(`${resolve('/r/[review]/study/[study]/bias', { review, study: row.study.key })}#item-${item.id}`),
    })),
  )
  return [...studies, ...pages, ...items]
}

/** Every word must begin a word of the label or its detail; "21" finds item 21 and not 121. */
export function matching(choices: readonly Choice[], text: string): readonly Choice[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return choices.filter((choice) => !choice.label.startsWith('Item '))
  return choices
    .map((choice) => ({ choice, rank: rankOf(choice, words) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ choice }) => choice)
}

function rankOf(choice: Choice, words: readonly string[]): number {
  const label = choice.label.toLowerCase().split(/[\s,:]+/)
  const detail = (choice.detail ?? '').toLowerCase().split(/[\s,:]+/)
  let rank = 0
  for (const word of words) {
    if (label.includes(word)) rank += 4
    else if (label.some((part) => part.startsWith(word))) rank += 3
    else if (detail.some((part) => part.startsWith(word))) rank += 1
    else return 0
  }
  return rank
}
