-- An upload that was left is counted and kept until no address of it can bring bytes any more; nobody makes room by leaving.
alter table uploads add column cancelled_at timestamptz check (cancelled_at is null or taken_at is null);
revoke delete on uploads from yunhu_app;
grant update (cancelled_at) on uploads to yunhu_app;
create index uploads_by_tenant_and_age on uploads (tenant_id, created_at);
