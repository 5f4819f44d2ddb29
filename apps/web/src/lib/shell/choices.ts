/** What the command menu offers. */
import { resolve } from '$app/paths'
import { itemsOf, type AssessmentState, type Item, type Review, type ReviewView } from '@tandem/rules'
import { hashOfItem } from '#lib/assessment/item-address.ts'
import type { RatingStage } from '#lib/review/open-review.svelte.ts'
import { stateWords, studyRows, type StudyRow } from '#lib/review/situation.ts'
import { BOARD_ROUTE, formAddress, matrixAddress, STUDIES_ROUTE, studyAddress } from '#lib/review/stage-address.ts'
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
  stages: readonly RatingStage[],
  here: string | null,
  theme: Theme,
): readonly Choice[] {
  const rows = stages
    .flatMap(({ form }) => studyRows(view, form.id))
    .sort((a, b) => Number(b.study.key === here) - Number(a.study.key === here))
  const addressOf = ({ study, form }: StudyRow): string => studyAddress(view.review, study, form)
  const instrumentOf = ({ form }: StudyRow) => stages.find((stage) => stage.form.id === form)?.instrument
  // Where there are several stages, a study is there once for each, told apart by its instrument.
  const nameOf = (row: StudyRow): string =>
    stages.length > 1 ? `, ${stages.find((stage) => stage.form.id === row.form)?.name ?? ''}` : ''
  return [
    ...rows.map((row) => studyChoice(row, nameOf(row), addressOf(row))),
    ...pageChoices(view.review, stages),
    { key: 'keys', label: 'Keys on this screen', icon: 'page', keys: ['?'], act: { is: 'keys' } },
    ...themeChoices(theme),
    ...rows.flatMap((row) => {
      const instrument = instrumentOf(row)
      return instrument ? itemsOf(instrument).map((item) => itemChoice(row, item, nameOf(row), addressOf(row))) : []
    }),
  ]
}

const studyChoice = (row: StudyRow, stage: string, href: string): Choice => ({
  key: `${row.study.key} ${row.form}`,
  label: row.study.label + stage,
  detail: stateWords(row),
  state: row.state,
  icon: 'page',
  keys: [],
  act: { is: 'go', href },
})

const itemChoice = ({ study, form, state }: StudyRow, item: Item, stage: string, href: string): Choice => ({
  key: `${study.key} ${form} ${item.id}`,
  label: `Item ${item.number}, ${study.label}${stage}`,
  detail: item.text,
  state,
  icon: 'page',
  keys: [],
  act: { is: 'go', href: href + hashOfItem(item.id) },
})

function pageChoices(plan: Review, stages: readonly RatingStage[]): readonly Choice[] {
  const review = plan.id
  const page = (key: string, what: string, keys: readonly string[], href: string): Choice => ({
    key,
    label: `Go to the ${what}`,
    icon: 'go',
    keys,
    act: { is: 'go', href },
  })
  const matrix = ({ form, name }: RatingStage, at: number): Choice =>
    page(
      `bias ${form.id}`,
      stages.length > 1 ? `bias matrix, ${name}` : 'bias matrix',
      at === 0 ? ['G', 'B'] : [],
      matrixAddress(plan, form.id),
    )
  return [
    page('overview', 'overview', ['G', 'O'], resolve('/r/[review]', { review })),
    page('protocol', 'protocol', [], resolve('/r/[review]/protocol', { review })),
    page('studies', 'studies', ['G', 'S'], resolve(STUDIES_ROUTE, { review })),
    page('forms', 'forms', ['G', 'F'], formAddress(review)),
    page('team', 'team', ['G', 'T'], resolve('/r/[review]/team', { review })),
    ...stages.map(matrix),
    page('threads', 'threads', ['G', 'C'], resolve('/r/[review]/threads', { review })),
    page('progress', 'progress', ['G', 'P'], resolve(BOARD_ROUTE, { review })),
    page('agreement', 'agreement', [], resolve('/r/[review]/agreement', { review })),
    page('snapshots', 'snapshots', [], resolve('/r/[review]/snapshots', { review })),
    page('log', 'log', ['G', 'H'], resolve('/r/[review]/log', { review })),
    page('inbox', 'inbox', [], resolve('/inbox')),
    page('reviews', 'list of reviews', ['G', 'R'], resolve('/reviews')),
  ]
}

const themeChoices = (current: Theme): readonly Choice[] =>
  (['light', 'dark', 'system'] as const)
    .filter((theme) => theme !== current)
    .map((theme) => ({
      key: `theme-${theme}`,
      label: theme === 'system' ? 'Theme: as the system' : `Theme: ${theme}`,
      icon: 'wheel',
      keys: [],
      act: { is: 'theme', theme },
    }))

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
