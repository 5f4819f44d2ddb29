/** What one does with an extraction by keys and buttons, alike in a blind draft and in what a team writes. */
import { parseFieldKey, type AssessmentId } from '@tandem/rules'
import { focusCard, SCREEN_KEYS } from '#lib/assessment/card-keys.ts'
import type { CommandDesk } from '#lib/commands/command-desk.svelte.ts'
import { getDesk, getSettings, type KeyLine } from '#lib/shell/desk.svelte.ts'
import { getDiscussion } from '#lib/threads/discussion.svelte.ts'
import { cellTitle } from './cell-titles.ts'
import { cellFieldWords } from './cell-words.ts'
import type { Extraction } from './extraction.svelte.ts'
import { unfoldInHand } from './unfold.ts'

type Parts = {
  readonly extraction: Extraction
  readonly commands: CommandDesk
  readonly assessment: () => AssessmentId
  readonly isReadOnly: () => boolean
}

export const EXTRACTION_KEYS: readonly KeyLine[] = [
  { keys: ['Tab'], does: 'Next field' },
  { keys: ['Alt ↓'], does: 'Next open question' },
  { keys: ['Alt N'], does: 'Not reported' },
  { keys: ['Enter'], does: 'In a table: the cell below; else the next open question' },
  { keys: ['Ctrl arrows'], does: 'In a table: the cell beside, above or below' },
  { keys: ['J', 'K'], does: 'Next and previous question' },
  { keys: ['S'], does: 'Source' },
  { keys: ['T'], does: 'Note' },
  { keys: ['='], does: 'Calculate the number from others' },
  { keys: ['H'], does: 'History of the question' },
  { keys: ['Z'], does: 'Undo what you did last' },
  { keys: ['C'], does: 'Comment on the question' },
  { keys: ['Esc'], does: 'Leave a field, so that letters act' },
]

/** Made while a component is set up. */
export class ExtractionActs {
  /** While what was typed last is on its way to the server, before it is submitted. */
  isSaving = $state(false)
  /** Why nothing was submitted; null where nothing went wrong. */
  trouble = $state<string | null>(null)
  readonly #parts: Parts
  readonly #desk = getDesk()
  readonly #settings = getSettings()
  readonly #discussion = getDiscussion()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  readonly show = (item: string): void => void this.#parts.extraction.go(item)

  readonly nextOpen = (): void => {
    if (!this.#parts.extraction.goToNextOpen()) this.#desk.announce('Nothing is open any more')
  }

  readonly nameOf = (item: string): string => `“${cellTitle(this.#parts.extraction.form, item)}”`

  readonly undo = (): void => {
    const { extraction } = this.#parts
    const [key] = extraction.live.undo()
    if (key === undefined) return
    const item = parseFieldKey(key)?.item
    if (item !== undefined) void extraction.go(item)
    this.#desk.announce(`${cellFieldWords(extraction.form, { key, value: null }).label}: changed back`)
  }

  /** Keys with Alt act also while somebody types. @returns whether the key did something. */
  readonly actWithAlt = (event: KeyboardEvent): boolean => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return false
    // By its place: Alt and a letter type another one on some keyboards.
    if (event.key === 'ArrowDown') this.nextOpen()
    else if (event.code === 'KeyN') return this.#notReported()
    else return false
    return true
  }

  #notReported(): boolean {
    const { extraction, isReadOnly } = this.#parts
    const item = extraction.current
    if (isReadOnly() || extraction.isPast || item === null) return false
    extraction.declare(item, 'not-reported')
    return true
  }

  /** @returns whether the key did something. */
  readonly act = (key: string): boolean => {
    const { extraction } = this.#parts
    if (key === 'Enter') {
      this.nextOpen()
      return true
    }
    const item = extraction.current
    if (!this.#settings.singleKeys || item === null) return false
    if (key === SCREEN_KEYS.next) this.#step(1)
    else if (key === SCREEN_KEYS.previous) this.#step(-1)
    else if (key === SCREEN_KEYS.source) return unfoldInHand('source')
    else if (key === SCREEN_KEYS.note) return unfoldInHand('note')
    else if (key === '=') return unfoldInHand('calculator')
    else if (key === 'h') return unfoldInHand('history')
    else if (key === SCREEN_KEYS.undo) this.undo()
    else if (key === SCREEN_KEYS.comment) this.#discussion.show({ item, part: null })
    else return false
    return true
  }

  #step(by: 1 | -1): void {
    const { extraction } = this.#parts
    const { order } = extraction.outline
    const next = order[order.indexOf(extraction.current ?? '') + by]
    if (next === undefined) return
    extraction.moveTo(next)
    void focusCard()
  }

  /** Submits what stands here now, once all of it is on the server. */
  readonly submit = async (): Promise<void> => {
    const { extraction, commands, assessment } = this.#parts
    this.trouble = null
    // A field that is being typed in commits when it is left.
    ;(document.activeElement as HTMLElement | null)?.blur()
    const [unread] = extraction.unread.keys()
    if (unread !== undefined) {
      this.trouble = 'What stands in one field is not stored, so nothing was submitted.'
      return void extraction.go(unread)
    }
    const seen = extraction.live.contentHash()
    this.isSaving = true
    const isSaved = await extraction.live.whenSaved()
    this.isSaving = false
    if (!isSaved) {
      this.trouble = 'Not everything is on the server yet, so nothing was submitted. What you typed is kept.'
      return
    }
    const outcome = await commands.ask({ type: 'submit', assessment: assessment(), contentHash: seen })
    if (outcome.is === 'done') this.#desk.announce('Submitted')
  }
}
