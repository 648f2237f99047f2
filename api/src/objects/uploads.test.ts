import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { takeUpload } from '@yunhu/db/objects';
import { startTestApi, type TestApi, type TestClient } from '@yunhu/tests/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uploadAs } from '../../../tests/setup/uploads.ts';
import type { UploadPurpose } from './schemas.ts';

let api: TestApi;
let operator: TestClient;

beforeAll(async () => {
  api = await startTestApi();
  operator = await api.logIn('operator');
});

afterAll(() => api.stop());

const take = (id: string, purpose: UploadPurpose = 'logo') =>
  api.database.withTenant({ tenantId: api.operatorId }, (tx) => takeUpload(tx, id, purpose));

test('a file is asked for, put, sealed, and taken whole', async () => {
  const bytes = randomBytes(300_000);
  const id = await uploadAs(operator, 'logo', bytes, '../../etc/\u202Ecigol\0.png');
  const taken = await take(id);
  expect(taken).toMatchObject({ fileName: 'cigol.png', bytes: bytes.length });
  const stored = await api.objects.get(taken.key);
  expect(stored && (await buffer(stored.content)).equals(bytes)).toBe(true);
  await expect(take(id)).rejects.toMatchObject({ code: 'not_found' });
});
