import { canonicalJson, type ExtractionForm, type Json } from '@tandem/rules'
import { download } from '#lib/ui/download.ts'

/** The definition in the order of canonical JSON, so that two files of one form are the same file. */
export function formText(form: ExtractionForm): string {
  return `${JSON.stringify(JSON.parse(canonicalJson(form as unknown as Json)), null, 2)}\n`
}

export function downloadForm(form: ExtractionForm): void {
  download(new Blob([formText(form)], { type: 'application/json' }), `form-${form.id}-v${form.version}.json`)
}
