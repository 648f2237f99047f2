// A deck in a real browser: dropped, its columns said, previewed, applied, undone; a rate changed by hand; a file to take away.
import { readFile } from 'node:fs/promises';
import { rateGroup } from '@yunhu/api/schemas';
import { jobHandlers } from '@yunhu/workers/jobs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missing } from '../setup/machine.ts';
import { openTestPages, type TestPages } from '../setup/pages.ts';

const limitMs = 120_000;

describe.skipIf(missing('chromium'))('a deck of rates', () => {
  let pages: TestPages;
  let groupId: string;

  beforeAll(async () => {
    pages = await openTestPages(jobHandlers);
    const operator = await pages.behind.logIn('operator');
    const rates = [
      { prefix: '86', destination: '中国', blockSeconds: 60, pricePerBlock: '0.1' },
      { prefix: '44', destination: '英国', blockSeconds: 60, pricePerBlock: '0.2' },
    ];
    groupId = (await operator.post('/v1/rate-groups', { name: '国际语音', rates })).as(rateGroup).id;
  }, limitMs);

  afterAll(() => pages?.stop(), limitMs);

  const groupPath = () => `${pages.url}/rate-groups/${groupId}`;
  const cells = (page: Page, table: string) => page.getByTestId(table).locator('tbody tr').allInnerTexts();
  const drop = (page: Page, text: string) =>
    page.getByTestId('deck-file').setInputFiles({ name: '价格.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

  it(
    'goes from a file to rates in force, and back',
    async () => {
      const page = await pages.signIn('operator');
      await page.goto(groupPath());
      await page.getByTestId('import-rates').click();
      await drop(page, 'A,B,C\n+86,中国,"1,000.5"\n49,德国,0.3\n1,美国,"0,5"\n');
      await page.getByTestId('mapping-form').waitFor();
      await page.getByTestId('preview-deck').click();
      await page.getByText('请指出哪一列是前缀').waitFor();
      for (const [place, field] of ['prefix', 'destination', 'pricePerMinute'].entries()) {
        await page.getByTestId(`column-${place}`).selectOption(field);
      }
      await page.getByTestId('preview-deck').click();
      await page.getByTestId('apply-form').waitFor();
      const count = (kind: string) => page.getByTestId(`count-${kind}`).innerText();
      expect([await count('added'), await count('changed'), await count('removed'), await count('rejected')]).toEqual([
        '1',
        '1',
        '1',
        '1',
      ]);
      await page.getByText('小数点写成了逗号').waitFor();
      await page.reload();
      await page.getByTestId('apply-deck').click();
      await page.getByTestId('deck-applied').waitFor();
      await page.goto(groupPath());
      await page.getByTestId('rates-table').getByText('德国').waitFor();
      expect((await cells(page, 'rates-table')).map((row) => row.split(/\s/)[0])).toEqual(['49', '86']);
      await page.getByTestId('tab-versions').click();
      await page.getByTestId('undo-version').click();
      await page.getByTestId('confirm').click();
      await page.getByTestId('versions-table').getByText('撤销第 1 版').waitFor();
      await page.getByTestId('tab-rates').click();
      await page.getByTestId('rates-table').getByText('英国').waitFor();
      await page.context().close();
    },
    limitMs,
  );

  it(
    'remembers the columns, and says on a phone in English why a file is not one',
    async () => {
      const page = await pages.signIn('operator', { locale: 'en', width: 390, height: 844 });
      await page.goto(`${groupPath()}/import`);
      await page
        .getByTestId('deck-file')
        .setInputFiles({ name: 'x.xlsx', mimeType: '', buffer: Buffer.from('PK\u0003\u0004') });
      await page.getByText('The file cannot be read').waitFor();
      await drop(page, 'A,B,C\n33,France,0.2\n');
      await page.getByText('Filled in as you said the last time').waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
      await page.context().close();
    },
    limitMs,
  );

  it(
    'is not needed for one rate: found, changed by hand, and all of them taken away as a file',
    async () => {
      const page = await pages.signIn('operator');
      await page.goto(groupPath());
      await page.getByTestId('search').fill('中国');
      await page.getByTestId('rates-table').getByText('英国').waitFor({ state: 'detached' });
      await page.getByTestId('rates-table').getByText('中国').click();
      await page.getByTestId('rate-price').fill('0.1234567');
      await page.getByTestId('save-rate').click();
      await page.getByText('最多六位小数的金额').waitFor();
      await page.getByTestId('rate-price').fill('0.25');
      await page.getByTestId('save-rate').click();
      await page.getByTestId('rate-edit').waitFor({ state: 'detached' });
      await page.getByTestId('rates-table').getByText('0.2500').first().waitFor();
      await page.getByTestId('open-export').click();
      await page.getByText('CSV', { exact: true }).click();
      await page.getByTestId('export-rates').click();
      const downloading = page.waitForEvent('download');
      await page.getByTestId('job-download').click();
      const download = await downloading;
      expect(download.suggestedFilename()).toBe('国际语音.csv');
      expect(await readFile(await download.path(), 'utf8')).toContain('86,中国,60,0.25,');
      await page.context().close();
    },
    limitMs,
  );
});
