-- An upload that was left is counted and kept until no address of it can bring bytes any more; nobody makes room by leaving.
alter table uploads add column cancelled_at timestamptz check (cancelled_at is null or taken_at is null);
revoke delete on uploads from yunhu_app;
grant update (cancelled_at) on uploads to yunhu_app;
create index uploads_by_tenant_and_age on uploads (tenant_id, created_at);

-- Of documents only the pictures of their pages are kept: what was sent may hold what only some readers find. The sweep of objects removes
-- what this column named.
alter table caller_id_documents drop column object_key;
