export * from './accounts.ts'
export { Acknowledgement } from './acknowledgement.ts'
export {
  areToConfirm,
  CommandRequestSchema,
  CommandSchema,
  isToConfirm,
  type CommandAccepted,
  type CommandAnswer,
  type CommandRefused,
  type CommandRequest,
} from './commands.ts'
export {
  DemoSignInSchema,
  type ApiError,
  type ConsensusAnswers,
  type DemoAnswer,
  type DemoPerson,
  type ExtractedStudy,
  type ExtractionsAnswer,
  type ItemChange,
  type DocumentHistoryAnswer,
  type ItemHistoryAnswer,
  type Moment,
  type PlaceChange,
  type Progress,
  type ReviewAnswer,
  type ReviewListAnswer,
  type ReviewLogAnswer,
  type SessionAnswer,
  type SettledSds,
  type SettledSdsAnswer,
  type SignedIn,
} from './http.ts'
export type { InboxAnswer, NoticedComment, ShownNotice } from './inbox.ts'
export type { LiveMessage } from './live.ts'
export { openApi } from './openapi.ts'
export { PolicyReportSchema, type PolicyReport } from './policy-report.ts'
export { FoundReviewSchema, InviteMemberSchema, type FoundReview, type ReviewFounded } from './review-routes.ts'
export type { Route } from './route.ts'
export { ROUTE_IDS, ROUTES, type AnswerOf, type BodyOf, type RouteId, type RouteOf } from './routes.ts'
export {
  ACK,
  AWARENESS,
  CLIENT_PARAMETER,
  CLOSE,
  GRANT,
  NACK,
  QUERY_AWARENESS,
  SYNC,
  TANDEM_PARAMETER,
} from './sync.ts'
export { isUnderstood, VERSION_HEADER, WIRE_VERSION } from './version.ts'
