// Prices that follow a cost in a real browser: a rule with its preview, an exception, a price below cost, and what a call would cost.
import { rm } from 'node:fs/promises';
import { createLog, readEnv, type RunningApi, serveApi } from '@yunhu/api';
import { rateGroup, tenant } from '@yunhu/api/schemas';
import { makeTemporaryFolder } from '@yunhu/scripts/embedded/temporary-folder';
import { buildWeb } from '@yunhu/scripts/stack/build-web';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi, testPassword } from '../setup/api.ts';
import { openBrowser } from '../setup/browser.ts';
import { createTestTenant } from '../setup/customer.ts';
import { missing } from '../setup/machine.ts';

const limitMs = 120_000;

describe.skipIf(missing('chromium'))('prices that follow a cost', () => {
  let behind: TestApi;
  let folder: string;
  let api: RunningApi;
  let browser: Browser;

  beforeAll(async () => {
    behind = await startTestApi();
    const operator = await behind.logIn('operator');
    const agent = await createTestTenant(behind, operator, { kind: 'agent', name: '鹏程代理', loginName: 'pengcheng' });
    await createTestTenant(behind, agent.client, { kind: 'customer', name: '蓝海教育', loginName: 'lanhai' });
    const rates = [
      { prefix: '86', destination: '中国', blockSeconds: 60, pricePerBlock: '0.1' },
      { prefix: '86138', destination: '中国移动', blockSeconds: 60, pricePerBlock: '0.12' },
    ];
    const base = (await operator.post('/v1/rate-groups', { name: '语音群呼', rates })).as(rateGroup);
    const assigned = await operator.send('PUT', `/v1/tenants/${agent.id}/rate-group`, { rateGroupId: base.id });
    assigned.as(tenant);
    const shop = await createTestTenant(behind, agent.client, {
      kind: 'customer',
      name: '远航商贸',
      loginName: 'yuanhang',
    });
    const sold = (await agent.client.post('/v1/rate-groups', { name: '零售', rule: { percent: '50' } })).as(rateGroup);
    (await agent.client.send('PUT', `/v1/tenants/${shop.id}/rate-group`, { rateGroupId: sold.id })).as(tenant);
    folder = makeTemporaryFolder('yunhu-test-prices-page');
    const env = readEnv({
      PORT: '0',
      APP_DATABASE_URL: behind.urls.app,
      PLATFORM_DATABASE_URL: behind.urls.platform,
      WEB_DIST: await buildWeb(() => undefined),
      OBJECTS_DIR: folder,
    });
    api = await serveApi(env, createLog('silent', 'api'));
    browser = await openBrowser();
  }, limitMs);

  afterAll(async () => {
    await browser?.close();
    await api?.stop();
    await behind?.stop();
    await rm(folder, { recursive: true, force: true });
  }, limitMs);

  async function signIn(loginName: string): Promise<Page> {
    const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(api.url);
    await page.getByTestId('login-name').fill(loginName);
    await page.getByTestId('login-password').fill(testPassword);
    await page.getByTestId('login-submit').click();
    await page.getByTestId('person-menu').waitFor();
    return page;
  }

  it(
    'an agent makes a rule, prices a prefix below cost on purpose, assigns it, and reads the ladder of a call',
    async () => {
      const page = await signIn('pengcheng');
      await page.goto(`${api.url}/rate-groups`);
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

      await page.goto(`${api.url}/tenants`);
      await page
        .getByRole('row', { name: /蓝海教育/ })
        .getByRole('button', { name: '费率' })
        .click();
      await page.getByTestId('choice-rate-group').click();
      await page.locator('[role=option]', { hasText: '客户价' }).click();
      await page.getByTestId('rate-submit').click();
      await page.getByTestId('rate-form').waitFor({ state: 'detached' });

      const shop = (await behind.behind<{ id: string }[]>`select id from tenants where name = '蓝海教育'`)[0]?.id ?? '';
      await page.goto(`${api.url}/quotes?number=13800138000&seconds=61&tenantId=${shop}`);
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
      const page = await signIn('yuanhang');
      await page.goto(`${api.url}/quotes?number=010%208228%206688&seconds=60`);
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
