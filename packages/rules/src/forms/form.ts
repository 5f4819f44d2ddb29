/** Everything that is filled in per study is a form: a bias instrument, or a form of data extraction. */
import type { Instrument } from '../instruments/definition.ts'
import type { ExtractionForm } from './definition.ts'

export type Form = Instrument | ExtractionForm

/** Of what a plan may name. Absent where a form is named: a bias instrument. */
export type FormKind = Exclude<ExtractionForm['kind'], 'definition'>

export const isInstrument = (form: Form): form is Instrument => 'domains' in form
