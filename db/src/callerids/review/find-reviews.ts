// What reviewers see, over all tenants: only staff of the operator who may review come here.
import type { PlatformTx } from '../../connect/index.ts';
import { cursorForms, type Page, type PageRequest, readCursor, toPage } from '../../cursor.ts';
import { DomainError } from '../../errors.ts';
import type { CallerIdState } from '../caller-id-state.ts';
import { searchBy } from '../search-by.ts';
import {
  type CallerIdView,
  type DocumentView,
  type EventView,
  selectCallerIds,
  selectEvents,
  selectPapers,
  stateAt,
} from '../select-caller-ids.ts';

/** `waiting`: a decision is due, of a first submission or of one for the time after. */
export const reviewViews = ['waiting', 'approved', 'rejected', 'revoked', 'expired'] as const;
export type ReviewView = (typeof reviewViews)[number];

export interface ReviewFilter {
  readonly view: ReviewView;
  readonly tenantId?: string | undefined;
  /** Digits of the number, or words of the customer's name. */
  readonly words?: string | undefined;
}

/** What a reviewer has to know before approving. */
export interface ReviewWarnings {
  /** Other customers for whom the number is approved now. */
  readonly approvedElsewhere: number;
  /** Other customers who wait for it too. */
  readonly waitingElsewhere: number;
  /** How often it was rejected or revoked before, for anybody. */
  readonly refusedBefore: number;
}

export interface ReviewRow extends CallerIdView {
  /** Who stands above the customer, the nearest first, without the operator. */
  readonly chain: readonly { readonly id: string; readonly name: string }[];
  readonly documents: number;
  readonly warnings: ReviewWarnings;
}

const waits = ({ sql }: PlatformTx) => sql`(c.state = 'submitted' or c.renewing)`;

function inView(tx: PlatformTx, { view, tenantId, words }: ReviewFilter, at: Date) {
  const { sql } = tx;
  return sql`
    ${view === 'waiting' ? waits(tx) : sql`${stateAt(tx, at)} = ${view}`}
    ${tenantId === undefined ? sql`` : sql`and c.tenant_id in (select descendant from tenant_closure where ancestor = ${tenantId})`}
    ${searchBy(tx, words)}`;
}

/** What waits, the oldest first; or what was decided, the newest first. */
export async function pageOfReviews(
  tx: PlatformTx,
  filter: ReviewFilter,
  page: PageRequest,
  at: Date,
): Promise<Page<ReviewRow>> {
  const { sql } = tx;
  const isQueue = filter.view === 'waiting';
  const forms = [cursorForms.integer, cursorForms.uuid] as const;
  const [time, id] = page.cursor === undefined ? [] : readCursor(page.cursor, forms);
  const key = isQueue ? sql`c.submitted_at` : sql`coalesce(c.decided_at, c.created_at)`;
  const micros = sql`(extract(epoch from ${key}) * 1000000)::bigint`;
  const after =
    time === undefined || id === undefined
      ? sql``
      : isQueue
        ? sql`and (${micros}, c.id) > (${time}::bigint, ${id}::uuid)`
        : sql`and (${micros}, c.id) < (${time}::bigint, ${id}::uuid)`;
  const order = isQueue ? sql`${key}, c.id` : sql`${key} desc, c.id desc`;
  const rows = await selectCallerIds<{ micros: string }>(
    tx,
    at,
    sql`${inView(tx, filter, at)} ${after} order by ${order} limit ${page.limit + 1}`,
    sql`${micros}::text as micros`,
  );
  const paged = toPage(rows, page.limit, {
    item: (row) => row,
    // As exact as the order: a time of JavaScript ends with its milliseconds.
    key: (row) => [row.micros, row.id],
  });
  return { ...paged, items: await withContext(tx, paged.items, at) };
}

/** How many are in each view; the queue's chips. */
export async function countReviews(
  tx: PlatformTx,
  filter: Omit<ReviewFilter, 'view'>,
  at: Date,
): Promise<Record<ReviewView, number>> {
  const counts = { waiting: 0, approved: 0, rejected: 0, revoked: 0, expired: 0 };
  for (const view of reviewViews) {
    const [{ n }] = await tx.sql<[{ n: number }]>`
      select count(*)::int n from caller_ids c join tenants t on t.id = c.tenant_id where ${inView(tx, { ...filter, view }, at)}`;
    counts[view] = n;
  }
  return counts;
}

export interface EarlierDecision {
  readonly tenant: { readonly id: string; readonly name: string };
  readonly number: string;
  readonly event: EventView;
}

