/** Citations of one file: the later of two that are the same study is marked. */
import { identitiesOf, type Citation } from '@tandem/rules'

export function uniqueStudies(
  citations: readonly Citation[],
): readonly { readonly citation: Citation; readonly isTwice: boolean }[] {
  const seen = new Set<string>()
  return citations.map((citation) => {
    const identities = identitiesOf(citation)
    const isTwice = identities.some((identity) => seen.has(identity))
    for (const identity of identities) seen.add(identity)
    return { citation, isTwice }
  })
}
