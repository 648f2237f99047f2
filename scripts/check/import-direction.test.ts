import path from 'node:path';
import { expect, test } from 'vitest';
import { findImportViolations } from './import-direction.ts';

const fixture = path.join(import.meta.dirname, 'fixtures/import-direction');
const root = path.resolve(import.meta.dirname, '../..');

test('every kind of upward or sideways import in the violating fixture is found, and nothing else', () => {
  expect(findImportViolations(fixture)).toEqual([
    'db/src/billing/open-wallet.ts:1: reaches past the index.ts of tenancy',
    'db/src/billing/open-wallet.ts:2: db must not import @yunhu/workers',
    'db/src/misc/read-name.ts:1: misc has no place in the order',
    'db/src/tenancy/create-tenant.ts:1: tenancy comes before billing in the order of the domains',
    'api/src/billing/schemas.ts:2: schemas may take only types from @yunhu/db',
    'api/src/index.ts:2: reaches into db by a path; import @yunhu/db',
    'api/src/index.ts:3: @yunhu/db does not export ./billing/open-wallet',
    'workers/src/index.ts:3: workers must not import @yunhu/api',
    'workers/src/index.ts:4: workers must not import @yunhu/api',
    'web/src/app.tsx:2: web may import only ./schemas of @yunhu/api',
    'web/src/app.tsx:3: web must not import @yunhu/db',
  ]);
});

test('this repository has no such import', () => {
  expect(findImportViolations(root)).toEqual([]);
});
