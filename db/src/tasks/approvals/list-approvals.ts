import type { AudioState } from '../../audio/index.ts';
import type { CallerIdState } from '../../callerids/index.ts';
import type { TenantTx } from '../../connect/index.ts';
import { cursorForms, type Page, type PageRequest, readCursor, toPage } from '../../cursor.ts';

/** What is approved for customers. */
export type ApprovalKind = 'caller-id' | 'audio';

/** Where an approval can stand; audio that nobody was asked about yet is none. */
const approvalStates = [
  'submitted',
  'approved',
  'rejected',
  'revoked',
  'expired',
  'withdrawn',
] as const satisfies readonly (CallerIdState | AudioState)[];
export type ApprovalState = (typeof approvalStates)[number];

/** How a number or a sound of somebody below stands: what its seller may know of it. */
export interface Approval {
  readonly kind: ApprovalKind;
  readonly id: string;
  readonly tenant: { readonly id: string; readonly name: string };
  /** The number, E.164, or the name of the audio. */
  readonly name: string;
  readonly state: ApprovalState;
  /** The reviewer's words; empty where there are none. */
  readonly reason: string;
  /** When it was submitted or decided, whichever was later. */
  readonly at: Date;
  /** null where there is no approval, or none that ends. */
  readonly approvedUntil: Date | null;
}

export interface ApprovalFilter {
  readonly kind?: ApprovalKind | undefined;
  readonly state?: ApprovalState | undefined;
  /** Part of the customer's name, of the audio's, or digits of the number. */
  readonly words?: string | undefined;
}

/** Approvals of everybody below the current tenant, the newest first. */
export async function listApprovals(
  tx: TenantTx,
  filter: ApprovalFilter,
  page: PageRequest,
  now: Date,
): Promise<Page<Approval>> {
  const { sql } = tx;
  const [micros, id] =
    page.cursor === undefined ? [] : readCursor(page.cursor, [cursorForms.integer, cursorForms.uuid]);
  const rows = await sql<(Approval & { micros: string })[]>`
    select a.kind, a.id, json_build_object('id', t.id, 'name', t.name) as tenant, a.name, a.state, a.reason, a.at, a.until as "approvedUntil",
      (extract(epoch from a.at) * 1000000)::bigint::text as micros
    from (${approvals(tx, now)}) a join tenants t on t.id = a.tenant_id
    where ${filter.kind === undefined ? sql`true` : sql`a.kind = ${filter.kind}`}
      ${filter.state === undefined ? sql`` : sql`and a.state = ${filter.state}`}
      ${filter.words === undefined ? sql`` : matching(tx, filter.words)}
      ${micros === undefined ? sql`` : sql`and ((extract(epoch from a.at) * 1000000)::bigint, a.id) < (${micros}::bigint, ${String(id)}::uuid)`}
    order by a.at desc, a.id desc limit ${page.limit + 1}`;
  return toPage(rows, page.limit, {
    item: (row) => {
      const { micros: _, ...approval } = row;
      return approval;
    },
    key: (row) => [row.micros, row.id],
  });
}

/** How many there are in each state. */
export async function countApprovals(
  tx: TenantTx,
  kind: ApprovalKind | undefined,
  now: Date,
): Promise<Partial<Record<ApprovalState, number>>> {
  const { sql } = tx;
  const rows = await sql<{ state: ApprovalState; n: number }[]>`
    select a.state, count(*)::int n from (${approvals(tx, now)}) a
    where ${kind === undefined ? sql`true` : sql`a.kind = ${kind}`} group by 1`;
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

/** Row-level security leaves what belongs to the subtree. */
const approvals = ({ sql }: TenantTx, now: Date) => sql`
  select 'caller-id' as kind, c.id, c.tenant_id, c.number as name, c.reason, greatest(c.submitted_at, c.decided_at) as at,
    case when c.state = 'approved' and c.approved_until <= ${now} then 'expired' else c.state end as state,
    case when c.state = 'approved' then nullif(c.approved_until, 'infinity') end as until
  from caller_ids c
  union all
  select 'audio', s.id, s.tenant_id, s.name, coalesce(s.decision_reason, ''), s.changed_at, s.state, null
  from audio s where s.deleted_at is null and s.state = any (${approvalStates}::text[])`;

function matching({ sql }: TenantTx, words: string) {
  const like = `%${words.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const digits = words.replaceAll(/\D/g, '');
  return sql`and (t.name ilike ${like} or a.name ilike ${like}
    ${digits === '' ? sql`` : sql`or a.kind = 'caller-id' and a.name like ${`%${digits}%`}`})`;
}
