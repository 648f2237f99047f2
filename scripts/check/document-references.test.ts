import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findBrokenReferences } from './document-references.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'yunhu-documents-'));
  mkdirSync(path.join(root, 'db/src'), { recursive: true });
  writeFileSync(path.join(root, 'db/src/here.ts'), '');
});

afterEach(() => rmSync(root, { recursive: true }));

const brokenIn = (text: string) => {
  writeFileSync(path.join(root, 'README.md'), text);
  return findBrokenReferences(root);
};

test.each([
  '`db/src/gone.ts`',
  'see [it](db/src/gone.ts#part)',
  '`gone.ts`',
  '[it](GONE.md)',
  '`db/gone/*.ts`',
  '`db/gone/`',
])('%s is reported with its line', (reference) => {
  expect(brokenIn(`one\n\n${reference}`)).toEqual([expect.stringMatching(/^README\.md:3: .*gone.* does not exist$/i)]);
});

test.each([
  '`db/src/here.ts`, `here.ts`, `README.md`, [it](db/src/here.ts), [it](README.md#part)',
  '`db/src/*.ts` and `db/src/{one,two}.ts` and `x.test.ts`',
  '`npm start`, `/v1/tasks`, `@yunhu/db`, `text/plain`, `.data/`, `billing/rates.ts`',
  '[out](https://example.org/gone.ts), [above](#part)',
  '```\ndb/src/gone.ts `db/src/gone.ts`\n```',
])('%s is not', (text) => {
  expect(brokenIn(text)).toEqual([]);
});
