/** What an editor of a field is given. Values and callbacks only: it knows no document and no form. */
import type { FieldSettings, Json } from '@tandem/rules'

export type EditorProps<Settings extends FieldSettings = FieldSettings> = {
  /** Of the control; a visible label may name it. */
  readonly id: string
  /** The question in full: "Mean, Return to work, 12 months, Back school". */
  readonly label: string
  readonly settings: Settings
  readonly value: Json
  readonly onchange: (value: Json) => void
  /** Text that stands in the field and is not the value, and why. */
  readonly unread: Unread | null
  readonly onunread: (unread: Unread | null) => void
  /** In a table: no more than one line, no decoration. */
  readonly isCompact?: boolean
  /** Shown while there is no value. */
  readonly placeholder?: string
  /** Id of what explains the field, or what is wrong. */
  readonly describedby?: string | undefined
  /** Of a field that takes rows of another section: those rows. */
  readonly choosable?: readonly { readonly id: string; readonly label: string }[]
}

export type Unread = {
  readonly text: string
  readonly reason: string
  /** The text could be read, but the value became another one while it was typed. */
  readonly isOvertaken: boolean
}
