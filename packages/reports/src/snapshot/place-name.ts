/** A JSON pointer of a snapshot in words: "The rating of Burke 1994 by R2 in round 1". */
import type { SnapshotFile } from './format.ts'

export function placeName(file: Pick<SnapshotFile, 'state'>, path: string): string {
  const [, member, kind, at, , round, part, place] = path.split('/')
  if (member === 'made') return 'What the file says about its making'
  if (member === 'people') return 'The list of people'
  if (kind === 'review') return 'What the file says about the review'
  if (kind === 'instruments') return 'An instrument’s definition'
  if (kind === 'agreement') return 'The agreement of two reviewers'
  const study = file.state.studies[Number(at)]
  const label = study?.label ?? `study ${at}`
  if (member === 'derived') return `The scores of ${label}`
  const assessment = study?.assessments[Number(round)]
  const inRound = `in round ${assessment?.round ?? round}`
  if (part === 'ratings')
    return `The rating of ${label} by ${assessment?.ratings?.[Number(place)]?.reviewer ?? place} ${inRound}`
  if (part === 'consensus') return `The consensus on ${label} ${inRound}`
  return `What the file says about ${label}`
}
