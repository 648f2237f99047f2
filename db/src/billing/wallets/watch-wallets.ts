import type { PlatformTx } from '../../connect/index.ts';

/** Any number; held through one pass, so that two processes never raise the same alert twice. */
const watchLock = 7_202_616;

/**
 * One look at every wallet: alerts of a low balance are raised, change their level and go when there is money again; blocks for a negative
 * balance end where money came in by settlement or credit; a blocked wallet has its alert; requests that nobody decided expire. What may
 * be spent counts holds as still there, so that no alert comes and goes with each call. Set-based and the same however often it runs;
 * does nothing while another process is at it.
 */
export async function watchWallets(tx: PlatformTx, at: Date): Promise<void> {
  const [{ mine }] = await tx.sql<[{ mine: boolean }]>`select pg_try_advisory_xact_lock(${watchLock}) as mine`;
  if (!mine) return;
  await tx.sql`select expire_money_requests(${at})`;
  await tx.sql`select review_negative_balances()`;
  await watchBlocks(tx, at);
  await watchBalances(tx, at);
}

async function watchBalances({ sql }: PlatformTx, at: Date): Promise<void> {
  await sql`
    with levels as materialized (
      select w.tenant_id, w.id::text as wallet_id, w.currency, w.balance_micros, w.available_micros,
        w.available_micros + w.held_micros as left_micros, s.low_balance_info_micros as info, s.low_balance_warning_micros as warning,
        s.low_balance_critical_micros as critical
      from wallets w join tenants t on t.id = w.tenant_id join money_settings s on s.tenant_id = w.tenant_id
      -- What the operator has is what it earned, and a wallet that never had money misses none.
      where w.kind = 'main' and t.parent_id is not null and (w.last_seq > 0 or w.credit_limit_micros > 0)
    ), wanted as materialized (
      select l.*, case when left_micros < critical then 'critical' when left_micros < warning then 'warning' when left_micros < info then 'info' end as level,
        case when left_micros < critical then critical when left_micros < warning then warning else info end as threshold
      from levels l
    ), gone as (
      update alerts a set resolved_at = ${at} from wanted w
      where w.level is null and a.resolved_at is null and (a.tenant_id, a.kind, a.subject_type, a.subject_id) = (w.tenant_id, 'low_balance', 'wallet', w.wallet_id)
    )
    insert into alerts (tenant_id, kind, level, subject_type, subject_id, details, raised_at, last_raised_at)
      select w.tenant_id, 'low_balance', w.level, 'wallet', w.wallet_id, jsonb_build_object('availableMicros', w.available_micros::text,
        'balanceMicros', w.balance_micros::text, 'thresholdMicros', w.threshold::text, 'currency', w.currency), ${at}, ${at}
      from wanted w
      where w.level is not null and not exists (select from alerts a where a.resolved_at is null and a.level = w.level
        and (a.tenant_id, a.kind, a.subject_type, a.subject_id) = (w.tenant_id, 'low_balance', 'wallet', w.wallet_id))
      on conflict (tenant_id, kind, subject_type, subject_id) where resolved_at is null do update
        set level = excluded.level, details = excluded.details, times = alerts.times + 1, last_raised_at = excluded.last_raised_at,
          acknowledged_at = null, acknowledged_by = null`;
}

async function watchBlocks({ sql }: PlatformTx, at: Date): Promise<void> {
  await sql`
    with gone as (
      update alerts a set resolved_at = ${at} from wallets w
      where a.kind = 'wallet_blocked' and a.resolved_at is null and a.subject_type = 'wallet' and w.state = 'active'
        and (w.tenant_id, w.id::text) = (a.tenant_id, a.subject_id)
    )
    insert into alerts (tenant_id, kind, level, subject_type, subject_id, details, raised_at, last_raised_at)
      select w.tenant_id, 'wallet_blocked', 'critical', 'wallet', w.id::text, jsonb_build_object('reason', w.blocked_reason,
        'balanceMicros', w.balance_micros::text, 'currency', w.currency), ${at}, ${at}
      from wallets w where w.state = 'blocked'
      on conflict (tenant_id, kind, subject_type, subject_id) where resolved_at is null do nothing`;
}
