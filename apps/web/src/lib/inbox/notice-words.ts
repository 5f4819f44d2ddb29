/** What a notice says, and where it leads. */
import { resolve } from '$app/paths'
import type { ShownNotice } from '@tandem/wire'
import { STUDY_ROUTE } from '#lib/review/stage-address.ts'
import { counted } from '#lib/review/words.ts'
import { threadAddress } from '#lib/threads/thread-address.ts'

export function noticeWords({ kind, by, study, studies }: ShownNotice): string {
  const who = by ?? 'Somebody'
  const where = study?.label ?? 'a study that is gone'
  const several = counted(studies, 'study', 'studies')
  switch (kind) {
    case 'mention':
      return `${who} mentioned you on ${where}`
    case 'reply':
      return `${who} wrote in a thread of yours on ${where}`
    case 'revealed':
      return `The ratings of ${where} are revealed`
    case 'assigned':
      return studies === 1 ? `You were assigned to ${where}` : `You were assigned to ${several}, ${where} first`
    case 'nudge':
      return studies === 1
        ? `${who} asks you to go on with ${where}`
        : `${who} asks you to go on with ${several}, ${where} first`
  }
}

export function noticeAddress({ review, study, instrument, comment }: ShownNotice): string {
  if (study === null) return resolve('/r/[review]', { review: review.id })
  if (comment !== null) return threadAddress(review.id, study.key, comment.thread, comment.anchor)
  const stage = instrument === null ? {} : { instrument }
  return resolve(STUDY_ROUTE, { review: review.id, study: study.key, ...stage })
}
