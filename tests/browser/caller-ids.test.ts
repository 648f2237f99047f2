// A number on its way in a real browser: submitted with documents, reviewed beside them, approved, and shown by a task.
import { pdf, picture } from '../../api/src/callerids/documents/make-documents.ts';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestTenant, equipCustomer } from '../setup/customer.ts';
import { missing } from '../setup/machine.ts';
import { openTestPages, type TestPages } from '../setup/pages.ts';

const limitMs = 180_000;
/** Pictures are kept where a folder is named for them. */
const shots = process.env['SHOTS'];

async function look(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  await mkdir(shots, { recursive: true });
  await page.screenshot({ path: path.join(shots, `${name}.png`) });
}

describe.skipIf(missing('chromium'))('a caller ID', () => {
  let pages: TestPages;

  beforeAll(async () => {
    pages = await openTestPages();
    const operator = await pages.behind.logIn('operator');
    const options = {
      kind: 'customer',
      name: '蓝海教育',
      loginName: 'lanhai',
      money: '50',
      pricePerBlock: '0.1',
    } as const;
    const { id } = await createTestTenant(pages.behind, operator, options);
    await equipCustomer(pages.behind, id, { name: '回访', queue: false });
  }, limitMs);

  afterAll(() => pages?.stop(), limitMs);

  it(
    'is submitted, sent back, submitted again, approved beside its documents, and starts a task',
    async () => {
      const customer = await pages.signIn('lanhai');
      await customer.goto(`${pages.url}/caller-ids`);
      await customer.getByTestId('submit-number').click();
      await customer.locator('[name="caller-number"]').fill('95588');
      const licence = { name: '营业执照.png', mimeType: 'image/png', buffer: await picture(900, 600).png().toBuffer() };
      const receipt = { name: '缴费凭证.pdf', mimeType: 'application/pdf', buffer: await pdf(2) };
      await customer.getByTestId('licence-file').setInputFiles(licence);
      await customer.getByTestId('receipt-file').setInputFiles({ ...receipt, buffer: Buffer.from('<svg/>') });
      await customer.getByText('只接受 JPEG、PNG 和 PDF', { exact: false }).waitFor();
      await customer.getByRole('button', { name: '移除 缴费凭证.pdf' }).click();
      await customer.getByTestId('receipt-file').setInputFiles(receipt);
      await customer.getByText('检查中').first().waitFor({ state: 'hidden' });
      await customer.getByTestId('caller-id-send').click();
      await customer.getByText('服务短号不能作外显号码').waitFor();
      await look(customer, 'submit');
      await customer.locator('[name="caller-number"]').fill('010-8228 6688');
      await customer.getByTestId('caller-id-send').click();
      await customer.getByTestId('caller-id-drawer').waitFor();
      expect(await customer.getByTestId('caller-id-state').textContent()).toBe('待审核');

      const reviewer = await pages.signIn('operator');
      await reviewer.goto(`${pages.url}/caller-id-reviews`);
      await reviewer.getByTestId('document-page').locator('img').waitFor();
      await look(reviewer, 'review');
      // Nothing was said to the customer: the key goes to the field instead.
      await reviewer.keyboard.press('r');
      await reviewer.keyboard.type('执照看不清');
      await reviewer.getByTestId('reject').click();
      await reviewer.getByText('没有待审核的号码', { exact: false }).waitFor();

      await customer.reload();
      await customer.getByTestId('caller-id-drawer').getByText('执照看不清').first().waitFor();
      await look(customer, 'rejected');
      await customer.getByTestId('caller-id-again').click();
      await customer.getByTestId('caller-id-send').click();
      await customer.getByText('已重新提交审核').waitFor();

      await reviewer.reload();
      await reviewer.getByTestId('review-number').waitFor();
      await reviewer.getByTestId('document-page').locator('img').waitFor();
      await reviewer.keyboard.press('a');
      await reviewer.getByText('没有待审核的号码', { exact: false }).waitFor();

      await customer.goto(`${pages.url}/tasks/new`);
      await customer.locator('[name="task-name"]').fill('秋季回访');
      await customer.getByTestId('choice-caller-id').click();
      await customer.getByRole('option', { name: /010 8228 6688/ }).click();
      await customer.getByTestId('list-file').setInputFiles({
        ...{ name: 'list.txt', mimeType: 'text/plain', buffer: Buffer.from('13800138000\n') },
      });
      await customer.getByTestId('task-submit').click();
      await customer.getByTestId('task-start').click();
      await customer.getByTestId('task-pause').waitFor();
      expect(await customer.getByTestId('task-state').textContent()).toBe('进行中');
    },
    limitMs,
  );

  it(
    'lies in a pool, on a wide page and on a phone',
    async () => {
      const customer = await pages.signIn('lanhai');
      await customer.goto(`${pages.url}/caller-id-pools`);
      await customer.getByTestId('create-pool').first().click();
      await customer.locator('[name="pool-name"]').fill('华北');
      await customer.getByText('400 882 3823').click();
      await look(customer, 'pool');
      await customer.getByTestId('pool-save').click();
      await customer.getByRole('row', { name: /华北/ }).waitFor();
      for (const [name, looks] of [
        ['wide-dark', { dark: true }],
        ['phone', { width: 390, height: 844 }],
        ['phone-dark-en', { width: 390, height: 844, dark: true, locale: 'en-US' }],
      ] as const) {
        const page = await pages.signIn('lanhai', looks);
        for (const place of ['caller-ids', 'caller-id-pools']) {
          await page.goto(`${pages.url}/${place}`);
          await page.getByRole('row').nth(1).waitFor();
          await look(page, `${place}-${name}`);
          expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        }
        await page.context().close();
        const reviewer = await pages.signIn('operator', looks);
        await reviewer.goto(`${pages.url}/caller-id-reviews?view=approved`);
        await reviewer.getByTestId('review-queue').waitFor();
        if (looks.width === undefined) await reviewer.getByTestId('revoke').waitFor();
        await look(reviewer, `reviews-${name}`);
        await reviewer.getByTestId('review-queue').getByRole('button').first().click();
        await reviewer.getByTestId('review-panel').waitFor();
        await look(reviewer, `review-${name}`);
        await reviewer.context().close();
      }
    },
    limitMs,
  );
});
