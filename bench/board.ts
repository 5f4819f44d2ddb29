/** Who edits what, and when somebody else's feed told of it. */
import type { Answered, Author } from './author.ts'
import type { Feed, FeedMessage } from './feed.ts'

/** A document that an author writes in. */
export type Desk = {
  readonly author: Author
  readonly kind: 'draft' | 'consensus'
  readonly document: string
  readonly assessment: string
  readonly reviewer: string
}

export class Board {
  readonly #sentAt = new Map<string, number>()
  #isWatched = false
  /** Milliseconds from the sending of an answer to the feed's word of it. */
  readonly delays: number[] = []
  /** Answers given that a feed has to tell of. */
  due = 0

  /** Answers the next item of this desk. False where all are answered. */
  answer({ author, kind, document, assessment, reviewer }: Desk): boolean {
    const sentAt = performance.now()
    const answered = author.answer()
    if (answered === null) return false
    const key = kind === 'draft' ? draftKey(assessment, reviewer, answered.count) : sharedKey(document, answered)
    this.#sentAt.set(key, sentAt)
    this.due += 1
    return true
  }

  /** Whether a feed is there that could tell. */
  get isWatched(): boolean {
    return this.#isWatched
  }

  watch(feed: Feed): void {
    this.#isWatched = true
    feed.onMessage = (message, at) => {
      for (const key of keysIn(message)) this.#saw(key, at)
    }
  }

  #saw(key: string, at: number): void {
    const sentAt = this.#sentAt.get(key)
    if (sentAt === undefined) return
    this.#sentAt.delete(key)
    this.delays.push(at - sentAt)
  }
}

function keysIn(message: FeedMessage): readonly string[] {
  switch (message.type) {
    case 'progress':
      return message.progress.map(({ assessment, reviewer, answered }) => draftKey(assessment, reviewer, answered))
    case 'answers':
      return message.answers.flatMap(({ document, answers }) =>
        Object.entries(answers).map(([item, option]) => sharedKey(document, { item, option })),
      )
    default:
      return []
  }
}

function draftKey(assessment: string, reviewer: string, answered: number): string {
  return `${assessment} ${reviewer} ${answered}`
}

function sharedKey(document: string, { item, option }: Pick<Answered, 'item' | 'option'>): string {
  return `${document} ${item} ${option}`
}
