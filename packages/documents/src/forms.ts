/** Instruments by the hash of their definition: what a document, a plan and a snapshot mean by "this form". */
import { canonicalJson, INSTRUMENTS, type FormVersion, type Instrument, type Json } from '@tandem/rules'
import { sha256Hex } from './plain.ts'

export function formVersionOf(instrument: Instrument): FormVersion {
  const { id, version } = instrument
  return { id, version, hash: sha256Hex(canonicalJson(instrument as unknown as Json)) }
}

/** The instruments that a plan may name today, by id. */
export function choosableForms(): Readonly<Record<string, FormVersion>> {
  return Object.fromEntries(INSTRUMENTS.map((instrument) => [instrument.id, formVersionOf(instrument)]))
}
