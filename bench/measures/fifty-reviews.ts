import { Board } from '../board.ts'
import { cookieOf, personWith, type PopulatedReview } from '../grounds.ts'
import { cursorIn, readReview } from '../reading.ts'
import { quantile } from '../statistics.ts'
import { seconds as wait, type Stage } from '../stage.ts'
import { seatAt, workAt, type Place } from './desks.ts'
import type { Measure } from './measure.ts'

/** One update a second each: people type a third of the time, in three updates a second. */
const LOAD = { editsPerSecond: 200, answers: 0.1 }
const MB = 1_000_000

export const fiftyReviews: Measure = {
  name: 'fifty-reviews',
  title:
    'Fifty reviews: 200 people type, one update a second each; ours with a feed for each and 50 supervisors who watch',
  ground: 'many-reviews',
  figures: [
    { key: 'ackP50', label: 'acknowledged, p50', unit: 'ms' },
    { key: 'ackP99', label: 'acknowledged, p99', unit: 'ms' },
    { key: 'feedP50', label: 'from an edit to the supervisor’s feed, p50', unit: 'ms' },
    { key: 'feedP99', label: 'from an edit to the supervisor’s feed, p99', unit: 'ms' },
    { key: 'delivered', label: 'delivered to the supervisor, share', unit: '' },
    { key: 'cpu', label: 'server CPU per update', unit: 'µs' },
    { key: 'core', label: 'share of a core', unit: '' },
    { key: 'memory', label: 'resident at the end', unit: 'MB' },
  ],
  run: workInFifty,
}

async function workInFifty(stage: Stage) {
  const running = await stage.start()
  const board = new Board()
  const isOurs = stage.server.name === 'tandem'
  if (isOurs) for (const review of stage.reviews) await openFeeds(stage, review, board)
  const desks = await seatAt(stage, stage.reviews.flatMap(placesIn))
  const done = await workAt(stage, running, desks, board, LOAD)
  // What the others acknowledge is on no disk yet.
  const acks = isOurs ? done.acks : []
  return {
    ackP50: quantile(acks, 0.5),
    ackP99: quantile(acks, 0.99),
    feedP50: quantile(board.delays, 0.5),
    feedP99: quantile(board.delays, 0.99),
    delivered: isOurs ? board.delays.length / board.due : Number.NaN,
    cpu: (done.cpu / done.sent) * 1e6,
    core: done.cpu / done.seconds,
    memory: running.memory() / MB,
  }
}

/** One for each who types, and one for the supervisor. */
async function openFeeds(stage: Stage, review: PopulatedReview, board: Board): Promise<void> {
  const supervisor = personWith('supervisor', review)
  const watching = review.people.filter(({ id, roles }) => id === supervisor.id || roles.includes('reviewer'))
  for (const { id, cookie } of watching) {
    const pause = wait(1 / stage.server.connectsPerSecond)
    const feed = stage.follow(review.review, cookie, cursorIn(await readReview(stage.port, review.review, cookie)))
    await feed.ready()
    if (id === supervisor.id) board.watch(feed)
    await pause
  }
}

/** Two people in a consensus, who answer every other item, and two in drafts of their own. */
function placesIn(review: PopulatedReview): readonly Place[] {
  return review.studies.flatMap(({ assessment, consensus, drafts }) =>
    drafts.map(({ document: draft, reviewer }, turn): Place => {
      const who = { reviewer, assessment: assessment ?? '', cookie: cookieOf(review, reviewer), items: review.items }
      return consensus === null
        ? { ...who, kind: 'draft', document: draft, first: 0, step: 1 }
        : { ...who, kind: 'consensus', document: consensus.document, first: turn, step: drafts.length }
    }),
  )
}
