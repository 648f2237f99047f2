-- The proof of the ledger: what is proven and when, and how far; and the carriers' own records of calls, matched against ours.

-- One run of the proof: the rows it read and the drift it found, in all and for each invariant. Kept with the operator.
create table ledger_proofs (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  -- full: every row that there is. recent: what was written since the last proof that found nothing.
  mode text not null check (mode in ('recent', 'full')),
  started_at timestamptz not null,
  ended_at timestamptz not null,
  examined bigint not null check (examined >= 0),
  drift bigint not null check (drift >= 0),
  results jsonb not null,
  primary key (tenant_id, id)
);
create index ledger_proofs_latest on ledger_proofs (tenant_id, started_at desc, id desc);

-- Up to where a wallet's entries were walked. A hint and nothing more: it counts only while the entry of this seq says the same
-- balance, and the full proof does not read it. So no reference holds it, which would lock wallets.
create table ledger_checkpoints (
  tenant_id uuid not null,
  wallet_id uuid not null,
  seq bigint not null,
  balance_micros bigint not null,
  proven_at timestamptz not null default now(),
  primary key (tenant_id, wallet_id)
);

-- What is written in order of time is found by time for nearly nothing, so that the proof of what is new reads what is new.
create index entries_by_time on entries using brin (recorded_at) with (pages_per_range = 32, autosummarize = on);
create index transfers_by_time on transfers using brin (recorded_at) with (pages_per_range = 32, autosummarize = on);
create index attempt_charges_by_time on attempt_charges using brin (recorded_at) with (pages_per_range = 32, autosummarize = on);
create index cdrs_by_time on cdrs using brin (recorded_at) with (pages_per_range = 32, autosummarize = on);

-- A carrier's record of the calls that it carried for us: the file as it came, and what the last matching made of it.
create table carrier_files (
  tenant_id uuid not null references tenants (id),
  id uuid not null default new_id(),
  file_name text not null check (length(file_name) between 1 and 200),
  object_key text not null,
  bytes bigint not null check (bytes >= 0),
  staff_id uuid,
  created_at timestamptz not null default now(),
  trunk_id uuid,
  -- Period, time zone, columns and tolerances of the last matching, and the job that does it.
  settings jsonb,
  job_id uuid,
  -- Counts and totals of both sides; null until a matching is done.
  summary jsonb,
  matched_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, trunk_id) references trunks (tenant_id, id)
);
create index carrier_files_latest on carrier_files (tenant_id, created_at desc, id desc);

-- Calls on which a carrier and we differ. Numbers are masked before they are written: a customer's calls are not the operator's to read.
create table carrier_differences (
  tenant_id uuid not null,
  carrier_file_id uuid not null,
  seq integer not null,
  kind text not null check (kind in ('only_ours', 'only_theirs', 'duration', 'amount')),
  number_masked text not null check (length(number_masked) <= 40),
  -- Of the carrier's file, counted from 1.
  line integer,
  attempt_id uuid,
  our_started_at timestamptz,
  our_seconds integer,
  our_micros bigint,
  their_started_at timestamptz,
  their_seconds integer,
  their_micros bigint,
  primary key (tenant_id, carrier_file_id, seq),
  foreign key (tenant_id, carrier_file_id) references carrier_files (tenant_id, id) on delete cascade
);
create index carrier_differences_by_kind on carrier_differences (tenant_id, carrier_file_id, kind, seq);

do $$
declare t text;
begin
  foreach t in array array['ledger_proofs', 'ledger_checkpoints', 'carrier_files', 'carrier_differences'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy own on %I using (tenant_id = current_setting('app.tenant')::uuid)$p$, t);
  end loop;
end
$$;

grant select on ledger_proofs, carrier_files, carrier_differences to yunhu_app;
grant insert (tenant_id, id, file_name, object_key, bytes, staff_id) on carrier_files to yunhu_app;
grant update (trunk_id, settings, job_id) on carrier_files to yunhu_app;
grant delete on carrier_files to yunhu_app;
grant select, insert, delete on ledger_proofs, carrier_differences to yunhu_platform;
grant select, insert, update, delete on ledger_checkpoints to yunhu_platform;
grant select on carrier_files to yunhu_platform;
grant update (summary, matched_at) on carrier_files to yunhu_platform;

-- The proof in SQL alone, for whoever stands before a database with nothing else: every row's drift is 0, always. Reads the whole
-- ledger. The proof that runs continuously, names the rows and rates calls anew is proveLedger in the program.
create or replace function prove_ledger() returns table (invariant text, drift bigint)
  language sql stable security definer set search_path = pg_catalog, public
  begin atomic
    select 'sum of all entries', coalesce(sum(amount_micros), 0)::bigint from entries
    union all select 'sum of all wallets', coalesce(sum(balance_micros), 0)::bigint from wallets
    union all select 'transfers that do not sum to zero', count(*) from (select from entries group by transfer_id having sum(amount_micros) <> 0) t
    union all select 'wallets that differ from their entries', count(*) from wallets w
      left join (select tenant_id, wallet_id, sum(amount_micros) total, max(seq) seqs, count(*) n from entries group by 1, 2) e
        on (e.tenant_id, e.wallet_id) = (w.tenant_id, w.id)
      where w.balance_micros <> coalesce(e.total, 0) or w.last_seq <> coalesce(e.seqs, 0) or w.last_seq <> coalesce(e.n, 0)
    union all select 'entries whose running balance is off', count(*) from (
      select balance_after_micros <> sum(amount_micros) over (partition by tenant_id, wallet_id order by seq) off from entries) e where e.off
    union all select 'wallets whose held differs from their holds', count(*) from wallets w
      left join (select tenant_id, wallet_id, sum(amount_micros) total from holds group by 1, 2) h on (h.tenant_id, h.wallet_id) = (w.tenant_id, w.id)
      where w.held_micros <> coalesce(h.total, 0)
    union all select 'holds without an open attempt', count(*) from holds h
      left join (select id from attempts where ended_at is null) a on a.id = h.attempt_id where a.id is null
    union all select 'wallets whose reserved differs from the credit they grant', count(*) from wallets w
      left join (select t.parent_id, sum(x.credit_limit_micros) total from wallets x join tenants t on t.id = x.tenant_id where x.kind = 'main' group by 1) c
        on c.parent_id = w.tenant_id and w.kind = 'main'
      where w.reserved_micros <> coalesce(c.total, 0)
    union all select 'charges without a posting of the same amount, or the reverse', count(*) from
      (select tenant_id, attempt_id, sum(amount_micros) total, count(*) n from attempt_charges where amount_micros > 0 group by 1, 2) c
      full join (select tenant_id, transfer_id, -sum(amount_micros) total, count(*) n from entries where kind = 'call_charge' group by 1, 2) e
        on (e.tenant_id, e.transfer_id) = (c.tenant_id, c.attempt_id)
      where (c.total, c.n) is distinct from (e.total, e.n)
    union all select 'answered CDRs without a charge, or the reverse', count(*) from
      (select tenant_id, attempt_id from cdrs where leg = 'callee' and answered_at is not null) c
      full join (select tenant_id, attempt_id from attempt_charges where level = 0) p on (p.tenant_id, p.attempt_id) = (c.tenant_id, c.attempt_id)
      where c.attempt_id is null or p.attempt_id is null;
  end;
