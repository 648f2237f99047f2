import type postgres from 'postgres';
import type { Micros } from '../../billing/index.ts';
import type { TenantTx } from '../../connect/index.ts';
import { homeRegion, parsePhoneNumber } from '../../contacts/index.ts';
import { cursorForms, type Page, type PageRequest, readCursor, writeCursor } from '../../cursor.ts';
import { DomainError } from '../../errors.ts';
import { getTask } from '../../tasks/index.ts';
import type { AttemptResult } from '../finished-attempt.ts';
import { depths } from './look-through.ts';

export interface CdrFilter {
  /** A whole number, or digits anywhere in it. */
  readonly number?: string | undefined;
  /** Ended at or after. */
  readonly from?: Date | undefined;
  /** Ended before. */
  readonly to?: Date | undefined;
  readonly results?: readonly AttemptResult[] | undefined;
  readonly taskId?: string | undefined;
  /** As the list shows it: which line the call took, without its name. */
  readonly line?: string | undefined;
  /** Of talk, inclusive. */
  readonly leastSeconds?: number | undefined;
  readonly mostSeconds?: number | undefined;
  /** Of the charge, inclusive. */
  readonly leastMicros?: Micros | undefined;
  readonly mostMicros?: Micros | undefined;
}

/** One call: its leg to the number. */
export interface CdrView {
  readonly id: string;
  readonly attemptId: string;
  readonly attemptNo: number;
  readonly task: { readonly id: string; readonly name: string };
  readonly targetId: string;
  readonly number: string;
  readonly callerNumber: string;
  readonly result: AttemptResult;
  /** What a failure means, or why an answered call ended. */
  readonly reason: string | null;
  readonly sipStatus: number | null;
  /** Q.850 */
  readonly cause: number | null;
  readonly originatedAt: Date | null;
  readonly answeredAt: Date | null;
  readonly endedAt: Date;
  readonly ringSeconds: number;
  /** Started seconds of talk. */
  readonly talkSeconds: number;
  readonly chargedMicros: Micros;
  readonly keys: string | null;
  readonly seatName: string | null;
  readonly transferred: boolean;
  /** Tells calls over one line from those over another; whose line it is, is its owner's to know. */
  readonly line: string | null;
}

export interface CdrPage extends Page<CdrView> {
  /** Where a page ends early because there was too much to look through: so far back it is complete. */
  readonly searchedTo: Date | null;
}

type Fragment = postgres.PendingQuery<postgres.Row[]>;

interface Search {
  readonly found: Fragment;
  readonly looked: Fragment | undefined;
}

interface Row extends Omit<CdrView, 'task'> {
  readonly taskId: string;
  readonly taskName: string;
  readonly microseconds: bigint;
}

interface Position {
  readonly microseconds: string;
  readonly id: string;
}

/** The current tenant's calls, latest end first. Throws `not_found` for a task that is not its own, `invalid_input` for a foreign cursor. */
export async function listCdrs(tx: TenantTx, filter: CdrFilter, page: PageRequest): Promise<CdrPage> {
  const position = page.cursor === undefined ? undefined : readPosition(page.cursor);
  const search = await searchCdrs(tx, filter);
  if (search.looked === undefined) return readPage(tx, search, position, page.limit);
  let read: CdrPage = { items: [], nextCursor: null, searchedTo: null };
  for (const depth of depths) {
    read = await readPage(tx, search, position, page.limit, await findFrontier(tx, search, position, depth));
    if (read.searchedTo === null) break;
  }
  return read;
}

/** How many calls a filter leaves: for a job, which has the time. */
export async function countCdrs(tx: TenantTx, filter: CdrFilter): Promise<number> {
  const { found, looked } = await searchCdrs(tx, filter);
  const { sql } = tx;
  const [{ count }] = await sql<[{ count: number }]>`
    select count(*)::int as count from cdrs c ${looked === undefined ? sql`` : joinCharge(tx)} where ${found} ${looked ?? sql``}`;
  return count;
}

/** One of the current tenant's calls. Throws `not_found`. */
export async function getCdr(tx: TenantTx, cdrId: string): Promise<CdrView> {
  const { sql } = tx;
  const [row] = await selectCdrs(
    tx,
    sql`c.tenant_id = ${tx.actor.tenantId} and c.leg = 'callee' and c.id = ${cdrId}`,
    1,
  );
  if (row === undefined) throw new DomainError('not_found');
  return itemOf(row);
}

async function searchCdrs(tx: TenantTx, filter: CdrFilter): Promise<Search> {
  const { sql } = tx;
  // A stranger's task is not there, whatever else is asked.
  if (filter.taskId !== undefined) await getTask(tx, filter.taskId);
  const whole = filter.number === undefined ? undefined : wholeNumber(filter.number);
  const found = sql`c.tenant_id = ${tx.actor.tenantId} and c.leg = 'callee'
    ${whole === undefined ? sql`` : sql`and c.number = ${whole}`}
    ${filter.from === undefined ? sql`` : sql`and c.ended_at >= ${filter.from}`}
    ${filter.to === undefined ? sql`` : sql`and c.ended_at < ${filter.to}`}`;
  const conditions = [
    ...(filter.number === undefined || whole !== undefined
      ? []
      : [sql`and position(${filter.number.replaceAll(/\D/g, '')} in c.number) > 0`]),
    ...(filter.results === undefined ? [] : [sql`and c.result = any (${filter.results})`]),
    ...(filter.taskId === undefined ? [] : [sql`and c.task_id = ${filter.taskId}`]),
    ...(filter.line === undefined ? [] : [sql`and ${lineOf(tx)} = ${filter.line.toUpperCase()}`]),
    ...(filter.leastSeconds === undefined ? [] : [sql`and c.billed_seconds >= ${filter.leastSeconds}`]),
    ...(filter.mostSeconds === undefined ? [] : [sql`and c.billed_seconds <= ${filter.mostSeconds}`]),
    ...(filter.leastMicros === undefined ? [] : [sql`and coalesce(x.amount_micros, 0) >= ${filter.leastMicros}`]),
    ...(filter.mostMicros === undefined ? [] : [sql`and coalesce(x.amount_micros, 0) <= ${filter.mostMicros}`]),
  ];
  if (conditions.length === 0) return { found, looked: undefined };
  const looked = conditions.reduce<Fragment>((before, condition) => sql`${before} ${condition}`, sql``);
  // Of one number's few calls, there is nothing to look through.
  return whole === undefined ? { found, looked } : { found: sql`${found} ${looked}`, looked: undefined };
}

