/** A JSON pointer of a snapshot in words: "The rating of Burke 1994 by R2 in round 1". */
import type { SnapshotFile, SnapshotStudy } from './format.ts'

export function placeName(file: Pick<SnapshotFile, 'state'>, path: string): string {
  const [, member, kind, at, list, round, part, place] = path.split('/')
  if (member === 'made') return 'What the file says about its making'
  if (member === 'people') return 'The list of people'
  if (kind === 'review') return 'What the file says about the review'
  if (kind === 'instruments') return 'An instrument’s definition'
  if (kind === 'forms') return 'A form’s definition'
  if (kind === 'agreement' || kind === 'extractionAgreement') return 'The agreement of two reviewers'
  const study = file.state.studies[Number(at)]
  const label = study?.label ?? `study ${at}`
  if (member === 'derived') return `The scores and counts of ${label}`
  if (list === 'extractions' && study) return extractionName(file, study, Number(round), [part, place])
  const assessment = study?.assessments[Number(round)]
  const inRound = `in round ${assessment?.round ?? round}`
  if (part === 'ratings')
    return `The rating of ${label} by ${assessment?.ratings?.[Number(place)]?.reviewer ?? place} ${inRound}`
  if (part === 'consensus') return `The consensus on ${label} ${inRound}`
  return `What the file says about ${label}`
}

function extractionName(
  { state }: Pick<SnapshotFile, 'state'>,
  { label, extractions }: SnapshotStudy,
  at: number,
  [part, place]: readonly [string | undefined, string | undefined],
): string {
  const extraction = extractions?.[at]
  const form = extraction && state.forms?.[extraction.form]
  const where = `${label} in round ${extraction?.round ?? at} (${form?.shortTitle ?? 'another form'})`
  if (part === 'drafts') {
    const reviewer = extraction?.drafts?.[Number(place)]?.reviewer ?? place
    return `The draft by ${reviewer} on ${where}`
  }
  if (part === 'consensus') return `The consensus on ${where}`
  return `What was written together on ${where}`
}
