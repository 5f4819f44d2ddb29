/** What each role may do in a review, for people who are invited into it. */
import type { Role } from '@tandem/rules'

export const ROLE_SENTENCES: Readonly<Record<Role, string>> = {
  lead: 'You lead the review: you assign work, give roles, open and lock.',
  reviewer: 'You rate studies as the protocol says: on your own, unseen by others, or together in one form.',
  adjudicator: 'You settle as a third person what the reviewers cannot agree on.',
  supervisor: 'You watch the progress, and read what has been revealed. You write nothing.',
  guest: 'You are a member without a duty yet.',
}
