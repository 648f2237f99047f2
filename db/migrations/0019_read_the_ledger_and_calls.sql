-- What the pages of the ledger and of calls read by, the logo on a statement, and what an agent may know of a call that it is paid for.
--
-- A ledger is read in the order in which it was booked: entries of one wallet are booked under its lock, so with a moment under the lock,
-- not that of the transaction's begin, recorded_at rises with seq (settlement writes one for its whole batch). A list is then the chain of balances, a period of time is one
-- stretch of seq, and a month's statement ends exactly where the next one begins.
alter table entries alter column recorded_at set default clock_timestamp();
create index entries_by_booking on entries (tenant_id, wallet_id, recorded_at, seq);
-- All but the many: what is asked for by such a kind, or by a large amount, is found here and nowhere else in good time. 0.1 % of the
-- entries; the kind stands in the index, so that those of another one cost no read.
create index entries_rare on entries (tenant_id, wallet_id, recorded_at, seq, kind) where kind not in ('call_charge', 'call_revenue');
create index entries_large on entries (tenant_id, wallet_id, recorded_at, seq) where amount_micros not between -10000000 and 10000000;

create index cdrs_by_end on cdrs (tenant_id, ended_at, id);
create index cdrs_by_number on cdrs (tenant_id, number, ended_at, id);

-- What stands at the head of a tenant's statements. The picture itself is in the object store, under a new name each time.
create table tenant_logos (
  tenant_id uuid primary key references tenants (id),
  object_key text not null check (object_key ~ '^tenant/[0-9a-f-]{36}/logo/[0-9a-f-]{36}$'),
  content_type text not null check (content_type in ('image/png', 'image/jpeg')),
  bytes integer not null check (bytes between 1 and 524288),
  width integer not null check (width between 1 and 4000),
  height integer not null check (height between 1 and 4000),
  staff_id uuid,
  changed_at timestamptz not null default now()
);
alter table tenant_logos enable row level security;
alter table tenant_logos force row level security;
create policy own on tenant_logos using (tenant_id = current_setting('app.tenant')::uuid);
grant select, insert, update, delete on tenant_logos to yunhu_app;
grant select on tenant_logos to yunhu_platform, yunhu_steward;

-- The current tenant's logo: its own, or that of the nearest above which has one. Who that is, is not said.
create function nearest_logo() returns table (object_key text, content_type text, bytes integer, width integer, height integer, own boolean)
  language sql stable security definer set search_path = pg_catalog, public
  begin atomic
    select l.object_key, l.content_type, l.bytes, l.width, l.height, c.depth = 0
      from tenant_closure c join tenant_logos l on l.tenant_id = c.ancestor
      where c.descendant = current_setting('app.tenant')::uuid order by c.depth limit 1;
  end;

-- How long a call was talked, for whoever is paid for it or pays: not whom it reached.
create function talk_of_charge(attempt uuid) returns table (answered_at timestamptz, ended_at timestamptz, authorised_seconds integer)
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
begin
  return query
    select a.answered_at, a.ended_at, a.authorised_seconds
    from attempt_charges c
      join tenant_closure below on below.ancestor = current_setting('app.tenant')::uuid and below.descendant = c.tenant_id
      -- The customer is the payer of level 0, and the attempt is its own.
      join attempt_charges first on first.attempt_id = c.attempt_id and first.level = 0
      join attempts a on (a.tenant_id, a.id) = (first.tenant_id, first.attempt_id)
    where c.attempt_id = attempt limit 1;
  if not found then
    raise exception 'not_found' using errcode = 'YH404';
  end if;
end
$$;

-- Calls within a stretch of a wallet's entries, once by day and once by destination: what a statement says of the many. A charge is
-- what the wallet's tenant paid; a revenue, what the one right below it paid.
create function calls_of_entries(of_tenant uuid, of_wallet uuid, after_seq bigint, until_seq bigint, zone text)
  returns table (kind text, day date, destination text, calls bigint, billed_seconds bigint, amount_micros bigint)
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
begin
  if not exists (select from tenant_closure c where c.ancestor = current_setting('app.tenant')::uuid and c.descendant = of_tenant) then
    raise exception 'not_found' using errcode = 'YH404';
  end if;
  return query
    select e.kind, case when grouping(d.day) = 0 then d.day end, case when grouping(d.destination) = 0 then d.destination end,
      count(*), coalesce(sum(x.billed_seconds), 0)::bigint, sum(e.amount_micros)::bigint
    from entries e
      left join attempt_charges x on x.attempt_id = e.transfer_id and x.leg = 'callee'
        and x.tenant_id = case e.kind when 'call_charge' then e.tenant_id else e.counterparty_tenant_id end
      left join frozen_rates f on f.id = x.rate_id
      cross join lateral (select (e.recorded_at at time zone zone)::date as day, coalesce(nullif(f.destination, ''), x.prefix, '') as destination) d
    where e.tenant_id = of_tenant and e.wallet_id = of_wallet and e.seq > after_seq and e.seq <= until_seq
      and e.kind in ('call_charge', 'call_revenue')
    group by grouping sets ((e.kind, d.day), (e.kind, d.destination));
end
$$;

alter function nearest_logo() owner to yunhu_steward;
alter function talk_of_charge(uuid) owner to yunhu_ledger;
alter function calls_of_entries(uuid, uuid, bigint, bigint, text) owner to yunhu_ledger;
revoke execute on function nearest_logo(), talk_of_charge(uuid), calls_of_entries(uuid, uuid, bigint, bigint, text) from public;
grant execute on function nearest_logo(), talk_of_charge(uuid), calls_of_entries(uuid, uuid, bigint, bigint, text) to yunhu_app;
