-- Price lists as a history of versions, and decks: files of rates that are previewed, applied in one transaction, and undone by a
-- version of their own.

-- Goes up with every write to the group's rates, whoever writes: readers see by it that what they hold is old, and a preview that it is.
alter table rate_groups add column revision bigint not null default 0;
create index rate_groups_by_id on rate_groups (id);

-- One change of a price list that somebody made: a deck, some rates by hand, or the undoing of an earlier version.
create table rate_group_versions (
  tenant_id uuid not null,
  id uuid not null default new_id(),
  rate_group_id uuid not null,
  -- From 1 in each group.
  seq integer not null check (seq >= 1),
  kind text not null check (kind in ('deck', 'edit', 'undo')),
  -- Of the file, where there was one.
  file_name text check (length(file_name) <= 200),
  -- What it takes back.
  undoes_version_id uuid,
  effective_at timestamptz not null,
  added integer not null check (added >= 0),
  changed integer not null check (changed >= 0),
  removed integer not null check (removed >= 0),
  staff_id uuid,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, rate_group_id, seq),
  foreign key (tenant_id, rate_group_id) references rate_groups (tenant_id, id),
  foreign key (tenant_id, undoes_version_id) references rate_group_versions (tenant_id, id),
  check ((kind = 'undo') = (undoes_version_id is not null))
);
create index rate_group_versions_by_undone on rate_group_versions (tenant_id, undoes_version_id) where undoes_version_id is not null;

-- Which version a rate came with and which one ended it; null for the rates that a group was created with, and for what nobody ended.
-- The owner reads the rows to validate the references, for once without a tenant.
alter table rates no force row level security;
alter table rates
  add column version_id uuid,
  add column closed_by_version_id uuid,
  add foreign key (tenant_id, version_id) references rate_group_versions (tenant_id, id),
  add foreign key (tenant_id, closed_by_version_id) references rate_group_versions (tenant_id, id);
alter table rates force row level security;
-- A rate that is withdrawn before it begins ends when it begins: an empty time, which overlaps nothing and prices nothing.
alter table rates drop constraint rates_check;
alter table rates add constraint rates_effective_check check (effective_until >= effective_from);
-- Two versions of one prefix never overlap in time: as before, by an index that finds its place four times as fast, as the hash comes
-- first. A tree of ranges sorts badly by what is the same in a whole price list.
alter table rates drop constraint rates_tenant_id_rate_group_id_prefix_tstzrange_excl;
alter table rates add constraint rates_one_at_a_time exclude using gist (
  hashtextextended(tenant_id::text || rate_group_id::text || prefix, 0) with =,
  prefix with =, rate_group_id with =, tenant_id with =, tstzrange(effective_from, effective_until) with &&);
create index rates_by_group on rates (rate_group_id, prefix, id);

create function bump_rate_group_revision() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public
  as $$
begin
  update rate_groups g set revision = g.revision + 1
  from (select distinct tenant_id, rate_group_id from written) w where (g.tenant_id, g.id) = (w.tenant_id, w.rate_group_id);
  return null;
end
$$;
revoke all on function bump_rate_group_revision() from public;
grant select, update (revision) on rate_groups to yunhu_steward;
alter function bump_rate_group_revision() owner to yunhu_steward;
create trigger bump_revision_when_added after insert on rates
  referencing new table as written for each statement execute function bump_rate_group_revision();
create trigger bump_revision_when_closed after update on rates
  referencing new table as written for each statement execute function bump_rate_group_revision();

