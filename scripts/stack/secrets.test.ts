import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseSecretKeys } from '@yunhu/db/secrets';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSecrets } from './secrets.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'yunhu-secrets-'));
  file = path.join(folder, 'secrets.json');
});

afterEach(() => rmSync(folder, { recursive: true }));

test('secrets are made once, for their owner alone, with a key that seals', () => {
  const made = openSecrets(folder);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(parseSecretKeys(made.keys).sealing?.id).toBe('k1');
  expect(openSecrets(folder)).toEqual(made);
});

test('a file of an earlier version keeps what it has and gets a key, once', () => {
  const { keys: _, ...earlier } = openSecrets(folder);
  writeFileSync(file, JSON.stringify(earlier));
  const upgraded = openSecrets(folder);
  expect(upgraded).toMatchObject(earlier);
  expect(parseSecretKeys(upgraded.keys).byId.size).toBe(1);
  expect(openSecrets(folder)).toEqual(upgraded);
});

test('a file that is broken is left as it is', () => {
  writeFileSync(file, '{"roles":');
  expect(() => openSecrets(folder)).toThrow('secrets.json cannot be read');
  expect(readFileSync(file, 'utf8')).toBe('{"roles":');
});
