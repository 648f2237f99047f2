-- The same walls, cheap for subtrees of a thousand tenants too.
--
-- `= any (array(select descendant …))` reads the whole subtree once a table and query, and where a join asks for row after row it
-- sorts those keys anew for each: lists cost 5 to 8 times what they cost without a policy. An `exists` asks for one pair, or makes a
-- hash where many rows are expected, and for one's own rows it is never asked. It does not find rows: as before, every list names its
-- tenants itself.

-- Nobody looks up: the pairs of one's own subtree are what policies and lists ask for.
alter policy subtree on tenant_closure using (ancestor = (select current_setting('app.tenant')::uuid));
-- The average subtree is a lone customer, but who lists tenants has many. Planned as two hundred, reads of a few rows ask pair by pair
-- and longer ones make a hash, whoever came first on a connection.
alter table tenant_closure alter column ancestor set (n_distinct = -0.005);
analyze tenant_closure;

do $$
declare
  t text;
  self constant text := $e$(select current_setting('app.tenant')::uuid)$e$;
  below constant text := format('exists (select from tenant_closure c where c.ancestor = %s and c.descendant = %%s)', self);
begin
  foreach t in array array['staff', 'staff_credentials', 'audit_entries', 'wallets', 'transfers', 'entries', 'holds', 'rate_assignments', 'caller_ids',
      'audio', 'task_counters'] loop
    execute format('alter policy subtree on %I using (tenant_id = %s or %s)', t, self, format(below, t || '.tenant_id'));
  end loop;
  -- attempt_charges keep the array: they are read by the ten thousand for a list of tenants, which as an index condition is free.
  execute format('alter policy subtree_read on tenants using (id = %s or %s)', self, format(below, 'tenants.id'));
  execute format('alter policy subtree_write on tenants using (id = %1$s or %2$s) with check (id = %1$s or %2$s)', self, format(below, 'tenants.id'));
  execute format('alter policy subtree_create on tenants with check (parent_id = %s or %s)', self, format(below, 'tenants.parent_id'));
  -- Beside a list's own predicate this is one comparison a query; as `(select …)` it was a plan node more for each table.
  foreach t in array array['sessions', 'rate_groups', 'rates', 'trunks', 'routes', 'extensions', 'seats', 'queues', 'queue_seats', 'black_list', 'flows',
      'flow_versions', 'tasks', 'list_imports', 'targets', 'attempts', 'cdrs'] loop
    execute format($p$alter policy own on %I using (tenant_id = current_setting('app.tenant')::uuid)$p$, t);
  end loop;
end
$$;
