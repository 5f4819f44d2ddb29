/** What each role may do in a review, for people who are invited into it. */
import type { Role } from '@tandem/rules'

export const ROLE_SENTENCES: Readonly<Record<Role, string>> = {
  lead: 'Leads the review: assigns work, gives roles, opens and locks.',
  reviewer: 'Rates studies on their own, unseen by others, then settles differences together.',
  adjudicator: 'Settles as a third person what the reviewers cannot agree on.',
  supervisor: 'Watches the progress, and reads what has been revealed. Writes nothing.',
  guest: 'Is a member without a duty yet.',
}
