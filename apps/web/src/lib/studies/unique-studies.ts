/** Citations of one file: the later of two that are the same study is marked. */
import { knownStudy, type Citation, type Study, type StudyId } from '@tandem/rules'

export function uniqueStudies(
  citations: readonly Citation[],
): readonly { readonly citation: Citation; readonly isTwice: boolean }[] {
  const seen: Study[] = []
  return citations.map((citation) => {
    const isTwice = knownStudy(seen, citation) !== null
    seen.push({ id: '' as StudyId, key: '', label: '', design: '', citation })
    return { citation, isTwice }
  })
}
