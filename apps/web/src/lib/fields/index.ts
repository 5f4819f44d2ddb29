/**
 * The editor of each field type, one line each. A new type is a file in `rules/src/fields` and its editor here.
 * Types that only forms with which forms are built have no editor among these.
 */
import type { Component } from 'svelte'
import type { FieldSettings, FieldTypeId } from '@tandem/rules'
import ChoiceEditor from './ChoiceEditor.svelte'
import ChoicesEditor from './ChoicesEditor.svelte'
import CountryEditor from './CountryEditor.svelte'
import type { EditorProps } from './editor.ts'
import LinesEditor from './LinesEditor.svelte'
import NumberEditor from './NumberEditor.svelte'
import RowsEditor from './RowsEditor.svelte'
import TextEditor from './TextEditor.svelte'
import WholeEditor from './WholeEditor.svelte'
import YesNoEditor from './YesNoEditor.svelte'

type AnsweredType = Exclude<FieldTypeId, 'options' | 'units' | 'condition'>

const EDITORS: Readonly<Record<AnsweredType, unknown>> = {
  text: TextEditor,
  'long-text': LinesEditor,
  number: NumberEditor,
  whole: WholeEditor,
  date: TextEditor,
  choice: ChoiceEditor,
  choices: ChoicesEditor,
  'yes-no-unclear': YesNoEditor,
  country: CountryEditor,
  references: LinesEditor,
  counts: TextEditor,
  rows: RowsEditor,
}

/** @throws Error for a type that no form of data extraction asks. */
export function editorOf({ type }: FieldSettings): Component<EditorProps> {
  const editor = (EDITORS as Readonly<Record<string, unknown>>)[type]
  if (editor === undefined) throw new Error(`no editor for a field of the type ${type}`)
  return editor as Component<EditorProps>
}

/** Whether values stand in one column under each other, their last digits aligned. */
export const isNumeric = ({ type }: FieldSettings): boolean => type === 'number' || type === 'whole'
