/** Every template of data extraction, one line each. A new one is a file beside this one and a line here. */
import type { ExtractionForm } from '../definition.ts'
import { diagnosticAccuracy } from './diagnostic-accuracy.ts'
import { intervention } from './intervention.ts'
import { prognosis } from './prognosis.ts'
import { returnToWork } from './return-to-work.ts'

export const TEMPLATES: readonly ExtractionForm[] = [returnToWork, intervention, prognosis, diagnosticAccuracy]
