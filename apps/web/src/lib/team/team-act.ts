/** What can be done with a member. */
export type TeamAct = 'change-roles' | 'hand-over' | 'leave' | 'remove-member'
