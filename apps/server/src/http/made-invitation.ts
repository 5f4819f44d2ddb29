import type { ReviewId } from '@tandem/rules'
import type { InvitationMade } from '@tandem/wire'
import type { Invitations, Made } from '../accounts/invitations.ts'

/** What is shown of an invitation that was just made. @param review null: one to the server. */
export async function madeInvitation(
  invitations: Invitations,
  { id, link, isMailed }: Made,
  review: ReviewId | null,
): Promise<InvitationMade> {
  const invitation = (await invitations.list(review)).find((one) => one.id === id)
  if (invitation === undefined) throw new Error('an invitation that was just made is not listed')
  return { invitation, link, isMailed }
}
