/**
 * The keys of the item in hand: of a rating and of a consensus alike.
 *
 * Letters act while the item has focus, or while nothing has. The screens keep six letters for themselves
 * (`SCREEN_KEYS`), which a valid instrument gives to no option. In one that does so all the same, the option has the key
 * as long as its item has focus, and the screen has it elsewhere.
 */
import { tick } from 'svelte'
import { itemsOf, type Instrument, type Item, type Option } from '@tandem/rules'
import type { KeyLine } from '#lib/shell/desk.svelte.ts'
import { isTyping, singleKey } from '#lib/shell/keys.ts'

export const SCREEN_KEYS = { next: 'j', previous: 'k', source: 's', note: 't', undo: 'z', comment: 'c' } as const

export type CardKeys = {
  /** @param inCard whether the item has focus; else nothing has. @returns whether the key did something. */
  readonly act: (key: string, inCard: boolean) => boolean
  readonly undo: () => void
  /** Whether Ctrl Z also acts in a note: one that people type together is undone as the rest of the document. */
  readonly undoesNotes: boolean
}

export function onCardKey(event: KeyboardEvent, { act, undo, undoesNotes }: CardKeys): void {
  const target = event.target as HTMLElement
  const inCard = card()?.contains(target) ?? false
  if (event.key === 'Escape' && inCard && isTyping(target)) {
    event.preventDefault()
    return void focusCard()
  }
  const mayUndo = !isTyping(target) || (undoesNotes && target.dataset['together'] !== undefined)
  if (isUndo(event) && mayUndo) {
    event.preventDefault()
    return undo()
  }
  const key = singleKey(event)
  const isFree = target === document.body || target.id === 'main'
  if (key === null || event.defaultPrevented || (!inCard && !isFree) || isDialogOpen()) return
  if (key === 'Enter' && isPressedBy(target)) return
  if (act(key, inCard)) event.preventDefault()
}

/** The option that a key chooses. */
export function optionOfKey(item: Item, key: string, inCard: boolean): Option | undefined {
  return inCard || !isScreenKey(key) ? item.options.find((option) => option.key === key) : undefined
}

/** What the screens' own keys do, for the key sheet. @param options keys that options have on this screen. */
export function screenKeyLines(options: readonly string[]): readonly KeyLine[] {
  const line = (keys: readonly string[], does: string): KeyLine => {
    const isShared = keys.some((key) => options.includes(key))
    return {
      keys: keys.map((key) => key.toUpperCase()),
      does: isShared ? `${does}, unless the item with focus has an answer of this key` : does,
    }
  }
  return [
    line([SCREEN_KEYS.next, SCREEN_KEYS.previous], 'Next and previous item'),
    line([SCREEN_KEYS.source], 'Source'),
    line([SCREEN_KEYS.note], 'Note'),
    line([SCREEN_KEYS.undo], 'Undo what you did last'),
    line([SCREEN_KEYS.comment], 'Comment on the item'),
  ]
}

export function optionKeysOf(instrument: Instrument): readonly string[] {
  return [...new Set(itemsOf(instrument).flatMap((item) => item.options.map((option) => option.key)))]
}

/** The item in hand, once it is on screen. */
export async function focusCard(): Promise<void> {
  await tick()
  card()?.focus({ preventScroll: true })
  card()?.scrollIntoView({ block: 'nearest' })
}

/** @returns whether the item in hand has such a field. */
export function focusInCard(field: 'source' | 'note' | 'answer'): boolean {
  const found = card()?.querySelector<HTMLElement>(FIELDS[field])
  found?.focus()
  return found != null
}

const FIELDS = { source: '[data-first]', note: '[data-note]', answer: '[role=radio][tabindex="0"]' } as const

const card = (): HTMLElement | null => document.querySelector('[data-card]')

const isScreenKey = (key: string): boolean => Object.values<string>(SCREEN_KEYS).includes(key)

const isUndo = (event: KeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z' && !event.shiftKey

const isDialogOpen = (): boolean => document.querySelector('dialog[open]') !== null

/** Enter on a button or a link is theirs; on an answer it goes on. */
const isPressedBy = (target: HTMLElement): boolean =>
  target.closest('button, a') !== null && target.getAttribute('role') !== 'radio'
