import { existsSync, readFileSync } from 'node:fs';

export interface TestCounts {
  passed: number;
  failed: number;
  skipped: number;
}

/** The part of vitest's JSON report that is counted. */
interface Report {
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

/**
 * Counts the tests of vitest's JSON report. A file that did not load counts as one failure, and so does a run that failed
 * without a failing test: no report, an error outside of tests, or no test at all.
 */
export function countResults(reportFile: string, exitCode: number | null): TestCounts {
  const files = existsSync(reportFile) ? (JSON.parse(readFileSync(reportFile, 'utf8')) as Report).testResults : [];
  const counts: TestCounts = { passed: 0, failed: 0, skipped: 0 };
  for (const file of files) {
    const failedBefore = counts.failed;
    for (const { status } of file.assertionResults) {
      if (status === 'passed') counts.passed += 1;
      else if (status === 'failed') counts.failed += 1;
      else counts.skipped += 1;
    }
    if (file.status === 'failed' && counts.failed === failedBefore) counts.failed += 1;
  }
  const nothingRan = counts.passed + counts.failed + counts.skipped === 0;
  if (counts.failed === 0 && (exitCode !== 0 || nothingRan)) counts.failed = 1;
  return counts;
}
