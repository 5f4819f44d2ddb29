/** What each role may do, as people read it before they give it. */
import type { Role } from '@tandem/rules'

export const ROLE_SAYS: Readonly<Record<Role, string>> = {
  lead: 'plans, invites, assigns, reopens, locks and freezes',
  reviewer: 'rates studies, blind, and agrees with the others',
  adjudicator: 'settles, as a third person, what the reviewers cannot agree on',
  supervisor: 'watches progress and, after the reveal, agreement; never an answer before it',
  guest: 'sees the protocol, the team and the studies, and no rating',
}
