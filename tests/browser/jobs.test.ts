// Jobs and alerts in a real browser: on the API as it listens, with jobs that the test holds in its hand.
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { createLog, readEnv, type RunningApi, serveApi } from '@yunhu/api';
import { DomainError } from '@yunhu/db';
import { enqueueJob, type JobKind } from '@yunhu/db/jobs';
import { openFolderStore } from '@yunhu/db/objects';
import { writeCsv } from '@yunhu/db/sheets';
import { raiseAlert } from '@yunhu/db/tenancy';
import { systemClock } from '@yunhu/db/time';
import { makeTemporaryFolder } from '@yunhu/scripts/embedded/temporary-folder';
import { buildWeb } from '@yunhu/scripts/stack/build-web';
import { type JobHandler, type RunningJobs, startJobs } from '@yunhu/workers/jobs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi, testPassword } from '../setup/api.ts';
import { openBrowser } from '../setup/browser.ts';
import { eventually } from '../setup/eventually.ts';
import { tale } from '../setup/jobs.ts';
import { missing } from '../setup/machine.ts';

const limitMs = 120_000;
const silentLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe.skipIf(missing('chromium'))('background jobs', () => {
  let behind: TestApi;
  let folder: string;
  let api: RunningApi;
  let jobs: RunningJobs;
  let browser: Browser;

  /** Goes on each time the test opens the next gate. */
  const exported: JobHandler = async ({ objects, fileKey, progress, signal }) => {
    await progress(9_052, 36_206);
    await tale.waitAt(folder, 'half', signal);
    await progress(18_103, 36_206);
    await tale.waitAt(folder, 'whole', signal);
    const { key, bytes } = await objects.put(fileKey, writeCsv([['86', '中国']]), { maxBytes: 1000 });
    return { rows: 1, file: { key, bytes, name: '账目 2026-10.csv', contentType: 'text/csv' } };
  };
  const endless: JobHandler = async ({ progress, signal }) => {
    await progress(1_200);
    await tale.waitAt(folder, 'never', signal);
    return {};
  };
  const refused: JobHandler = () =>
    Promise.reject(new DomainError('file_unreadable', 'line 17: a quoted field does not end'));

  beforeAll(async () => {
    behind = await startTestApi();
    folder = makeTemporaryFolder('yunhu-test-jobs-page');
    const [dist, objects] = await Promise.all([
      buildWeb(() => undefined),
      openFolderStore(path.join(folder, 'objects')),
    ]);
    const env = readEnv({
      PORT: '0',
      APP_DATABASE_URL: behind.urls.app,
      PLATFORM_DATABASE_URL: behind.urls.platform,
      WEB_DIST: dist,
      OBJECTS_DIR: path.join(folder, 'objects'),
    });
    api = await serveApi(env, createLog('silent', 'api'));
    jobs = await startJobs({
      ...{ database: behind.database, objects, clock: systemClock, log: silentLog },
      runnerId: crypto.randomUUID(),
      atOnce: 2,
      handlers: { 'ledger-export': exported, 'rates-export': endless, 'deck-preview': refused },
    });
    browser = await openBrowser();
  }, limitMs);

  afterAll(async () => {
    await browser?.close();
    await jobs?.stop();
    await api?.stop();
    await behind?.stop();
    await rm(folder, { recursive: true, force: true });
  }, limitMs);

  const ask = (kind: JobKind) =>
    behind.database.withTenant({ tenantId: behind.operatorId }, (tx) => enqueueJob(tx, { kind, input: {} }));

  async function signIn(options: { locale?: string; width?: number; dark?: boolean } = {}): Promise<Page> {
    const { locale = 'zh-CN', width = 1440, dark = false } = options;
    const context = await browser.newContext({
      locale,
      viewport: { width, height: 900 },
      colorScheme: dark ? 'dark' : 'light',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(api.url);
    await page.getByTestId('login-name').fill('operator');
    await page.getByTestId('login-password').fill(testPassword);
    await page.getByTestId('login-submit').click();
    await page.getByTestId('person-menu').waitFor();
    return page;
  }

  it('move while one looks, end by themselves, and hand out their file', async () => {
    const page = await signIn();
    await ask('ledger-export');
    await page.goto(`${api.url}/jobs`);
    await page.getByTestId('jobs-table').getByText('账目导出').click();
    const drawer = page.getByTestId('job-drawer');
    await drawer.getByText('9,052 / 36,206').waitFor();
    await drawer.getByText('进行中 25%').waitFor();
    await tale.open(folder, 'half');
    await drawer.getByText('18,103 / 36,206').waitFor();
    await drawer.getByText('进行中 50%').waitFor();
    await tale.open(folder, 'whole');
    await drawer.getByText('已完成').waitFor();
    const downloading = page.waitForEvent('download');
    await drawer.getByTestId('job-download').click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('账目 2026-10.csv');
    expect(await readFile(await download.path(), 'utf8')).toBe('\uFEFF86,中国\r\n');
    await page.context().close();
  });

  it('are cancelled by a press', async () => {
    const page = await signIn({ locale: 'en' });
    const id = await ask('rates-export');
    await page.goto(`${api.url}/jobs?state=open`);
    const row = page.getByRole('row', { name: /Rate export/ });
    await row.getByText('Running').waitFor();
    await row.getByTestId('job-cancel').click();
    await row.waitFor({ state: 'detached' });
    const [job] = await behind.behind`select state from jobs where id = ${id}`;
    expect(job).toEqual({ state: 'cancelled' });
    await page.context().close();
  });

  it('that failed ring the bell, which leads to them, until somebody has seen it; also on a phone', async () => {
    const id = await ask('deck-preview');
    await eventually(
      () => behind.behind`select from jobs where id = ${id} and state = 'failed'`,
      (rows) => rows.length === 1,
    );
    await behind.database.withPlatform('test', (tx) =>
      raiseAlert(tx, {
        ...{
          tenantId: behind.operatorId,
          kind: 'low_balance',
          level: 'critical',
          subjectType: 'wallet',
          subjectId: 'w',
        },
        details: { availableMicros: '8200000', thresholdMicros: '10000000' },
      }),
    );
    const page = await signIn({ width: 390, dark: true });
    expect(await page.getByTestId('unseen-alerts').innerText()).toBe('2');
    await page.getByTestId('alert-bell').click();
    const list = page.getByTestId('alert-list');
    await list.getByText('余额偏低：可用 ¥8.20').waitFor();
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
    const seen = await behind.behind`select from alerts where acknowledged_at is null`;
    expect(seen.length).toBe(0);
    await page.context().close();
  });
});
