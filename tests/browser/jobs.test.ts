// Jobs and alerts in a real browser: on the API as it listens, with jobs that the test holds in its hand.
import { readFile } from 'node:fs/promises';
import { DomainError } from '@yunhu/db';
import { enqueueJob, type JobKind } from '@yunhu/db/jobs';
import { writeCsv } from '@yunhu/db/sheets';
import { raiseAlert } from '@yunhu/db/tenancy';
import type { JobHandler } from '@yunhu/workers/jobs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../setup/eventually.ts';
import { tale } from '../setup/jobs.ts';
import { missing } from '../setup/machine.ts';
import { openTestPages, type TestPages } from '../setup/pages.ts';

const limitMs = 120_000;

describe.skipIf(missing('chromium'))('background jobs', () => {
  let pages: TestPages;

  /** Goes on each time the test opens the next gate. */
  const exported: JobHandler = async ({ objects, fileKey, progress, signal }) => {
    await progress(9_052, 36_206);
    await tale.waitAt(pages.folder, 'half', signal);
    await progress(18_103, 36_206);
    await tale.waitAt(pages.folder, 'whole', signal);
    const { key, bytes } = await objects.put(fileKey, writeCsv([['86', '中国']]), { maxBytes: 1000 });
    return { rows: 1, file: { key, bytes, name: '账目 2026-10.csv', contentType: 'text/csv' } };
  };
  const endless: JobHandler = async ({ progress, signal }) => {
    await progress(1_200);
    await tale.waitAt(pages.folder, 'never', signal);
    return {};
  };
  const refused: JobHandler = () =>
    Promise.reject(new DomainError('file_unreadable', 'line 17: a quoted field does not end'));

  beforeAll(async () => {
    pages = await openTestPages({ 'ledger-export': exported, 'rates-export': endless, 'deck-preview': refused });
  }, limitMs);

  afterAll(() => pages?.stop(), limitMs);

  const ask = (kind: JobKind) =>
    pages.behind.database.withTenant({ tenantId: pages.behind.operatorId }, (tx) =>
      enqueueJob(tx, { kind, input: {} }),
    );

  it('move while one looks, end by themselves, and hand out their file', async () => {
    const page = await pages.signIn('operator');
    await ask('ledger-export');
    await page.goto(`${pages.url}/jobs`);
    await page.getByTestId('jobs-table').getByText('账目导出').click();
    const drawer = page.getByTestId('job-drawer');
    await drawer.getByText('9,052 / 36,206').waitFor();
    await drawer.getByText('进行中 25%').waitFor();
    await tale.open(pages.folder, 'half');
    await drawer.getByText('18,103 / 36,206').waitFor();
    await drawer.getByText('进行中 50%').waitFor();
    await tale.open(pages.folder, 'whole');
    await drawer.getByText('已完成').waitFor();
    const downloading = page.waitForEvent('download');
    await drawer.getByTestId('job-download').click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('账目 2026-10.csv');
    expect(await readFile(await download.path(), 'utf8')).toBe('\uFEFF86,中国\r\n');
    await page.context().close();
  });

  it('are cancelled by a press', async () => {
    const page = await pages.signIn('operator', { locale: 'en' });
    const id = await ask('rates-export');
    await page.goto(`${pages.url}/jobs?state=open`);
    const row = page.getByRole('row', { name: /Rate export/ });
    await row.getByText('Running').waitFor();
    await row.getByTestId('job-cancel').click();
    await row.waitFor({ state: 'detached' });
    const [job] = await pages.behind.behind`select state from jobs where id = ${id}`;
    expect(job).toEqual({ state: 'cancelled' });
    await page.context().close();
  });

  it('that failed ring the bell, which leads to them, until somebody has seen it; also on a phone', async () => {
    const id = await ask('deck-preview');
    await eventually(
      () => pages.behind.behind`select from jobs where id = ${id} and state = 'failed'`,
      (rows) => rows.length === 1,
    );
    await pages.behind.database.withPlatform('test', (tx) =>
      raiseAlert(tx, {
        ...{
          tenantId: pages.behind.operatorId,
          kind: 'low_balance',
          level: 'critical',
          subjectType: 'wallet',
          subjectId: 'w',
        },
        details: { availableMicros: '8200000', thresholdMicros: '10000000' },
      }),
    );
    const page = await pages.signIn('operator', { width: 390, dark: true });
    expect(await page.getByTestId('unseen-alerts').innerText()).toBe('2');
    await page.getByTestId('alert-bell').click();
    const list = page.getByTestId('alert-list');
    await list.getByText('余额偏低：可用 ¥8.20').waitFor();
    // Enter once more, by whoever opened it by key, marks nothing as seen.
    await page.keyboard.press('Enter');
    expect(await page.getByTestId('unseen-alerts').innerText()).toBe('2');
    const failed = list.locator('[data-kind=job_failed]');
    await failed.getByTestId('alert-link').click();
    await page.waitForURL(`**/jobs?job=${id}`);
    await page.getByTestId('job-failure').getByText('line 17: a quoted field does not end').waitFor();
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    await page.keyboard.press('Escape');
    await page.getByTestId('alert-bell').click();
    await failed.getByTestId('acknowledge').click();
    await failed.getByText('已于').waitFor();
    await list.getByTestId('acknowledge').click();
    await page.getByTestId('unseen-alerts').waitFor({ state: 'detached' });
    const seen = await pages.behind.behind`select from alerts where acknowledged_at is null`;
    expect(seen.length).toBe(0);
    await page.context().close();
  });
});
