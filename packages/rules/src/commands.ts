/**
 * Everything with consequences for others is a command. A command is asked over HTTP, decided by `decide`, and written
 * as events in one transaction; it is never an edit of a document.
 */
import type { AssessmentId, Hash, PersonId, Role, StudyId } from './review.ts'

export type Command =
  /** Gives a study its reviewers; with reviewers already there, replaces them (needs a reason). */
  | {
      readonly type: 'assign'
      readonly study: StudyId
      readonly reviewers: readonly PersonId[]
      readonly reason: string | null
    }
  /** Ends one's own draft. `contentHash` is what the person saw. The n-th submission reveals all drafts. */
  | { readonly type: 'submit'; readonly assessment: AssessmentId; readonly contentHash: Hash }
  /** Takes one's own submission back, before the reveal. */
  | { readonly type: 'withdraw'; readonly assessment: AssessmentId }
  /** Agrees to the consensus as seen. The last of the n signatures over one content settles it. */
  | { readonly type: 'sign'; readonly assessment: AssessmentId; readonly contentHash: Hash }
  /** Settles the consensus as a third person, with a rationale, over the whole document as seen. */
  | {
      readonly type: 'adjudicate'
      readonly assessment: AssessmentId
      readonly contentHash: Hash
      readonly rationale: string
    }
  /** Opens a settled consensus again: same drafts, a new consensus document seeded from the old one. */
  | { readonly type: 'reopen'; readonly assessment: AssessmentId; readonly reason: string }
  /** Starts the next round: new drafts, the earlier round is kept. */
  | { readonly type: 'rate-again'; readonly assessment: AssessmentId; readonly reason: string }
  /** Closes the bias stage: every settled assessment becomes final. */
  | { readonly type: 'lock'; readonly reason: string }
  /** Gives a member these roles and no others. */
  | {
      readonly type: 'change-roles'
      readonly person: PersonId
      readonly roles: readonly Role[]
      readonly reason: string
    }
  /** Freezes the state of the review into a file that anybody can check. */
  | { readonly type: 'snapshot'; readonly label: string; readonly reason: string }

export type CommandType = Command['type']
