/** What the server notes in a round that goes on with a later version of its form. */
import {
  answerAt,
  formChanges,
  parseFieldKey,
  placeOf,
  rewordedKey,
  type ExtractionForm,
  type PlainDocument,
} from '@tandem/rules'
import type * as Y from 'yjs'
import { answersMap } from './layout.ts'
import { plainDocument } from './plain.ts'
import { updateBy } from './written-by-server.ts'

/** The update that marks every answer whose question has been reworded; null where there is none. @param client the server's id. */
export function rewordingUpdate(
  doc: Y.Doc,
  earlier: ExtractionForm,
  next: ExtractionForm,
  client: number,
): Uint8Array | null {
  const marks = rewordings(plainDocument(doc), earlier, next)
  return updateBy(client, doc, (copy) => {
    for (const [key, version] of marks) answersMap(copy).set(key, version)
  })
}

/** The same marks in the first content of a document. */
export function withRewordings(content: PlainDocument, earlier: ExtractionForm, next: ExtractionForm): PlainDocument {
  return { ...content, fields: { ...content.fields, ...Object.fromEntries(rewordings(content, earlier, next)) } }
}

const rewordings = (content: PlainDocument, earlier: ExtractionForm, next: ExtractionForm) =>
  rewordedItems(content, earlier, next).map((item) => [rewordedKey(item), next.version] as const)

/** The answered items of a document whose question is another in the next version, sorted. */
function rewordedItems(content: PlainDocument, earlier: ExtractionForm, next: ExtractionForm): readonly string[] {
  const reworded = formChanges(earlier, next).filter(({ kind }) => kind === 'reworded')
  const isReworded = (item: string): boolean => {
    const place = placeOf(next, item)
    return (
      place !== undefined && reworded.some(({ field, section }) => field === place.field && section === place.section)
    )
  }
  const answered = [...Object.keys(content.fields), ...Object.keys(content.texts)].filter(
    (key) => parseFieldKey(key)?.part === 'answer' && answerAt(content, key) !== undefined,
  )
  return [...new Set(answered)].filter(isReworded).sort()
}
