/** In how many studies a question has an answer, among those that one may read. */
import { answerAt, cellId, type Field, type PlainDocument, type Section } from '@tandem/rules'
import type { ExtractedStudy } from '@tandem/wire'

/** Blind drafts of others are in none of these answers: nobody is sent them. */
export function answeredStudies(
  studies: readonly ExtractedStudy[],
  section: Pick<Section, 'id' | 'per'>,
  field: Pick<Field, 'id'>,
): number {
  return studies.filter(({ drafts, shared }) => {
    const documents = [...drafts.map(({ content }) => content), ...(shared ? [shared.content] : [])]
    return documents.some((document) => isAnswered(document, section, field))
  }).length
}

function isAnswered(document: PlainDocument, { id, per }: Pick<Section, 'id' | 'per'>, field: Pick<Field, 'id'>) {
  if (per === 'study') return answerAt(document, field.id) !== undefined
  return [...Object.keys(document.fields), ...Object.keys(document.texts)].some(
    (key) => key === cellId(id, key.split('/')[1] ?? '', field.id) && answerAt(document, key) !== undefined,
  )
}
