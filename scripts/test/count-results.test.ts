import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { countResults } from './count-results.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'yunhu-results-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function count(exitCode: number | null, ...files: [status: string, ...tests: string[]][]) {
  const report = path.join(folder, 'results.json');
  const testResults = files.map(([status, ...tests]) => ({
    status,
    assertionResults: tests.map((test) => ({ status: test })),
  }));
  writeFileSync(report, JSON.stringify({ testResults }));
  return countResults(report, exitCode);
}

test('passed, failed and skipped tests are counted over all files', () => {
  const counts = count(1, ['passed', 'passed', 'skipped', 'todo'], ['failed', 'failed', 'passed', 'pending']);
  expect(counts).toEqual({ passed: 2, failed: 1, skipped: 3 });
});

test('a file that did not load is one failure', () => {
  expect(count(1, ['failed'], ['passed', 'passed'])).toEqual({ passed: 1, failed: 1, skipped: 0 });
});

test('a file whose tests were skipped because its set-up failed is one failure', () => {
  expect(count(1, ['failed', 'skipped'])).toEqual({ passed: 0, failed: 1, skipped: 1 });
});

test('a run that failed without a failing test is a failure', () => {
  expect(count(1, ['passed', 'passed'])).toEqual({ passed: 1, failed: 1, skipped: 0 });
  expect(count(null, ['passed', 'passed'])).toEqual({ passed: 1, failed: 1, skipped: 0 });
});

test('a run without a test or without a report is a failure', () => {
  expect(count(0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(countResults(path.join(folder, 'none.json'), 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
