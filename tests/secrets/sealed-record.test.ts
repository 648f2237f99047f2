// Secrets that the record keeps readable: sealed where they stand, for their own row, and sealed anew when a key is replaced.
import { randomBytes } from 'node:crypto';
import { openDatabase } from '@yunhu/db/connect';
import { parseSecretKeys, resealSecrets, sealedColumns, SecretError } from '@yunhu/db/secrets';
import { createTrunk, openTrunkAccounts, setTrunkAccount } from '@yunhu/db/telephony';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../setup/api.ts';

let api: TestApi;
let trunkId: string;
const keyText = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [first, second] = [keyText('k1'), keyText('k2')];
const account = { user: 'acme', password: 'correct horse; battery "staple"' };

const asOperator = <T>(fn: Parameters<TestApi['database']['withTenant']>[1]) =>
  api.database.withTenant({ tenantId: api.operatorId }, fn) as Promise<T>;
const setAccount = (ring: string, given: typeof account | null, id = trunkId) =>
  asOperator((tx) => setTrunkAccount(tx, parseSecretKeys(ring), id, given));
const openAccounts = (ring: string) =>
  api.database.withPlatform('test', (tx) => openTrunkAccounts(tx, parseSecretKeys(ring)));
const sealed = async () => {
  const [row] = await api.behind<[{ sealed: string }]>`
    select sealed_password as sealed from trunks where id = ${trunkId}`;
  return row.sealed;
};

beforeAll(async () => {
  api = await startTestApi();
  trunkId = await asOperator((tx) =>
    createTrunk(tx, { name: 'carrier', host: 'carrier.example', port: 5060, prefixes: [''] }),
  );
});

afterAll(() => api.stop());

beforeEach(() => setAccount(first, account));

test('a trunk’s password stands nowhere in the record as it is, and opens for the switch', async () => {
  expect((await openAccounts(first)).get('carrier')).toEqual(account);
  expect(await sealed()).toMatch(/^v1\.k1\./);
  const [dump] = await api.behind<[{ text: string }]>`
    select concat((select string_agg(t::text, '') from trunks t), (select string_agg(a::text, '') from audit_entries a)) as text`;
  expect(dump.text).toContain('acme');
  expect(dump.text).not.toContain('battery');
});

test('it does not open with another key, nor in another row', async () => {
  await expect(openAccounts(second)).rejects.toBeInstanceOf(SecretError);
  const other = await asOperator<string>((tx) =>
    createTrunk(tx, { name: 'other', host: 'other.example', port: 5060, prefixes: [] }),
  );
  await api.behind`update trunks set account_user = 'acme', sealed_password = ${await sealed()} where id = ${other}`;
  await expect(openAccounts(first)).rejects.toBeInstanceOf(SecretError);
  await api.behind`update trunks set enabled = false where id = ${other}`;
  expect([...(await openAccounts(first)).keys()]).toEqual(['carrier']);
  await setAccount(first, null, other);
});

test.each([
  ['a line break', { user: 'a\nb', password: 'x' }, 'user'],
  ['a comment', { user: 'a;b', password: 'x' }, 'user'],
  ['no user', { user: '', password: 'x' }, 'user'],
  ['a line break in the password', { user: 'a', password: 'x\r\nusername = b' }, 'password'],
  ['no password', { user: 'a', password: '' }, 'password'],
  ['a password without end', { user: 'a', password: 'x'.repeat(129) }, 'password'],
])('%s is refused, and nothing is changed', async (_, wrong, field) => {
  const before = await sealed();
  await expect(setAccount(first, wrong)).rejects.toMatchObject({ code: 'invalid_input', fields: [{ field }] });
  expect(await sealed()).toBe(before);
});

test('a new key seals everything anew; then the old one can go; what no key opens is told and left as it is', async () => {
  const { superuser } = api.urls;
  // As the script does it: with a role that may write what it seals.
  const database = openDatabase({ appUrl: superuser, platformUrl: superuser, maxConnections: 1 });
  const trunks = async (ring: string) =>
    (await resealSecrets(database, parseSecretKeys(ring))).find(({ table }) => table === 'trunks');
  try {
    expect(await trunks(`${second},${first}`)).toEqual({ table: 'trunks', current: 0, resealed: 1, stuck: 0 });
    expect(await trunks(`${second},${first}`)).toEqual({ table: 'trunks', current: 1, resealed: 0, stuck: 0 });
    expect((await openAccounts(second)).get('carrier')).toEqual(account);
    const before = await sealed();
    expect(await trunks(keyText('k3'))).toEqual({ table: 'trunks', current: 0, resealed: 0, stuck: 1 });
    expect(await sealed()).toBe(before);
    await expect(resealSecrets(database, parseSecretKeys(''))).rejects.toBeInstanceOf(SecretError);
  } finally {
    await database.close();
  }
});

test('every column of sealed texts is sealed anew with the others', async () => {
  const rows = await api.behind<{ found: string }[]>`
    select table_name || '.' || column_name as found from information_schema.columns
    where table_schema = 'public' and column_name like 'sealed\\_%' and data_type = 'text' order by 1`;
  const known = sealedColumns.map(({ table, column }) => `${table}.${column}`).sort();
  expect(rows.map(({ found }) => found)).toEqual(known);
});
