import { openDatabase } from '../../connect/index.ts';
import { createTestDatabase } from '@yunhu/tests/setup';
import postgres from 'postgres';
import { expect, test } from 'vitest';
import { forgetSessions } from './forget-sessions.ts';

test('what ended half a year ago is forgotten, tokens of what is over at all, and attempts whose time is over; nothing else', async () => {
  const made = await createTestDatabase();
  const behind = postgres(made.urls.superuser, { max: 1 });
  const database = openDatabase({ appUrl: made.urls.app, platformUrl: made.urls.platform, maxConnections: 1 });
  const [{ id }] = await behind<
    [{ id: string }]
  >`insert into tenants (kind, name) values ('operator', 'O') returning id`;
  const [{ staffId }] = await behind<[{ staffId: string }]>`
    insert into staff (tenant_id, login_name, name, role_id) values (${id}, 'someone', 'S', preset_role(${id}, 'administrator'))
    returning id as "staffId"`;
  await behind`
    with made as (
      insert into sessions (tenant_id, staff_id, expires_at)
      select ${id}, ${staffId}, now() - d from unnest(array['181 days', '179 days', '-1 day']::interval[]) d returning tenant_id, id
    ) insert into refresh_tokens (tenant_id, session_id, hash, issued_at) select tenant_id, id, sha256(id::text::bytea), now() from made`;
  // Revoked, with most of its time before it.
  await behind`
    with made as (
      insert into sessions (tenant_id, staff_id, expires_at, revoked_at, revoked_reason)
      values (${id}, ${staffId}, now() + interval '20 days', now(), 'replay') returning tenant_id, id
    ) insert into refresh_tokens (tenant_id, session_id, hash, issued_at) select tenant_id, id, sha256(id::text::bytea), now() from made`;
  await behind`insert into login_attempts values ('over', 1, now() - interval '1 s'), ('still', 1, now() + interval '1 h')`;
  expect(await database.withPlatform('test', (tx) => forgetSessions(tx, new Date()))).toBe(2);
  const [left] = await behind`
    select (select count(*)::int from sessions) as sessions, (select count(*)::int from refresh_tokens) as tokens,
      (select array_agg(key) from login_attempts) as attempts`;
  expect(left).toEqual({ sessions: 3, tokens: 1, attempts: ['still'] });
  expect(await database.withPlatform('test', (tx) => forgetSessions(tx, new Date()))).toBe(0);
  await Promise.all([behind.end(), database.close()]);
  await made.drop();
});
