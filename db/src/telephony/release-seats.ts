import type { PlatformTx } from '../connect/index.ts';

/** A change of a seat that serves an attempt; one that serves another by now is left alone. */
interface SeatOfAttempt {
  readonly tenantId: string;
  readonly seatId: string;
  readonly attemptId: string;
  readonly at: Date;
}

/** Says that these reserved seats are now connected to their callers. */
export async function connectSeats(tx: PlatformTx, seats: readonly SeatOfAttempt[]): Promise<void> {
  if (seats.length === 0) return;
  await tx.sql`
    update seats s set state = 'busy', state_since = k.at
    from unnest(${seats.map((s) => s.tenantId)}::uuid[], ${seats.map((s) => s.seatId)}::uuid[], ${seats.map((s) => s.attemptId)}::uuid[],
      ${seats.map((s) => s.at.toISOString())}::timestamptz[]) k (tenant_id, id, attempt_id, at)
    where (s.tenant_id, s.id, s.attempt_id) = (k.tenant_id, k.id, k.attempt_id) and s.state = 'reserved'`;
}

/** Frees these seats: into wrap-up for so many seconds, or ready at once where 0. */
export async function releaseSeats(
  tx: PlatformTx,
  seats: readonly (SeatOfAttempt & { readonly wrapUpSeconds: number })[],
): Promise<void> {
  if (seats.length === 0) return;
  await tx.sql`
    update seats s set attempt_id = null, state_since = k.at, state = case when k.wrap_up > 0 then 'wrap-up' else 'ready' end,
      ready_at = case when k.wrap_up > 0 then k.at + make_interval(secs => k.wrap_up) end
    from unnest(${seats.map((s) => s.tenantId)}::uuid[], ${seats.map((s) => s.seatId)}::uuid[], ${seats.map((s) => s.attemptId)}::uuid[],
      ${seats.map((s) => s.at.toISOString())}::timestamptz[], ${seats.map((s) => s.wrapUpSeconds)}::int[]) k (tenant_id, id, attempt_id, at, wrap_up)
    where (s.tenant_id, s.id, s.attempt_id) = (k.tenant_id, k.id, k.attempt_id) and s.state in ('reserved', 'busy')`;
}

/** Makes the seats ready whose wrap-up is over. Answers how many. */
export async function wakeSeats(tx: PlatformTx, at: Date): Promise<number> {
  const woken = await tx.sql`
    update seats set state = 'ready', state_since = ${at}, ready_at = null where state = 'wrap-up' and ready_at <= ${at} returning id`;
  return woken.length;
}

/** Frees seats that serve an attempt which is over or was undone, as a dead worker leaves them. Answers how many. */
export async function freeLostSeats(tx: PlatformTx, at: Date): Promise<number> {
  const freed = await tx.sql`
    update seats s set state = 'ready', state_since = ${at}, attempt_id = null, ready_at = null
    where s.attempt_id is not null
      and not exists (select from attempts a where a.tenant_id = s.tenant_id and a.id = s.attempt_id and a.ended_at is null)
    returning s.id`;
  return freed.length;
}

/** Makes every seat ready again that serves one of these attempts. */
export async function releaseSeatsOf(tx: PlatformTx, attemptIds: readonly string[], at: Date): Promise<void> {
  await tx.sql`
    update seats set state = 'ready', state_since = ${at}, attempt_id = null, ready_at = null
    where attempt_id = any (${attemptIds}::uuid[])`;
}
