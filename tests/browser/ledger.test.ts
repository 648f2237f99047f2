// The ledger, calls, charges and statements in a real browser: filters, why a call cost what it cost, and files that come down.
import { readFile } from 'node:fs/promises';
import { task as taskSchema } from '@yunhu/api/schemas';
import { jobHandlers } from '@yunhu/workers/jobs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestApi } from '../setup/api.ts';
import { createTestTenant, equipCustomer } from '../setup/customer.ts';
import { missing } from '../setup/machine.ts';
import { openTestPages, type TestPages } from '../setup/pages.ts';
import { readPdf } from '../setup/read-pdf.ts';
import { makeSettledCalls } from '../setup/settled-calls.ts';

const limitMs = 120_000;
const calls = 40;

describe.skipIf(missing('chromium'))('money written down', () => {
  let pages: TestPages;

  beforeAll(async () => {
    pages = await openTestPages(jobHandlers);
    await furnish(pages.behind);
  }, limitMs);

  afterAll(() => pages?.stop(), limitMs);

  const rowsOf = (page: Page, table: string) => page.getByTestId(table).locator('tbody tr[data-index]');

  it('is narrowed by kind, amount and reference, and says what is left', async () => {
    const page = await pages.signIn('lanhai');
    await page.goto(`${pages.url}/ledger`);
    const sums = page.getByTestId('ledger-sums');
    await sums.getByText(`共 ${calls + 1 - 4} 笔`).waitFor();
    await page.getByTestId('kinds').click();
    await page.getByTestId('option-top_up').click();
    await page.keyboard.press('Escape');
    await sums.getByText('共 1 笔').waitFor();
    expect(await rowsOf(page, 'ledger-table').count()).toBe(1);
    // The address holds it: a reload shows the same.
    await page.reload();
    await sums.getByText('共 1 笔').waitFor();
    await page.goto(`${pages.url}/ledger?most=-0.5`);
    await rowsOf(page, 'ledger-table').first().waitFor();
    const shown = await rowsOf(page, 'ledger-table').allInnerTexts();
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.length).toBeLessThan(calls - 4);
    await page.context().close();
  });

  it('tells why a call cost what it cost, line by line, up to who asks', async () => {
    const customer = await pages.signIn('lanhai');
    await customer.goto(`${pages.url}/ledger?kinds=call_charge`);
    await rowsOf(customer, 'ledger-table').first().click();
    const drawer = customer.getByTestId('entry-drawer');
    await drawer.getByTestId('charge-ladder').waitFor();
    expect(await drawer.getByTestId('charge-rung').count()).toBe(1);
    await drawer.getByText('账上已入').waitFor();
    await customer.context().close();

    const agent = await pages.signIn('pengcheng', { locale: 'en' });
    await agent.goto(`${pages.url}/charges`);
    await rowsOf(agent, 'charges-table').first().click();
    const ladder = agent.getByTestId('charge-drawer').getByTestId('charge-ladder');
    await ladder.waitFor();
    expect(await ladder.getByTestId('charge-rung').count()).toBe(2);
    await ladder.getByText(/You keeps/).waitFor();
    expect(await agent.locator('main').innerText()).not.toContain('138');
    await agent.context().close();
  });

  it('finds a call by its number, and shows its whole story', async () => {
    const page = await pages.signIn('lanhai');
    await page.goto(`${pages.url}/cdrs`);
    await rowsOf(page, 'cdrs-table').first().waitFor();
    await page.getByTestId('search').fill('13800000007');
    await page.getByText('138 0000 0007').first().waitFor();
    await expect.poll(() => rowsOf(page, 'cdrs-table').count()).toBe(1);
    await rowsOf(page, 'cdrs-table').first().click();
    const drawer = page.getByTestId('cdr-drawer');
    await drawer.getByText('200 成功').waitFor();
    await drawer.getByText('16 正常挂断').waitFor();
    await drawer.getByTestId('charge-ladder').waitFor();
    await page.context().close();
  });

  it('comes down as a file of everything that matches', async () => {
    const page = await pages.signIn('lanhai');
    await page.goto(`${pages.url}/ledger?kinds=top_up`);
    await page.getByTestId('export-all').click();
    await page.getByTestId('export-dialog').getByText('CSV 文本').click();
    await page.getByTestId('export-submit').click();
    const downloading = page.waitForEvent('download');
    await page.getByTestId('job-download').click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^ledger-.*\.csv$/);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('充值');
    await page.context().close();
  });

  it('draws a month as PDF in the language that is chosen, with the logo', async () => {
    const page = await pages.signIn('lanhai');
    await page.goto(`${pages.url}/statements`);
    await page
      .getByTestId('logo-file')
      .setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from(redDot, 'base64') });
    await page.getByTestId('logo').waitFor();
    await page.getByTestId('months-table').getByRole('button').first().click();
    await page.getByTestId('statement-dialog').getByTestId('chip-en').click();
    await page.getByTestId('statement-submit').click();
    const downloading = page.waitForEvent('download');
    await page.getByTestId('job-download').click();
    const download = await downloading;
    const pdf = await readPdf(await readFile(await download.path()));
    expect(pdf.text).toContain('Monthly statement');
    expect(pdf.pictures).toBe(1);
    await page.context().close();
  });

  it.each([
    ['/ledger', 'lanhai'],
    ['/ledger?tenant=below', 'pengcheng'],
    ['/cdrs', 'lanhai'],
    ['/charges', 'pengcheng'],
    ['/statements', 'pengcheng'],
  ])('%s fits a phone', async (address, loginName) => {
    const page = await pages.signIn(loginName, { width: 390, locale: 'en' });
    await page.goto(`${pages.url}${address}`);
    await page.locator('main table tbody tr').first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await page.context().close();
  });
});

/** An agent with a customer that made calls of every length: every tenth was not answered. */
async function furnish(api: TestApi): Promise<void> {
  const operator = await api.logIn('operator');
  const agent = await createTestTenant(api, operator, {
    ...{ kind: 'agent', name: '鹏程代理', loginName: 'pengcheng', pricePerBlock: '0.1', money: '5000' },
  });
  const customer = await createTestTenant(api, agent.client, {
    ...{ kind: 'customer', name: '蓝海教育科技', loginName: 'lanhai', pricePerBlock: '0.15', money: '1234.56' },
  });
  await createTestTenant(api, agent.client, {
    ...{ kind: 'customer', name: '红山物流', loginName: 'hongshan', pricePerBlock: '0.16', money: '300' },
  });
  await api.behind`
    update rates set first_block_seconds = 30, first_block_price_micros = 90000, connection_fee_micros = 20000, block_seconds = 6,
      price_per_block_micros = 14500
    where rate_group_id = (select rate_group_id from rate_assignments where tenant_id = ${customer.id})`;
  const telephony = await equipCustomer(api, customer.id, { name: '蓝海' });
  const { flowId, callerIdId } = telephony;
  const taskId = (await customer.client.post('/v1/tasks', { name: '秋季回访', flowId, callerIdId })).as(taskSchema).id;
  await makeSettledCalls(
    api,
    { tenantId: customer.id, taskId, telephony },
    Array.from({ length: calls }, (_, i) => ({
      number: `+86138000000${String(i).padStart(2, '0')}`,
      talkMs: i % 10 === 0 ? 0 : ((i * 17_300) % 240_000) + 3_000,
      endedAt: new Date(Date.now() - (calls - i) * 400_000),
    })),
  );
}

/** A red square of sixteen pixels. */
const redDot =
  'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAFklEQVR42mO4oGBAEmIY1TCqYfhqAAC85yAQqjH2iwAAAABJRU5ErkJggg==';
