/** What one does with a rating by keys and buttons, alike in a blind draft and in one that a team writes. */
import { answerKey, parseFieldKey, type AssessmentId, type Option } from '@tandem/rules'
import type { CommandDesk } from '#lib/commands/command-desk.svelte.ts'
import { getDesk, getSettings } from '#lib/shell/desk.svelte.ts'
import { focusCard, focusInCard, optionOfKey, SCREEN_KEYS } from './card-keys.ts'
import { getDiscussion } from '#lib/threads/discussion.svelte.ts'
import { fieldLabel } from './field-words.ts'
import type { Rating } from './rating.svelte.ts'

type Parts = {
  readonly rating: Rating
  readonly commands: CommandDesk
  readonly assessment: () => AssessmentId
  readonly isReadOnly: () => boolean
}

/** Made while a component is set up. */
export class RatingActs {
  /** While what was typed last is on its way to the server, before it is submitted. */
  isSaving = $state(false)
  /** Why nothing was submitted; null where nothing went wrong. */
  unsavedTrouble = $state<string | null>(null)
  readonly #parts: Parts
  readonly #desk = getDesk()
  readonly #settings = getSettings()
  readonly #discussion = getDiscussion()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  readonly show = (item: string): void => {
    this.#parts.rating.goTo(item)
    void focusCard()
  }

  readonly step = (by: 1 | -1): void => {
    this.#parts.rating.step(by)
    void focusCard()
  }

  readonly nextOpen = (): void => {
    this.#parts.rating.nextOpen()
    void focusCard()
  }

  /** "item 12" */
  readonly nameOf = (item: string): string =>
    `item ${this.#parts.rating.asked.find(({ id }) => id === item)?.number ?? ''}`

  readonly choose = (option: Option): void => {
    const { rating, isReadOnly } = this.#parts
    if (rating.current && !isReadOnly()) rating.live.set(answerKey(rating.current.id), option.id)
    void focusCard()
  }

  readonly undo = (): void => {
    const { rating } = this.#parts
    const [key] = rating.live.undo()
    if (key === undefined) return
    rating.goTo(parseFieldKey(key)?.item ?? null)
    this.#desk.announce(`${fieldLabel(rating.instrument, key)}: changed back`)
  }

  /** @returns whether the key did something. */
  readonly act = (key: string, inCard: boolean): boolean => {
    const { rating } = this.#parts
    if (key === 'Enter') {
      if (rating.nextOpen()) void focusCard()
      return true
    }
    if (!this.#settings.singleKeys) return false
    const option = rating.current && optionOfKey(rating.current, key, inCard)
    if (option) this.choose(option)
    else if (key === SCREEN_KEYS.next) this.step(1)
    else if (key === SCREEN_KEYS.previous) this.step(-1)
    else if (key === SCREEN_KEYS.source) focusInCard('source')
    else if (key === SCREEN_KEYS.note) focusInCard('note')
    else if (key === SCREEN_KEYS.undo) this.undo()
    else if (key === SCREEN_KEYS.comment && rating.current)
      this.#discussion.show({ item: rating.current.id, part: null })
    else return false
    return true
  }

  /** Submits what stands here now, once all of it is on the server. */
  readonly submit = async (): Promise<void> => {
    const { rating, commands, assessment } = this.#parts
    this.unsavedTrouble = null
    // A field that is being typed in commits when it is left.
    ;(document.activeElement as HTMLElement | null)?.blur()
    const seen = rating.live.contentHash()
    this.isSaving = true
    const isSaved = await rating.live.whenSaved()
    this.isSaving = false
    if (!isSaved) {
      this.unsavedTrouble = 'Not everything is on the server yet, so nothing was submitted. What you typed is kept.'
      return
    }
    const outcome = await commands.ask({ type: 'submit', assessment: assessment(), contentHash: seen })
    if (outcome.is === 'done') this.#desk.announce('Submitted')
  }
}
