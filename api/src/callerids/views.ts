// Caller IDs as JSON carries them.
import {
  type BulkLine,
  callerNumberKind,
  type CallerIdDetail as StoredDetail,
  type CallerIdView,
  type DocumentView,
  type EarlierDecision,
  type EventView,
  type PoolView,
  type ReviewDetail,
  type ReviewRow,
} from '@yunhu/db/callerids';
import { viewNumber } from '../telephony/view-number.ts';
import type {
  CallerIdBulkReport,
  CallerIdDetail,
  CallerIdDocument,
  CallerIdEvent,
  CallerIdPool,
  CallerIdReview,
  CallerIdReviewDetail,
  CallerIdSummary,
} from './schemas.ts';

const iso = (at: Date | null) => at?.toISOString() ?? null;

export function viewCallerId(row: CallerIdView): CallerIdSummary {
  const { id, tenant, number, state, renewing, submission, reason, note } = row;
  return {
    ...{ id, tenant, number, state, renewing, submission, reason, note },
    display: viewNumber(number),
    kind: callerNumberKind(number),
    approvedUntil: iso(row.approvedUntil),
    submittedAt: row.submittedAt.toISOString(),
    decidedAt: iso(row.decidedAt),
    createdAt: row.createdAt.toISOString(),
  };
}

export function viewDocument({ createdAt, ...document }: DocumentView): CallerIdDocument {
  return { ...document, pages: [...document.pages], createdAt: createdAt.toISOString() };
}

/** People are named to their own tenant alone; of the others it is told which side they are on. */
function viewEvent(event: EventView, viewerId: string, customerId: string): CallerIdEvent {
  const { id, kind, submission, reason, by } = event;
  return {
    ...{ id, kind, submission, reason },
    approvedUntil: iso(event.approvedUntil),
    at: event.at.toISOString(),
    side: by === null ? 'time' : by.tenantId === customerId ? 'customer' : 'reviewer',
    by: by?.tenantId === viewerId ? by.name : null,
  };
}

export function viewDetail({ documents, events, ...row }: StoredDetail, viewerId: string): CallerIdDetail {
  return {
    ...viewCallerId(row),
    documents: documents.map(viewDocument),
    events: events.map((event) => viewEvent(event, viewerId, row.tenant.id)),
  };
}

export function viewBulk(lines: readonly BulkLine[]): CallerIdBulkReport {
  const refused = lines.filter((line) => line.refusal !== null).length;
  return {
    fit: lines.length - refused,
    refused,
    lines: lines.map((line) => ({ ...line, display: line.number === null ? null : viewNumber(line.number) })),
  };
}

export function viewPool({ createdAt, numbers, ...pool }: PoolView): CallerIdPool {
  return {
    ...pool,
    createdAt: createdAt.toISOString(),
    numbers: numbers.map((one) => ({ ...one, display: viewNumber(one.number) })),
  };
}

export function viewReview({ chain, documents, warnings, ...row }: ReviewRow): CallerIdReview {
  return { ...viewCallerId(row), chain: [...chain], documentCount: documents, warnings };
}

export function viewReviewDetail(detail: ReviewDetail, viewerId: string): CallerIdReviewDetail {
  const { documents, events, ofNumber, ofCustomer, others, ...row } = detail;
  const earlier = ({ tenant, number, event }: EarlierDecision) => ({
    tenant,
    display: viewNumber(number),
    event: viewEvent(event, viewerId, tenant.id),
  });
  return {
    ...viewReview({ ...row, documents: documents.length }),
    documents: documents.map(viewDocument),
    events: events.map((event) => viewEvent(event, viewerId, row.tenant.id)),
    ofNumber: ofNumber.map(earlier),
    ofCustomer: ofCustomer.map(earlier),
    others: [...others],
  };
}