-- A file of rates on its way into a group: uploaded, read with a mapping of its columns, applied.
create table rate_decks (
  tenant_id uuid not null,
  id uuid not null default new_id(),
  rate_group_id uuid not null,
  file_name text not null check (length(file_name) <= 200),
  -- Where the file lies among the record's objects.
  object_key text not null,
  bytes bigint not null check (bytes >= 0),
  state text not null default 'uploaded' check (state in ('uploaded', 'previewed', 'applied')),
  -- The head of the file as it was found, and which column means what.
  head jsonb not null,
  mapping jsonb,
  preview_job_id uuid,
  apply_job_id uuid,
  -- The group's revision that the preview compared with.
  based_on_revision bigint,
  -- The groups that its seller bought at, with their revisions.
  cost_stamp text,
  -- Counts by kind of row, and of downstream rates whose margin would turn negative.
  summary jsonb,
  version_id uuid,
  staff_id uuid,
  created_at timestamptz not null default now(),
  previewed_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, rate_group_id) references rate_groups (tenant_id, id),
  foreign key (tenant_id, version_id) references rate_group_versions (tenant_id, id),
  check ((state = 'applied') = (version_id is not null)),
  check (state = 'uploaded' or (summary is not null and based_on_revision is not null))
);
create index rate_decks_by_group on rate_decks (tenant_id, rate_group_id, created_at desc, id desc);

-- What a preview found, row by row. Unlogged: it can be read again from the file, and a deck whose rows a crash has emptied is not applied.
create unlogged table rate_deck_rows (
  tenant_id uuid not null,
  deck_id uuid not null,
  kind text not null check (kind in ('added', 'changed', 'unchanged', 'removed', 'rejected', 'repeated')),
  -- The order within its kind, from 0.
  place integer not null,
  -- Of the file, from 1; null for what the file does not have.
  line integer,
  prefix text,
  destination text,
  block_seconds integer,
  price_per_block_micros bigint,
  first_block_seconds integer,
  first_block_price_micros bigint,
  connection_fee_micros bigint,
  grace_seconds integer,
  minimum_charge_micros bigint,
  -- The rate that it changes, repeats or removes.
  previous_rate_id uuid,
  -- Of a rejected row: the field, why, and what stood there.
  field text,
  reason text,
  cell text,
  primary key (tenant_id, deck_id, kind, place)
);

-- Rates below whose margin would turn negative with the deck: what their seller would pay for a prefix, and what it takes.
create unlogged table rate_deck_losses (
  tenant_id uuid not null,
  deck_id uuid not null,
  place integer not null,
  -- Who would lose, and the group that it sells by.
  seller_tenant_id uuid not null,
  seller_name text not null,
  sold_group_id uuid not null,
  sold_group_name text not null,
  prefix text not null,
  destination text not null,
  cost_prefix text not null,
  cost_block_seconds integer not null,
  cost_per_block_micros bigint not null,
  sold_prefix text not null,
  sold_block_seconds integer not null,
  sold_per_block_micros bigint not null,
  -- The most that one call could lose, before and with the deck.
  loss_before_micros bigint not null,
  loss_micros bigint not null,
  primary key (tenant_id, deck_id, place)
);

-- Which column meant what, the last time a file came with these headings.
create table rate_deck_mappings (
  tenant_id uuid not null references tenants (id),
  -- A hash of the headings.
  signature text not null check (signature ~ '^[0-9a-f]{64}$'),
  mapping jsonb not null,
  used_at timestamptz not null default now(),
  primary key (tenant_id, signature)
);

do $$
declare t text;
begin
  foreach t in array array['rate_group_versions', 'rate_decks', 'rate_deck_rows', 'rate_deck_losses', 'rate_deck_mappings'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy own on %I using (tenant_id = current_setting('app.tenant')::uuid)$p$, t);
  end loop;
end
$$;

grant select on rate_group_versions, rate_decks, rate_deck_rows, rate_deck_losses, rate_deck_mappings to yunhu_app, yunhu_platform;
grant insert on rate_group_versions, rate_decks, rate_deck_rows, rate_deck_losses, rate_deck_mappings to yunhu_app;
grant update (state, mapping, preview_job_id, apply_job_id, based_on_revision, cost_stamp, summary, version_id, previewed_at) on rate_decks to yunhu_app;
grant update (mapping, used_at) on rate_deck_mappings to yunhu_app;
grant update (closed_by_version_id) on rates to yunhu_app;
grant delete on rate_deck_rows, rate_deck_losses, rate_deck_mappings to yunhu_app;
