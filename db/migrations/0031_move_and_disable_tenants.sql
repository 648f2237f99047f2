-- Tenants that move with everybody below them, that are switched off with everybody below them, and how they are reached.
--
-- Two locks keep the tree in step with what reads it. `tenant moves` lets one move after the other be prepared. `tenant tree` is held
-- by a move while it rewrites, and shared by whoever hangs something new on the tree (a tenant, a call). Locks are taken in one order
-- everywhere: moves, prices from the top down, limits, wallets by their id, the tree.

-- For people: nothing is sent there by itself.
alter table tenants
  add column contact_name text check (length(contact_name) between 1 and 100),
  add column contact_phone text check (contact_phone ~ '^[0-9+() -]{3,40}$'),
  add column contact_email text check (length(contact_email) <= 254 and contact_email ~ '^[^\s@]+@[^\s@]+$');
grant update (time_zone, contact_name, contact_phone, contact_email) on tenants to yunhu_app;
-- A disabled subtree is logged out and its tasks are paused, in one transaction across tenants.
grant update (state) on tenants to yunhu_platform;

create function hold_tenant_tree() returns void
  language sql volatile set search_path = pg_catalog, public
  return pg_advisory_xact_lock_shared(hashtextextended('tenant tree', 0));

-- As before (0001), but waits for a move that is under way above, and sees what it left.
create or replace function extend_tenant_closure() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
begin
  perform hold_tenant_tree();
  if exists (select from tenant_closure where descendant = new.parent_id and depth >= 32) then
    raise exception 'too_deep' using errcode = 'YH422';
  end if;
  insert into tenant_closure (ancestor, descendant, depth)
    select ancestor, new.id, depth + 1 from tenant_closure where descendant = new.parent_id
    union all select new.id, new.id, 0;
  return null;
end
$$;

-- As before (0001), but a move of this very tenant changes its parent.
create or replace function guard_tenant() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
begin
  if tg_op = 'UPDATE' and ((new.kind, new.currency) is distinct from (old.kind, old.currency)
      or (new.parent_id is distinct from old.parent_id and current_setting('app.moving', true) is distinct from new.id::text)) then
    raise exception 'a tenant keeps its parent, kind and currency' using errcode = 'YH422';
  end if;
  if tg_op = 'INSERT' and new.parent_id is not null
     and not exists (select from tenants where id = new.parent_id and kind in ('operator', 'agent')) then
    raise exception 'only an operator or an agent has tenants below it' using errcode = 'YH422';
  end if;
  return new;
end
$$;

-- A call pays those who stand above its tenant now. Who worked its levels out before a move tries again (40001), with the new ones.
create function guard_attempt_levels() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
begin
  perform hold_tenant_tree();
  if exists (
    select from (select distinct m.tenant_id, r.level, f.tenant_id seller
        from made m, unnest(m.rate_ids) with ordinality r (id, level) join frozen_rates f on f.id = r.id) d
      left join tenant_closure c on c.descendant = d.tenant_id and c.ancestor = d.seller and c.depth = d.level
    where c.descendant is null
  ) then
    raise exception 'its tenant has moved since the levels of this call were worked out' using errcode = '40001';
  end if;
  return null;
end
$$;
create trigger guard_attempt_levels after insert on attempts referencing new table as made
  for each statement execute function guard_attempt_levels();

-- As before (0016), but looks again once the wallets are locked: a move holds them, and afterwards somebody else is the parent.
create or replace function lock_money_wallets(actor uuid, child uuid) returns void
  language plpgsql volatile set search_path = pg_catalog, public
  as $$
begin
  perform from wallets w where (w.tenant_id, w.kind) in ((child, 'main'), (actor, 'main'), (actor, 'external')) order by w.id for update;
  if child <> actor and not exists (select from tenants t where t.id = child and t.parent_id = actor) then
    raise exception 'not_found' using errcode = 'YH404';
  end if;
end
$$;

-- One move after the other, from before its prices are compared until it is committed.
create function begin_tenant_move() returns void
  language sql volatile set search_path = pg_catalog, public
  return pg_advisory_xact_lock(hashtextextended('tenant moves', 0));

-- Moves a tenant with everybody below it under another parent, both of them below the current tenant (which may be that parent). What it
-- buys at is its new parent's to say: `bought` is one of the new parent's groups, or null where it is to buy at nothing yet. What the old
-- parent lent it goes back, and is refused (credit_in_use) while it is used; what the old parent's staff asked for about it ends. Refused
-- while tasks run or calls are in progress below (tasks_running, calls_in_progress). Entries, charges and balances stay as they are. A
-- support session of somebody who no longer stands above ends. Answers what went: {"creditMicros", "requests", "supportSessions"}.
create function move_tenant(moved uuid, new_parent uuid, bought uuid) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
declare
  actor constant uuid := current_setting('app.tenant')::uuid;
  place tenants%rowtype;
  target tenants%rowtype;
  own wallets%rowtype;
  everybody uuid[];
  lent bigint := 0;
  ended integer;
  watched integer;