export interface ReviewDetail extends Omit<ReviewRow, 'documents'> {
  readonly documents: readonly DocumentView[];
  readonly events: readonly EventView[];
  /** Decisions about this number for other customers, newest first. */
  readonly ofNumber: readonly EarlierDecision[];
  /** Decisions about other numbers of this customer, newest first. */
  readonly ofCustomer: readonly EarlierDecision[];
  /** Who else has the number, whatever became of it. */
  readonly others: readonly {
    readonly tenant: { readonly id: string; readonly name: string };
    readonly state: CallerIdState;
  }[];
}

const maxEarlier = 20;

/** One submission with all that a decision needs. Throws `not_found`. */
export async function getReview(tx: PlatformTx, callerIdId: string, at: Date): Promise<ReviewDetail> {
  const { sql } = tx;
  const [found] = await selectCallerIds(tx, at, sql`c.id = ${callerIdId}`);
  const [row] = found === undefined ? [] : await withContext(tx, [found], at);
  if (row === undefined) throw new DomainError('not_found');
  const tenantId = row.tenant.id;
  const others = await sql<ReviewDetail['others']>`
    select jsonb_build_object('id', t.id, 'name', t.name) as tenant, ${stateAt(tx, at)} as state
    from caller_ids c join tenants t on t.id = c.tenant_id where c.number = ${row.number} and c.tenant_id <> ${tenantId} order by c.id limit ${maxEarlier}`;
  return {
    ...row,
    documents: await selectPapers(tx, { tenantId, callerIdId, submission: row.submission }),
    events: await selectEvents(tx, { tenantId, callerIdId }),
    ofNumber: await earlier(tx, sql`c.number = ${row.number} and c.tenant_id <> ${tenantId}`),
    ofCustomer: await earlier(tx, sql`c.tenant_id = ${tenantId} and c.id <> ${callerIdId}`),
    others,
  };
}

function earlier(tx: PlatformTx, which: ReturnType<PlatformTx['sql']>): Promise<EarlierDecision[]> {
  return tx.sql<EarlierDecision[]>`
    select jsonb_build_object('id', t.id, 'name', t.name) as tenant, c.number, jsonb_build_object('id', e.id, 'kind', e.kind,
        'submission', e.submission, 'reason', e.reason, 'approvedUntil', nullif(e.approved_until, 'infinity'), 'at', e.at,
        'by', case when e.actor_tenant_id is not null then jsonb_build_object('tenantId', e.actor_tenant_id, 'name', e.actor_name) end) as event
    from caller_ids c join caller_id_events e on (e.tenant_id, e.caller_id_id) = (c.tenant_id, c.id) join tenants t on t.id = c.tenant_id
    where ${which} and e.kind <> 'submitted' order by e.at desc, e.id desc limit ${maxEarlier}`.then((rows) =>
    rows.map(({ event, ...row }) => ({
      ...row,
      event: {
        ...event,
        at: new Date(event.at),
        approvedUntil: event.approvedUntil === null ? null : new Date(event.approvedUntil),
      },
    })),
  );
}

type Context = Pick<ReviewRow, 'chain' | 'documents' | 'warnings'> & { readonly id: string };

async function withContext(tx: PlatformTx, rows: readonly CallerIdView[], at: Date): Promise<ReviewRow[]> {
  const ids = rows.map((row) => row.id);
  const context = await tx.sql<Context[]>`
    select c.id,
      (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name) order by up.depth), '[]') from tenant_closure up
        join tenants a on a.id = up.ancestor where up.descendant = c.tenant_id and up.depth > 0 and a.parent_id is not null) as chain,
      (select count(*)::int from caller_id_papers l where (l.tenant_id, l.caller_id_id, l.submission) = (c.tenant_id, c.id, c.submission)) as documents,
      (select jsonb_build_object(
          'approvedElsewhere', count(*) filter (where o.state = 'approved' and o.approved_until > ${at}),
          'waitingElsewhere', count(*) filter (where o.state = 'submitted' or o.renewing))
        from caller_ids o where o.number = c.number and o.tenant_id <> c.tenant_id)
      || jsonb_build_object('refusedBefore', (select count(*) from caller_ids o join caller_id_events e on (e.tenant_id, e.caller_id_id) = (o.tenant_id, o.id)
        where o.number = c.number and e.kind in ('rejected', 'revoked'))) as warnings
    from caller_ids c where c.id = any (${ids}::uuid[])`;
  const byId = new Map(context.map(({ id, ...rest }) => [id, rest]));
  return rows.flatMap((row) => {
    const found = byId.get(row.id);
    return found === undefined ? [] : [{ ...row, ...found }];
  });
}
