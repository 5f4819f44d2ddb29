/**
 * The form with which forms are built. A form under construction is a document of it: it is written live through the same
 * gate, with the same field types, candidates and history as everything else that people fill in together.
 *
 *   form (once)            title, short title, sources
 *   sections, one a row    the id of the row is the id of the section
 *   fields, one a row      the id of the row is `<section where it was made>~<id of the field>`, so that two sections that
 *                          are filled in more than once may each have a field of that id
 *
 * What each field type asks of whoever builds a form stands with the type. An id of a row is never changed, and so an id of
 * a field never is; what is taken out and was published comes back as retired: see `form-in.ts`.
 */
import { FIELD_TYPES, type FieldSettings } from '../../fields/index.ts'
import type { SettingQuestion } from '../../fields/field-type.ts'
import { questionId } from './question-id.ts'
import {
  MEASURES,
  MEASURE_WORDS,
  REPEATS,
  REPEATS_WORDS,
  type ExtractionForm,
  type Field,
  type Repeats,
} from '../definition.ts'
import { choiceOf, choicesOf, field, LONG_TEXT, REQUIRED, TEXT } from '../fields-of-forms.ts'

export const SECTIONS = 'sections'
export const FIELDS = 'fields'

/** Types that a form may have fields of, in the order in which they are offered. */
export const OFFERED_TYPES = FIELD_TYPES.filter(({ isForBuilders }) => !isForBuilders)

const wordsOf = <Id extends string>(ids: readonly Id[], words: Readonly<Record<Id, string>>): FieldSettings =>
  choiceOf(Object.fromEntries(ids.map((id) => [id, words[id]])))

const YES = choiceOf({ yes: 'Yes', no: 'No' })

const rowsOnly = { when: { item: 'per', in: ['row' satisfies Repeats] } }

export const FORM_OF_FORMS: ExtractionForm = {
  kind: 'definition',
  id: 'form-of-forms',
  version: 1,
  title: 'A form of data extraction',
  shortTitle: 'Form',
  cites: [],
  sections: [
    {
      id: 'form',
      title: 'The form',
      help: '',
      per: 'study',
      fields: [
        field('title', 'Title', TEXT, '', REQUIRED),
        field('short-title', 'Short title', TEXT, 'As it stands in tabs and lists.', REQUIRED),
        field('cites', 'Sources', LONG_TEXT, 'What the form was made after, one a line.'),
      ],
    },
    {
      id: SECTIONS,
      title: 'Sections',
      help: '',
      per: 'row',
      key: 'title',
      required: true,
      fields: [
        field('title', 'Title', TEXT, '', REQUIRED),
        field('help', 'Help', LONG_TEXT, 'Shown above the questions.'),
        field('per', 'Filled in', wordsOf(REPEATS, REPEATS_WORDS), '', REQUIRED),
        field('key', 'Rows are named by', TEXT, 'The field that says which row is which.', rowsOnly),
        field('required', 'At least one row', YES, '', rowsOnly),
      ],
    },
    {
      id: FIELDS,
      title: 'Fields',
      help: '',
      per: 'row',
      key: 'label',
      fields: [
        field('section', 'Section', TEXT, '', REQUIRED),
        field('label', 'Question', TEXT, '', REQUIRED),
        field('help', 'Help', LONG_TEXT, 'What to look for, and what counts.'),
        field(
          'type',
          'Type',
          choiceOf(Object.fromEntries(OFFERED_TYPES.map(({ id, title }) => [id, title]))),
          '',
          REQUIRED,
        ),
        ...settingFields(),
        field('required', 'Has to be answered', YES, 'Also "not reported" is an answer.'),
        field(
          'measures',
          'Asked of outcomes that are',
          choicesOf(Object.fromEntries(MEASURES.map((id) => [id, MEASURE_WORDS[id]]))),
          'Of results only. None chosen: of all.',
        ),
        field('when', 'Asked only when', { type: 'condition' }, 'Empty: always.'),
      ],
    },
  ],
}

/** Each setting once, asked of the types that have it. */
function settingFields(): readonly Field[] {
  const asked = new Map<string, { readonly question: SettingQuestion; readonly types: string[] }>()
  for (const { id, asks = [] } of OFFERED_TYPES) {
    for (const question of asks) {
      const known = asked.get(questionId(question))
      if (known) known.types.push(id)
      else asked.set(questionId(question), { question, types: [id] })
    }
  }
  return [...asked].map(
    ([
      id,
      {
        question: { label, help, answered },
        types,
      },
    ]) => field(id, label, answered as FieldSettings, help, { when: { item: 'type', in: types } }),
  )
}
