export {
  type CallerIdEventKind,
  callerIdEventKinds,
  type CallerIdStand,
  type CallerIdState,
  callerIdStates,
  callerIdTransitions,
  type CallerIdVerb,
} from './caller-id-state.ts';
export { mayMove, moveCallerId, movesTable, setMove, standAfter, standOf } from './move-caller-id.ts';
export {
  type CallerNumber,
  type CallerNumberKind,
  callerNumberKind,
  callerNumberKinds,
  type CallerNumberRefusal,
  readCallerNumber,
} from './caller-number.ts';
export { createCallerId, type NewCallerId, submitCallerId } from './create-caller-id.ts';
export { type BulkLine, checkNumbers, maxBulkNumbers, submitMany } from './submit-many.ts';
export { resubmitCallerId } from './resubmit-caller-id.ts';
export { withdrawCallerId } from './withdraw-caller-id.ts';
export {
  type CallerIdDetail,
  type CallerIdFilter,
  countCallerIds,
  getCallerId,
  getCallerIdBelow,
  listCallerIds,
  pageOfCallerIds,
  pageOfCallerIdsBelow,
} from './find-caller-ids.ts';
export { type CallerIdView, type DocumentView, type EventView } from './select-caller-ids.ts';
export { keepDocument, listDocuments, type NewDocument, refuseTooMany } from './documents/keep-document.ts';
export { type DocumentObject, type DocumentPages, findPage, findPages } from './documents/find-object.ts';
export { forgetUnusedDocuments } from './documents/forget-unused.ts';
export { createPool } from './pools/create-pool.ts';
export { deletePool } from './pools/delete-pool.ts';
export { getPool, listPools, type PoolView } from './pools/find-pools.ts';
export { updatePool } from './pools/update-pool.ts';
export { maxPoolNumbers, type NewPool, type PoolStrategy } from './pools/write-pool.ts';
export {
  countReviews,
  type EarlierDecision,
  getReview,
  pageOfReviews,
  type ReviewDetail,
  type ReviewFilter,
  type ReviewRow,
  type ReviewView,
  reviewViews,
} from './review/find-reviews.ts';
export {
  type CallerIdRow,
  decideCallerId,
  type Decision,
  type DecisionOutcome,
  isApprovedElsewhere,
  keepBefore,
  lockCallerId,
} from './review/decide-caller-id.ts';
export { recordEvent, type StandBefore } from './record-event.ts';
export { maxPapers } from './papers.ts';
export {
  callerIdDays,
  callerIdDocumentPages,
  callerIdDocuments,
  callerIdEvents,
  callerIdPapers,
  callerIdPoolMembers,
  callerIdPools,
  callerIds,
  documentKinds,
  documentTypes,
  poolStrategies,
} from './tables.ts';
