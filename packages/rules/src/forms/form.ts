/** Everything that is filled in per study is a form: a bias instrument, or a form of data extraction. */
import type { Instrument } from '../instruments/definition.ts'
import type { ExtractionForm } from './definition.ts'

export type Form = Instrument | ExtractionForm

/** Absent where a form is named: a bias instrument. */
export type FormKind = ExtractionForm['kind']

export const isInstrument = (form: Form): form is Instrument => 'domains' in form