begin
  perform begin_tenant_move();
  select t.* into place from tenants t join tenant_closure c on c.descendant = t.id and c.ancestor = actor and c.depth > 0 where t.id = moved;
  select t.* into target from tenants t join tenant_closure c on c.descendant = t.id and c.ancestor = actor where t.id = new_parent;
  if place.id is null or target.id is null then
    raise exception 'not_found' using errcode = 'YH404';
  end if;
  if target.kind = 'customer' or target.id = place.parent_id
      or exists (select from tenant_closure c where c.ancestor = moved and c.descendant = new_parent) then
    raise exception 'invalid_input' using errcode = 'YH422';
  end if;
  if target.currency <> place.currency then
    raise exception 'currency_mismatch' using errcode = 'YH422';
  end if;
  if bought is not null and not exists (select from rate_groups g where (g.tenant_id, g.id) = (new_parent, bought)) then
    raise exception 'not_found' using errcode = 'YH404';
  end if;

  -- Whoever admits, settles or moves money here has done so before, or waits and then sees the new place.
  perform from wallets w where w.kind = 'main' and w.tenant_id in (
      select c.descendant from tenant_closure c where c.ancestor = moved
      union select c.ancestor from tenant_closure c where c.descendant in (place.parent_id, new_parent))
    order by w.id for update;
  perform pg_advisory_xact_lock(hashtextextended('tenant tree', 0));
  everybody := array(select c.descendant from tenant_closure c where c.ancestor = moved);
  if (select max(c.depth) from tenant_closure c where c.ancestor = moved)
      + (select max(c.depth) from tenant_closure c where c.descendant = new_parent) + 1 > 32 then
    raise exception 'too_deep' using errcode = 'YH422';
  end if;
  if exists (select from tasks k where k.state = 'running' and k.tenant_id = any (everybody)) then
    raise exception 'tasks_running' using errcode = 'YH409';
  end if;
  if exists (select from attempts a where a.ended_at is null and a.tenant_id = any (everybody))
      or exists (select from holds h where h.tenant_id = any (everybody)) then
    raise exception 'calls_in_progress' using errcode = 'YH409';
  end if;

  select * into own from wallets w where w.tenant_id = moved and w.kind = 'main';
  if own.credit_limit_micros > 0 then
    if own.held_micros + own.reserved_micros > own.balance_micros then
      raise exception 'credit_in_use' using errcode = 'YH409';
    end if;
    lent := own.credit_limit_micros;
    update wallets w set reserved_micros = w.reserved_micros - lent where w.tenant_id = place.parent_id and w.kind = 'main';
    update wallets w set credit_limit_micros = 0 where (w.tenant_id, w.id) = (own.tenant_id, own.id);
  end if;

  with expired as (
    update transfer_requests r set state = 'expired', decided_at = now()
      where r.tenant_id = place.parent_id and r.child_tenant_id = moved and r.state = 'pending' returning r.tenant_id, r.id
  ), resolved as (
    update alerts a set resolved_at = now() from expired e
      where (a.tenant_id, a.kind, a.subject_type, a.subject_id) = (e.tenant_id, 'transfer_waiting', 'transfer_request', e.id::text)
        and a.resolved_at is null
  )
  select count(*) into ended from expired;

  delete from rate_assignments a where a.tenant_id = moved;
  if bought is not null then
    insert into rate_assignments (tenant_id, seller_tenant_id, rate_group_id, task_type) values (moved, new_parent, bought, 'any');
  end if;

  perform set_config('app.moving', moved::text, true);
  update tenants t set parent_id = new_parent where t.id = moved;
  perform set_config('app.moving', '', true);
  delete from tenant_closure c where c.descendant = any (everybody) and c.ancestor <> all (everybody);
  insert into tenant_closure (ancestor, descendant, depth)
    select up.ancestor, down.descendant, up.depth + down.depth + 1
    from tenant_closure up, tenant_closure down where up.descendant = new_parent and down.ancestor = moved;

  with closed as (
    update support_sessions s set ended_at = now(), ended_by = 'tenant'
      where s.tenant_id = any (everybody) and s.ended_at is null
        and not exists (select from tenant_closure c where c.ancestor = s.staff_tenant_id and c.descendant = s.tenant_id)
      returning s.id
  )
  select count(*) into watched from closed;
  return jsonb_build_object('creditMicros', lent::text, 'requests', ended, 'supportSessions', watched);
end
$$;

-- What a seller below sells by: names alone, for who moves somebody under it. Never its prices.
create function rate_groups_sold_by(seller uuid) returns table (id uuid, name text)
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
begin
  if not exists (select from tenant_closure c where c.ancestor = current_setting('app.tenant')::uuid and c.descendant = seller) then
    raise exception 'not_found' using errcode = 'YH404';
  end if;
  return query select g.id, g.name from rate_groups g where g.tenant_id = seller order by g.name, g.id;
end
$$;

grant update (parent_id) on tenants to yunhu_ledger;
grant insert, delete on tenant_closure to yunhu_ledger;
grant select, insert, delete on rate_assignments to yunhu_ledger;
grant select on rate_groups to yunhu_ledger;
grant select, update (ended_at, ended_by) on support_sessions to yunhu_ledger;
grant select on frozen_rates to yunhu_steward;

revoke execute on function hold_tenant_tree(), guard_attempt_levels(), begin_tenant_move(), move_tenant(uuid, uuid, uuid),
  rate_groups_sold_by(uuid) from public;
alter function hold_tenant_tree() owner to yunhu_steward;
alter function guard_attempt_levels() owner to yunhu_steward;
alter function begin_tenant_move() owner to yunhu_ledger;
alter function move_tenant(uuid, uuid, uuid) owner to yunhu_ledger;
alter function rate_groups_sold_by(uuid) owner to yunhu_ledger;
grant execute on function begin_tenant_move(), move_tenant(uuid, uuid, uuid), rate_groups_sold_by(uuid) to yunhu_app;
