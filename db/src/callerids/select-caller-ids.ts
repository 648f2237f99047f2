import type { PlatformTx, TenantTx } from '../connect/index.ts';
import type { CallerIdEventKind, CallerIdState } from './caller-id-state.ts';
import type { documentKinds, documentTypes } from './tables.ts';

export interface CallerIdView {
  readonly id: string;
  readonly tenant: { readonly id: string; readonly name: string };
  /** E.164. */
  readonly number: string;
  /** As the clock says it: an approval whose time is over is expired, also before that is written. */
  readonly state: CallerIdState;
  /** Approved, and what comes after waits for a decision. */
  readonly renewing: boolean;
  readonly submission: number;
  /** null where there is no approval, or none that ends. */
  readonly approvedUntil: Date | null;
  readonly submittedAt: Date;
  readonly decidedAt: Date | null;
  readonly reason: string;
  readonly note: string;
  readonly createdAt: Date;
}

type Fragment = ReturnType<TenantTx['sql']>;

/** What state a row is in at a moment; it may name `c`. */
export function stateAt({ sql }: TenantTx | PlatformTx, at: Date): Fragment {
  return sql`case when c.state = 'approved' and c.approved_until <= ${at} then 'expired' else c.state end`;
}

/** Caller IDs as pages show them, and what `more` selects; `rest` begins behind `where`. Both may name `c` and its tenant `t`. */
export function selectCallerIds<More extends object = object>(
  tx: TenantTx | PlatformTx,
  at: Date,
  rest: Fragment,
  more?: Fragment,
): Promise<(CallerIdView & More)[]> {
  return tx.sql<(CallerIdView & More)[]>`
    select c.id, jsonb_build_object('id', t.id, 'name', t.name) as tenant, c.number, ${stateAt(tx, at)} as state, c.renewing, c.submission,
      nullif(c.approved_until, 'infinity') as "approvedUntil", c.submitted_at as "submittedAt", c.decided_at as "decidedAt", c.reason, c.note,
      c.created_at as "createdAt" ${more === undefined ? tx.sql`` : tx.sql`, ${more}`}
    from caller_ids c join tenants t on t.id = c.tenant_id where ${rest}`;
}

export interface DocumentView {
  readonly id: string;
  readonly kind: (typeof documentKinds)[number];
  readonly fileName: string;
  readonly contentType: (typeof documentTypes)[number];
  readonly bytes: number;
  readonly createdAt: Date;
  readonly pages: readonly { readonly page: number; readonly width: number; readonly height: number }[];
}

/** Documents; `rest` begins behind `from … d` and may name `d`. */
export function selectDocuments(tx: TenantTx | PlatformTx, rest: Fragment): Promise<DocumentView[]> {
  return tx.sql<DocumentView[]>`
    select d.id, d.kind, d.file_name as "fileName", d.content_type as "contentType", d.bytes, d.created_at as "createdAt", (
      select jsonb_agg(jsonb_build_object('page', p.page, 'width', p.width, 'height', p.height) order by p.page)
      from caller_id_document_pages p where (p.tenant_id, p.document_id) = (d.tenant_id, d.id)) as pages
    from caller_id_documents d ${rest}`;
}

/** Documents that lay beside one submission, in their order. */
export function selectPapers(
  tx: TenantTx | PlatformTx,
  { tenantId, callerIdId, submission }: { tenantId: string; callerIdId: string; submission: number },
): Promise<DocumentView[]> {
  return selectDocuments(
    tx,
    tx.sql`join caller_id_papers l on (l.tenant_id, l.document_id) = (d.tenant_id, d.id)
      where l.tenant_id = ${tenantId} and l.caller_id_id = ${callerIdId} and l.submission = ${submission} order by l.position`,
  );
}

export interface EventView {
  readonly id: string;
  readonly kind: CallerIdEventKind;
  readonly submission: number;
  readonly reason: string;
  readonly approvedUntil: Date | null;
  readonly at: Date;
  /** Whose staff it was; null where time did it. */
  readonly by: { readonly tenantId: string; readonly name: string | null } | null;
}

/** The history of one caller ID, newest first. */
export function selectEvents(
  tx: TenantTx | PlatformTx,
  { tenantId, callerIdId }: { tenantId: string; callerIdId: string },
): Promise<EventView[]> {
  return tx.sql<EventView[]>`
    select e.id, e.kind, e.submission, e.reason, nullif(e.approved_until, 'infinity') as "approvedUntil", e.at,
      case when e.actor_tenant_id is not null then jsonb_build_object('tenantId', e.actor_tenant_id, 'name', e.actor_name) end as by
    from caller_id_events e where e.tenant_id = ${tenantId} and e.caller_id_id = ${callerIdId} order by e.at desc, e.id desc limit ${maxEvents}`;
}

const maxEvents = 200;
