/** A thread on the page of its study, as an address: the item is in hand there, and the discussion open. */
import { resolve } from '$app/paths'
import type { Anchor, ReviewId, ThreadId } from '@tandem/rules'
import { STUDY_ROUTE } from '#lib/review/stage-address.ts'
import { hashOfItem } from '#lib/assessment/item-address.ts'

const PARAMETER = 'thread'

export function threadAddress(
  review: ReviewId,
  studyKey: string,
  thread: ThreadId,
  { form, item }: Pick<Anchor, 'form' | 'item'>,
): string {
  const page = resolve(STUDY_ROUTE, { review, study: studyKey, ...(form === null ? {} : { instrument: form }) })
  return `${page}?${PARAMETER}=${encodeURIComponent(thread)}${item === null ? '' : hashOfItem(item)}`
}

export const threadIn = ({ searchParams }: { readonly searchParams: Pick<URLSearchParams, 'get'> }): ThreadId | null =>
  searchParams.get(PARAMETER) as ThreadId | null
