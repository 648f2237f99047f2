import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readLogTail, rotateLog } from './process-log.ts';

const tenMiB = 10 * 1024 * 1024;
let folder: string;
let log: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'yunhu-log-'));
  log = path.join(folder, 'api.log');
});

afterEach(() => rmSync(folder, { recursive: true }));

test('a log of up to 10 MiB is appended to; its size is what was there before', () => {
  expect(rotateLog(log)).toBe(0);
  writeFileSync(log, '');
  truncateSync(log, tenMiB);
  expect(rotateLog(log)).toBe(tenMiB);
  expect(existsSync(`${log}.1`)).toBe(false);
});

test('a larger one is set aside, one generation of it', () => {
  writeFileSync(`${log}.1`, 'the one before');
  writeFileSync(log, 'first line\n');
  truncateSync(log, tenMiB + 1);
  expect(rotateLog(log)).toBe(0);
  expect(existsSync(log)).toBe(false);
  expect(statSync(`${log}.1`).size).toBe(tenMiB + 1);
  expect(existsSync(`${log}.2`)).toBe(false);
});

test('what is read is what came since, and never more than its last 64 KiB', () => {
  writeFileSync(log, 'of the run before\n');
  const before = statSync(log).size;
  appendFileSync(log, 'why it died\n');
  expect(readLogTail(log, before)).toBe('why it died\n');
  appendFileSync(log, `${'x'.repeat(200_000)}\nthe end\n`);
  const tail = readLogTail(log, before);
  expect(tail.length).toBe(64 * 1024);
  expect(tail.endsWith('\nthe end\n')).toBe(true);
  expect(readFileSync(log).length).toBeGreaterThan(200_000);
});

test('a log that somebody removed or emptied meanwhile reads as nothing', () => {
  expect(readLogTail(log, 5)).toBe('');
  writeFileSync(log, 'abc');
  expect(readLogTail(log, 5)).toBe('');
});
