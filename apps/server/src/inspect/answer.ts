/** What `inspect` and `replay` answer: from a question and an archive to a text. */
import { accepted, refused, type DocumentId, type Json, type Result, type ReviewId } from '@tandem/rules'
import { storyOf } from '../history/story.ts'
import { OpenReview } from '../review/open-review.ts'
import type { ChainBreak, StoredDocument, StoredReview } from '../store/contract.ts'
import type { Asked, Question } from './command-line.ts'
import { printOverview, type DocumentOverview, type ReviewOverview } from './overview.ts'
import { chaptersToJson, printStory, printTree, sizeShown, treeToJson } from './print.ts'
import type { LoggedUpdate } from '../store/contract.ts'
import { verdictOn, type Verdict } from './verdict.ts'

/** Where the answers come from. All of them are about the same moment. */
export type Archive = {
  readonly reviews: () => readonly ReviewId[]
  readonly review: (id: ReviewId) => StoredReview | null
  readonly documents: (review: ReviewId) => readonly (StoredDocument & {
    readonly updates: number
    /** Of all updates. */
    readonly bytes: number
  })[]
  readonly document: (id: DocumentId) => StoredDocument | null
  /** From the first update on, whatever a checkpoint covers. */
  readonly updates: (id: DocumentId) => readonly LoggedUpdate[]
  readonly verifyChain: (review: ReviewId) => Promise<ChainBreak | null>
}

type Looking = Exclude<Asked, { readonly what: 'help' }>

/** The reason is a sentence that says what cannot be done. */
export async function answerOn(archive: Archive, asked: Looking): Promise<Result<string, string>> {
  if (asked.what === 'overview') return accepted(await overviewText(archive, asked))
  const document = archive.document(asked.document)
  if (document === null) return refused(`There is no document "${asked.document}". "tandem inspect" lists them.`)
  switch (asked.what) {
    case 'tree':
    case 'replay':
      return accepted(storyText(archive.updates(document.id), asked))
    case 'verdict':
      return judged(archive, document, asked, asked.isJson)
  }
}

async function overviewOf(archive: Archive, showsValues: boolean): Promise<readonly ReviewOverview[]> {
  const overviews: ReviewOverview[] = []
  for (const id of archive.reviews()) {
    const stored = archive.review(id)
    if (stored === null) continue
    overviews.push({
      id,
      title: stored.review.title,
      events: stored.events.length,
      brokenAt: await archive.verifyChain(id),
      documents: archive.documents(id).map((document) => overviewOfDocument(document, showsValues)),
    })
  }
  return overviews
}

function overviewOfDocument(
  { id, kind, owner, assessment, updates, bytes, layout }: ReturnType<Archive['documents']>[number],
  showsValues: boolean,
): DocumentOverview {
  return { id, kind, owner, assessment, updates, bytes: sizeShown(bytes, showsValues), layout }
}

async function overviewText(archive: Archive, { showsValues, isJson }: Looking): Promise<string> {
  const reviews = await overviewOf(archive, showsValues)
  return isJson ? jsonText(reviews as unknown as Json) : printOverview(reviews)
}

type StoryAsked = Extract<Looking, { readonly what: 'tree' | 'replay' }>

/** Asked for one moment, the document as it was then; else how it came about. */
function storyText(updates: readonly LoggedUpdate[], asked: StoryAsked): string {
  const { showsValues, isJson } = asked
  if (asked.what === 'replay' && asked.until === null) {
    const { chapters } = storyOf(updates)
    return isJson ? jsonText(chaptersToJson(chapters, showsValues)) : printStory(chapters, showsValues)
  }
  const story = storyOf(updates, asked.what === 'replay' ? (asked.until ?? Infinity) : Infinity)
  return isJson ? jsonText(treeToJson(story, showsValues)) : printTree(story, showsValues)
}

function judged(
  archive: Archive,
  document: StoredDocument,
  { key, person, value }: Question,
  isJson: boolean,
): Result<string, string> {
  const stored = archive.review(document.review)
  if (stored === null) return refused('The review of this document is missing.')
  const { view } = new OpenReview(stored, [])
  if (!view.people.some(({ id }) => id === person)) return refused(`"${person}" is no member of this review.`)
  const verdict = verdictOn(view, document, person, key, value)
  return accepted(isJson ? jsonText(verdict) : verdictText(verdict))
}

function verdictText({ grant, denial }: Verdict): string {
  const said = denial === null ? 'The rules have nothing against it.' : `Refused by ${denial.rule}: ${denial.sentence}`
  return `Grant: ${grant}. ${said}`
}

function jsonText(value: Json): string {
  return JSON.stringify(value, null, 2)
}
