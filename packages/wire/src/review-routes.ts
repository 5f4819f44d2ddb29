/** The routes of reviews. */
import { z } from 'zod'
import type { AskedPlan } from '@tandem/rules'
import { EmailSchema, InvitationMadeSchema, InvitationRolesSchema } from './accounts.ts'
import { CommandRequestSchema, PlanSchema, type CommandAccepted, type CommandRequest } from './commands.ts'
import type {
  DocumentHistoryAnswer,
  ExtractionsAnswer,
  ItemHistoryAnswer,
  ReviewAnswer,
  ReviewListAnswer,
  ReviewLogAnswer,
  SettledSdsAnswer,
} from './http.ts'
import type { Route } from './route.ts'

/** Ids are branded in `rules` and strings on the wire; `commands.ts` proves that all else is equal. */
const CommandBody = CommandRequestSchema as unknown as z.ZodType<CommandRequest>

/** Who makes a review leads it; `isReviewer`: and rates studies too. */
export const FoundReviewSchema = z.strictObject({ plan: PlanSchema, isReviewer: z.boolean() })
export type FoundReview = { readonly plan: AskedPlan; readonly isReviewer: boolean }
export const ReviewFoundedSchema = z.object({ review: z.string() })
export type ReviewFounded = Readonly<z.infer<typeof ReviewFoundedSchema>>

/** With an address: for nobody else, and sent to it where the server sends mail. */
export const InviteMemberSchema = z.strictObject({ roles: InvitationRolesSchema, email: EmailSchema.nullable() })

export const REVIEW_ROUTES = {
  reviews: {
    method: 'GET',
    path: '/reviews',
    who: 'signed-in',
    token: 'read',
    pace: 'requests',
    says: 'Lists the reviews that one is a member of.',
    body: null,
    answer: z.custom<ReviewListAnswer>(),
  },
  'found-review': {
    method: 'POST',
    path: '/reviews',
    who: 'signed-in',
    token: 'write',
    pace: 'commands',
    size: 'ordinary',
    says: 'Makes a review with this plan; 409 with the rule and its sentence where the rulebook refuses.',
    body: FoundReviewSchema as unknown as z.ZodType<FoundReview>,
    answer: ReviewFoundedSchema,
  },
  'invite-member': {
    method: 'POST',
    path: '/reviews/:review/invitations',
    who: 'member',
    token: 'write',
    pace: 'commands',
    size: 'ordinary',
    says: 'Invites somebody to a review, by a link and by mail where there is mail; 409 where the rulebook refuses. An invitation to lead, supervise or adjudicate is for a confirmed session.',
    body: InviteMemberSchema,
    answer: InvitationMadeSchema,
  },
  'review-log': {
    method: 'GET',
    path: '/reviews/:review/log',
    who: 'member',
    token: 'read',
    pace: 'requests',
    says: 'Shows what has happened in a review, as far as this person may see it.',
    body: null,
    answer: z.custom<ReviewLogAnswer>(),
  },
  review: {
    method: 'GET',
    path: '/reviews/:review',
    who: 'member',
    token: 'read',
    pace: 'requests',
    says: 'Shows a review as this person may see it.',
    body: null,
    answer: z.custom<ReviewAnswer>(),
  },
  extractions: {
    method: 'GET',
    path: '/reviews/:review/extractions/:form',
    who: 'member',
    token: 'read',
    pace: 'requests',
    says: 'Shows what was extracted in one stage, study by study, as far as this person may see it: of blind drafts nothing.',
    body: null,
    answer: z.custom<ExtractionsAnswer>(),
  },
  'settled-sds': {
    method: 'GET',
    path: '/reviews/:review/extractions/:form/settled-sds',
    who: 'member',
    token: 'read',
    pace: 'requests',
    says: 'Shows the standard deviations of the settled studies of one stage, by outcome, as far as this person may read them: what new ones are compared with.',
    body: null,
    answer: z.custom<SettledSdsAnswer>(),
  },
  'item-history': {
    method: 'GET',
    path: '/reviews/:review/documents/:document/history/:item{.+}',
    who: 'member',
    token: 'read',
    pace: 'requests',
    says: 'Shows who set which value of one question when, in a document that this person may read.',
    body: null,
    answer: z.custom<ItemHistoryAnswer>(),
  },
  'document-history': {
    method: 'GET',
    path: '/reviews/:review/documents/:document/history',
    who: 'member',
    token: 'read',
    pace: 'requests',
    says: 'Shows what became of a document that this person may read: who changed what in which minute.',
    body: null,
    answer: z.custom<DocumentHistoryAnswer>(),
  },
  command: {
    method: 'POST',
    path: '/reviews/:review/commands',
    who: 'member',
    token: 'write',
    pace: 'commands',
    size: 'ordinary',
    says: 'Asks for a command; 409 with the rule and its sentence where the rulebook refuses. Signing, adjudicating, freezing the protocol, locking, a snapshot, a change of roles or of the lead and removing a member are for a confirmed session.',
    body: CommandBody,
    answer: z.custom<CommandAccepted>(),
  },
  snapshot: {
    method: 'GET',
    path: '/reviews/:review/snapshots/:number{[1-9][0-9]{0,8}}',
    who: 'member',
    token: 'read',
    pace: 'requests',
    says: 'Gives the file of a snapshot.',
    body: null,
    answer: 'file',
  },
} as const satisfies Record<string, Route>