/** The number as it is stored, where what was typed is one and no part of one. */
function wholeNumber(typed: string): string | undefined {
  const read = parsePhoneNumber(typed, homeRegion);
  return read.ok ? read.number : undefined;
}

const lineOf = ({ sql }: TenantTx) => sql`upper(substr(md5(c.trunk_id::text), 1, 6))`;

const joinCharge = ({ sql }: TenantTx) =>
  sql`left join attempt_charges x on (x.tenant_id, x.attempt_id, x.leg) = (c.tenant_id, c.attempt_id, 'callee')`;

function readPosition(cursor: string): Position {
  const [microseconds = '', id = ''] = readCursor(cursor, [cursorForms.integer, cursorForms.uuid]);
  return { microseconds, id };
}

const instantOf = ({ sql }: TenantTx, { microseconds }: Position) =>
  sql`timestamptz 'epoch' + ${microseconds}::bigint * interval '1 microsecond'`;

function after(tx: TenantTx, position: Position | undefined): Fragment {
  const { sql } = tx;
  return position === undefined
    ? sql``
    : sql`and (c.ended_at, c.id) < (${instantOf(tx, position)}, ${position.id}::uuid)`;
}

function above(tx: TenantTx, frontier: Position | undefined): Fragment {
  const { sql } = tx;
  return frontier === undefined
    ? sql``
    : sql`and (c.ended_at, c.id) >= (${instantOf(tx, frontier)}, ${frontier.id}::uuid)`;
}

async function findFrontier(
  tx: TenantTx,
  { found }: Search,
  position: Position | undefined,
  depth: number,
): Promise<Position | undefined> {
  const [frontier] = await tx.sql<{ microseconds: bigint; id: string }[]>`
    select (extract(epoch from c.ended_at) * 1000000)::bigint as microseconds, c.id from cdrs c
    where ${found} ${after(tx, position)} order by c.ended_at desc, c.id desc offset ${depth - 1} limit 1`;
  return frontier === undefined ? undefined : { microseconds: String(frontier.microseconds), id: frontier.id };
}

async function readPage(
  tx: TenantTx,
  { found, looked }: Search,
  position: Position | undefined,
  limit: number,
  frontier?: Position,
): Promise<CdrPage> {
  const { sql } = tx;
  const rows = await selectCdrs(
    tx,
    sql`${found} ${looked ?? sql``} ${after(tx, position)} ${above(tx, frontier)}`,
    limit + 1,
  );
  const items = rows.slice(0, limit).map(itemOf);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  if (last !== undefined)
    return { items, nextCursor: writeCursor([String(last.microseconds), last.id]), searchedTo: null };
  if (frontier === undefined) return { items, nextCursor: null, searchedTo: null };
  const nextCursor = writeCursor([frontier.microseconds, frontier.id]);
  return { items, nextCursor, searchedTo: new Date(Number(frontier.microseconds) / 1000) };
}

function selectCdrs(tx: TenantTx, where: Fragment, count: number): Promise<Row[]> {
  const { sql } = tx;
  return sql<Row[]>`
    with page as materialized (
      select c.*, coalesce(x.amount_micros, 0)::bigint as amount_micros from cdrs c ${joinCharge(tx)} where ${where}
      order by c.ended_at desc, c.id desc limit ${count}
    )
    select c.id, c.attempt_id as "attemptId", a.attempt_no as "attemptNo", c.task_id as "taskId", k.name as "taskName",
      a.target_id as "targetId", c.number, c.caller_number as "callerNumber", c.result, c.reason, c.sip_status as "sipStatus", c.cause,
      c.originated_at as "originatedAt", c.answered_at as "answeredAt", c.ended_at as "endedAt", c.ring_seconds as "ringSeconds",
      c.billed_seconds as "talkSeconds", c.amount_micros as "chargedMicros", nullif(a.keys, '') as keys, s.name as "seatName",
      a.transferred, ${lineOf(tx)} as line, (extract(epoch from c.ended_at) * 1000000)::bigint as microseconds
    from page c
      join attempts a on (a.tenant_id, a.id) = (c.tenant_id, c.attempt_id)
      join tasks k on (k.tenant_id, k.id) = (c.tenant_id, c.task_id)
      left join seats s on (s.tenant_id, s.id) = (a.tenant_id, a.seat_id)
    order by c.ended_at desc, c.id desc`;
}

function itemOf(row: Row): CdrView {
  const { taskId, taskName, microseconds: _, ...cdr } = row;
  return { ...cdr, task: { id: taskId, name: taskName } };
}
