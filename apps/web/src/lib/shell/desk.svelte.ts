/** What the page on screen tells the shell around it, and the few settings of this browser. */
import { createContext } from 'svelte'
import type { LiveDocument } from '#lib/live/live-document.svelte.ts'

/** `isName`: the one that narrow screens show alone. */
type Crumb = { readonly label: string; readonly href?: string; readonly isName?: true }
export type KeyLine = { readonly keys: readonly string[]; readonly does: string }

export class Desk {
  #page = $state.raw<PageNotes>({ crumbs: [], keys: [], document: null, isShared: false })
  #announcement = $state('')
  #lastAnnounced = 0
  #announcing: ReturnType<typeof setTimeout> | undefined
  menu = $state(false)
  keySheet = $state(false)

  get page(): PageNotes {
    return this.#page
  }

  /** Call from an effect of the page. @returns how to take it back. */
  show(notes: PageNotes): () => void {
    this.#page = notes
    return () => {
      if (this.#page === notes) this.#page = { crumbs: [], keys: [], document: null, isShared: false }
    }
  }

  get announcement(): string {
    return this.#announcement
  }

  /** Politely, and at most once in five seconds: the newest message wins. */
  announce(message: string): void {
    clearTimeout(this.#announcing)
    const wait = Math.max(0, this.#lastAnnounced + 5_000 - Date.now())
    this.#announcing = setTimeout(() => {
      this.#lastAnnounced = Date.now()
      this.#announcement = message
    }, wait)
  }
}

type PageNotes = {
  readonly crumbs: readonly Crumb[]
  /** For the key sheet. */
  readonly keys: readonly KeyLine[]
  /** The document being edited or read, whose state the top bar shows. */
  readonly document: LiveDocument | null
  /** Whether others' presence is shown: never in a blind draft. */
  readonly isShared: boolean
}

export const [getDesk, setDesk] = createContext<Desk>()

export type Theme = 'system' | 'light' | 'dark'

/** Kept in this browser. The theme's key is also read by static/theme.js before the first paint. */
export class Settings {
  #theme = $state<Theme>(
    read('tandem:theme') === 'dark' ? 'dark' : read('tandem:theme') === 'light' ? 'light' : 'system',
  )
  #singleKeys = $state(read('tandem:single-keys') !== 'off')

  get theme(): Theme {
    return this.#theme
  }

  set theme(theme: Theme) {
    this.#theme = theme
    write('tandem:theme', theme === 'system' ? null : theme)
    if (theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
  }

  /** Single letters as commands can be switched off (WCAG 2.1.4). */
  get singleKeys(): boolean {
    return this.#singleKeys
  }

  set singleKeys(isOn: boolean) {
    this.#singleKeys = isOn
    write('tandem:single-keys', isOn ? null : 'off')
  }
}

export const [getSettings, setSettings] = createContext<Settings>()

function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch {
    // A closed storage forgets the setting with the tab.
  }
}
