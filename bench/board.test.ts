import { describe, expect, it } from 'vitest'
import type { Author } from './author.ts'
import { Board, type Desk } from './board.ts'
import type { Feed, FeedMessage } from './feed.ts'

/** Alice answers her items one after the other; what the feed tells is said by hand. */
function stage(kind: Desk['kind']) {
  let count = 0
  const answer = () => ({ item: `item-${(count += 1)}`, option: 'yes', count })
  const author = { answer } as unknown as Author
  const feed = {} as Feed
  const board = new Board()
  board.watch(feed)
  const tell = (message: FeedMessage): void => feed.onMessage(message, performance.now())
  return { board, tell, desk: { author, kind, document: 'paper', assessment: 'one', reviewer: 'alice' } }
}

const told = (answered: number, reviewer = 'alice'): FeedMessage => {
  return { type: 'progress', progress: [{ assessment: 'one', reviewer, answered }] }
}

describe('a board', () => {
  it('has heard of an answer in a draft when the feed tells of as many, and only once', () => {
    const { board, tell, desk } = stage('draft')
    board.answer(desk)
    tell(told(0))
    tell(told(1, 'bob'))
    expect([board.due, board.delays.length]).toEqual([1, 0])
    tell(told(1))
    tell(told(1))
    expect(board.delays).toHaveLength(1)
    expect(board.delays[0]).toBeGreaterThanOrEqual(0)
  })

  it('has heard of an answer in a shared document when the feed tells of that answer', () => {
    const { board, tell, desk } = stage('consensus')
    board.answer(desk)
    const answers = (option: string): FeedMessage => {
      return { type: 'answers', answers: [{ document: 'paper', answers: { 'item-1': option } }] }
    }
    tell(answers('no'))
    expect(board.delays).toHaveLength(0)
    tell(answers('yes'))
    expect(board.delays).toHaveLength(1)
  })
})
