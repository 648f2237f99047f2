-- What a carrier that asks for a password is told. The switch needs it as it is, so it is sealed by a key that the database does not
-- have, rather than hashed.
alter table trunks
  add column account_user text check (account_user ~ '^[!-:<-~]{1,64}$'),
  add column sealed_password text check (sealed_password ~ '^v1\.[A-Za-z0-9_-]{1,20}\.[A-Za-z0-9_-]{38,}$');
alter table trunks no force row level security;
alter table trunks add constraint trunks_account_whole check ((account_user is null) = (sealed_password is null));
alter table trunks force row level security;
grant update (account_user, sealed_password) on trunks to yunhu_app;
