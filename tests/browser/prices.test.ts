// Prices that follow a cost in a real browser: a rule with its preview, an exception, a price below cost, and what a call would cost.
import { rateGroup, tenant } from '@yunhu/api/schemas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestTenant } from '../setup/customer.ts';
import { missing } from '../setup/machine.ts';
import { openTestPages, type TestPages } from '../setup/pages.ts';

const limitMs = 120_000;

describe.skipIf(missing('chromium'))('prices that follow a cost', () => {
  let pages: TestPages;

  beforeAll(async () => {
    pages = await openTestPages();
    const operator = await pages.behind.logIn('operator');
    const agent = await createTestTenant(pages.behind, operator, {
      kind: 'agent',
      name: '鹏程代理',
      loginName: 'pengcheng',
    });
    await createTestTenant(pages.behind, agent.client, { kind: 'customer', name: '蓝海教育', loginName: 'lanhai' });
    const rates = [
      { prefix: '86', destination: '中国', blockSeconds: 60, pricePerBlock: '0.1' },
      { prefix: '86138', destination: '中国移动', blockSeconds: 60, pricePerBlock: '0.12' },
    ];
    const base = (await operator.post('/v1/rate-groups', { name: '语音群呼', rates })).as(rateGroup);
    const assigned = await operator.send('PUT', `/v1/tenants/${agent.id}/rate-group`, { rateGroupId: base.id });
    assigned.as(tenant);
    const shop = await createTestTenant(pages.behind, agent.client, {
      kind: 'customer',
      name: '远航商贸',
      loginName: 'yuanhang',
    });
    const sold = (await agent.client.post('/v1/rate-groups', { name: '零售', rule: { percent: '50' } })).as(rateGroup);
    (await agent.client.send('PUT', `/v1/tenants/${shop.id}/rate-group`, { rateGroupId: sold.id })).as(tenant);
  }, limitMs);

  afterAll(() => pages?.stop(), limitMs);

  it(
    'an agent makes a rule, prices a prefix below cost on purpose, assigns it, and reads the ladder of a call',
    async () => {
      const page = await pages.signIn('pengcheng');
      await page.goto(`${pages.url}/rate-groups`);
      await page.getByTestId('new-rate-group').click();
      await page.getByTestId('way-rule').click();
      await page.getByPlaceholder('例如：语音群呼 2026').fill('客户价');
      await page.getByTestId('mark-up-percent').fill('50');
      await page.getByTestId('rule-preview').getByText('0.1800').waitFor();
      await page.getByRole('button', { name: '建立费率组' }).click();
      await page.getByTestId('rates-table').getByText('0.1500').first().waitFor();

      await page.getByTestId('tab-rule').click();
      await page.getByTestId('add-exception').click();
      await page.getByTestId('exception-prefix').fill('86138');
      await page.getByTestId('mark-up-percent').fill('-50');
      await page.getByTestId('preview-losses').waitFor();
      await page.getByTestId('save-exception').click();
      await page.getByText('1 个前缀低于进价').waitFor();
      await page.getByTestId('allow-below').check();
      await page.getByTestId('save-exception').click();
      await page.getByTestId('exceptions-table').getByText('86138').waitFor();
      await page.getByText('1 个价格低于进价，均已确认允许').waitFor();

      await page.goto(`${pages.url}/tenants`);
      await page
        .getByRole('row', { name: /蓝海教育/ })
        .getByRole('button', { name: '费率' })
        .click();
      await page.getByTestId('choice-rate-group').click();
      await page.locator('[role=option]', { hasText: '客户价' }).click();
      await page.getByTestId('rate-submit').click();
      await page.getByTestId('rate-form').waitFor({ state: 'detached' });

      const shop =
        (await pages.behind.behind<{ id: string }[]>`select id from tenants where name = '蓝海教育'`)[0]?.id ?? '';
      await page.goto(`${pages.url}/quotes?number=13800138000&seconds=61&tenantId=${shop}`);
      const rungs = page.getByTestId('rung');
      await rungs.first().waitFor();
      expect(await rungs.allInnerTexts()).toMatchObject([
        expect.stringContaining('¥0.24'),
        expect.stringContaining('¥0.12'),
      ]);
      await page.getByText('您亏损 ¥0.12').waitFor();
      await page.getByTestId('quote-number').fill('你好');
      await page.getByTestId('quote-run').click();
      await page.getByText('不是电话号码').waitFor();
      await page.context().close();
    },
    limitMs,
  );

  it(
    'a customer sees what it pays and nobody above',
    async () => {
      const page = await pages.signIn('yuanhang');
      await page.goto(`${pages.url}/quotes?number=010%208228%206688&seconds=60`);
      const rung = page.getByTestId('rung');
      await rung.first().waitFor();
      expect(await rung.count()).toBe(1);
      const text = await page.locator('main').innerText();
      expect(text).toContain('¥0.15');
      for (const hidden of ['鹏程代理', '¥0.10', '毛利']) expect(text).not.toContain(hidden);
      await page.context().close();
    },
    limitMs,
  );
});
