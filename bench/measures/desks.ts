/** People at their documents who type at moments of their own, and now and then answer an item. */
import { Author, type Paper } from '../author.ts'
import type { Board, Desk } from '../board.ts'
import { atRandomMoments } from '../moments.ts'
import type { Running } from '../pinned.ts'
import { gather, within, type Stage } from '../stage.ts'

export type Place = Omit<Desk, 'author'> & Paper & { readonly cookie: string }

export type Load = {
  readonly editsPerSecond: number
  /** Of all edits, those that answer an item; the others are letters of a note, of which a board tells nothing. */
  readonly answers: number
}

/** What the server did while it was measured. */
export type Done = {
  /** Milliseconds from sending to the acknowledgement. */
  readonly acks: readonly number[]
  /** Seconds of processor time. */
  readonly cpu: number
  readonly seconds: number
  readonly sent: number
}

export async function seatAt(stage: Stage, places: readonly Place[]): Promise<readonly Desk[]> {
  const desks: Desk[] = []
  await gather(stage, places.length, (at) => {
    const place = places[at]
    if (!place) throw new Error('there are too few places')
    const own = stage.random.clientId()
    const client = stage.connect({ document: place.document, cookies: [place.cookie] }, 0, own)
    desks[at] = { ...place, author: new Author(client, own, place) }
    return client
  })
  return desks
}

/** Warms up with letters alone, then measures until the board has told of every answer, or no longer tells. */
export async function workAt(
  stage: Stage,
  running: Running,
  desks: readonly Desk[],
  board: Board,
  { editsPerSecond, answers }: Load,
): Promise<Done> {
  await atRandomMoments(stage.random, editsPerSecond, stage.pace.warmUp, () => someDesk().author.letter())
  for (const { author } of desks) author.count()
  const [cpuBefore, before, sentBefore] = [running.cpu(), performance.now(), sentFrom(desks)]
  await atRandomMoments(stage.random, editsPerSecond, stage.pace.measured, () => {
    const desk = someDesk()
    const isAnswer = stage.random.fraction() < answers
    if (!isAnswer || !board.answer(desk)) desk.author.letter()
  })
  const [cpu, seconds] = [running.cpu() - cpuBefore, (performance.now() - before) / 1_000]
  if (board.isWatched) await within(3, () => board.delays.length >= board.due)
  return { acks: desks.flatMap(({ author }) => author.acks), cpu, seconds, sent: sentFrom(desks) - sentBefore }

  function someDesk(): Desk {
    const desk = desks[stage.random.below(desks.length)]
    if (!desk) throw new Error('nobody writes')
    return desk
  }
}

const sentFrom = (desks: readonly Desk[]): number => desks.reduce((sum, { author }) => sum + author.sent, 0)
