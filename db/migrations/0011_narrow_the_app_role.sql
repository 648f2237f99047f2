-- What the app role may write of tasks: what tenant code writes, column by column. Results, seconds and money of calls are the
-- workers' to write; a hole in tenant code must not reach them.

revoke insert, update on targets, task_counters from yunhu_app;
grant insert (tenant_id, task_id, number, state, reason, changed_at) on targets to yunhu_app;
grant insert (tenant_id, task_id) on task_counters to yunhu_app;
-- The import of a list counts what it brought.
grant update (total, waiting, skipped, duplicates, invalid, over_limit) on task_counters to yunhu_app;

-- As before, but a tenant asks for itself only. Its views go on asking for everybody: they are read by another role.
create or replace function tenant_is_active(tenant uuid) returns boolean
  language plpgsql stable security definer set search_path = pg_catalog, public
  as $$
begin
  if session_user = 'yunhu_app' then
    if tenant is distinct from current_setting('app.tenant')::uuid then
      raise exception 'forbidden' using errcode = 'YH403';
    end if;
  end if;
  return not exists (
    select from tenant_closure c join tenants t on t.id = c.ancestor where c.descendant = tenant and t.state <> 'enabled'
  );
end
$$;
