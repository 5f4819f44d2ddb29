import { Board } from '../board.ts'
import { cookieOf, personWith, type PopulatedReview } from '../grounds.ts'
import { cursorIn, readReview } from '../reading.ts'
import { quantile } from '../statistics.ts'
import type { Stage } from '../stage.ts'
import { seatAt, workAt, type Place } from './desks.ts'
import type { Measure } from './measure.ts'

/** Three people with 20 drafts each: more than anybody has open, so that the review is busier than any will be. */
const STUDIES = 20
const LOAD = { editsPerSecond: 60, answers: 0.25 }

export const boardUpdates: Measure = {
  name: 'board-updates',
  title: 'Board: 60 edits a second in the drafts of one review of 300 studies, all five members watch its feed',
  servers: ['tandem'],
  ground: 'large-review',
  figures: [
    { key: 'p50', label: 'from an edit to the supervisor’s board, p50', unit: 'ms' },
    { key: 'p95', label: 'from an edit to the supervisor’s board, p95', unit: 'ms' },
    { key: 'p99', label: 'from an edit to the supervisor’s board, p99', unit: 'ms' },
    { key: 'ackP50', label: 'acknowledged, p50', unit: 'ms' },
    { key: 'ackP99', label: 'acknowledged, p99', unit: 'ms' },
    { key: 'core', label: 'share of a core', unit: '' },
    { key: 'delivered', label: 'delivered share', unit: '' },
  ],
  run: watchTyping,
}

async function watchTyping(stage: Stage) {
  const [review] = stage.reviews
  if (!review) throw new Error('there is no review')
  const running = await stage.start()
  const board = new Board()
  const supervisor = personWith('supervisor', review)
  for (const { id, cookie } of review.people) {
    const feed = stage.follow(review.review, cookie, cursorIn(await readReview(stage.port, review.review, cookie)))
    await feed.ready()
    if (id === supervisor.id) board.watch(feed)
  }
  const desks = await seatAt(stage, draftsIn(review))
  const { acks, cpu, seconds } = await workAt(stage, running, desks, board, LOAD)
  return {
    p50: quantile(board.delays, 0.5),
    p95: quantile(board.delays, 0.95),
    p99: quantile(board.delays, 0.99),
    ackP50: quantile(acks, 0.5),
    ackP99: quantile(acks, 0.99),
    core: cpu / seconds,
    delivered: board.delays.length / board.due,
  }
}

function draftsIn(review: PopulatedReview): readonly Place[] {
  const open = review.studies.filter(({ consensus }) => consensus === null).slice(0, STUDIES)
  return open.flatMap(({ assessment, drafts }) =>
    drafts.map(({ document, reviewer }): Place => {
      const where = { document, assessment: assessment ?? '', reviewer, cookie: cookieOf(review, reviewer) }
      return { ...where, kind: 'draft', items: review.items, first: 0, step: 1 }
    }),
  )
}
