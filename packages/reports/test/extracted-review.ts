/** Studies as tables get them, for tests: a few words for what each person said of one. */
import { structureIn, type ExtractionForm, type Json, type PlainDocument } from '@tandem/rules'
import { EXTRACTED, STRUCTURE, tinyForm } from '@tandem/rules/testing'
import type { ExtractedReview, ExtractedStudy } from '../src/index.ts'

export type Fields = Readonly<Record<string, Json>>

export const plain = (fields: Fields, texts: PlainDocument['texts'] = {}): PlainDocument => ({ fields, texts })

/** Two arms, one outcome of events at two timepoints. */
export const structure = structureIn(plain(STRUCTURE))

export const review = (
  studies: readonly ExtractedStudy[],
  form: ExtractionForm = tinyForm,
  invented: string | null = null,
): ExtractedReview => ({
  form,
  // Of another form only where that is another version of it.
  studies: studies.map((study) => (study.form.version === form.version ? { ...study, form } : study)),
  invented,
})

const STUDY: ExtractedStudy = {
  key: 'aalto-2001',
  label: 'Aalto 2001',
  year: 2001,
  state: 'pending',
  structure,
  form: tinyForm,
  drafts: [],
  consensus: null,
}

/** Nothing of it may be read yet. */
export const hidden = (change: Partial<ExtractedStudy> = {}): ExtractedStudy => ({ ...STUDY, ...change })

/** Alice and Bob have said this, and the consensus is open. */
export const revealed = (byAlice: Fields, byBob: Fields, consensus: Fields = {}): ExtractedStudy => ({
  ...STUDY,
  state: 'conflict',
  drafts: [
    { reviewer: 'alice', content: plain({ ...EXTRACTED, ...byAlice }) },
    { reviewer: 'bob', content: plain({ ...EXTRACTED, ...byBob }) },
  ],
  consensus: { content: plain({ ...EXTRACTED, ...consensus }), isSettled: false },
})

export const settled = (fields: Fields, change: Partial<ExtractedStudy> = {}): ExtractedStudy => ({
  ...STUDY,
  state: 'agreed',
  consensus: { content: plain(fields), isSettled: true },
  ...change,
})
