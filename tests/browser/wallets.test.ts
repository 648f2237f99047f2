// Approval by a second person in a real browser: the limit, the person, the request, the decision.
import { rm } from 'node:fs/promises';
import { createLog, readEnv, type RunningApi, serveApi } from '@yunhu/api';
import { makeTemporaryFolder } from '@yunhu/scripts/embedded/temporary-folder';
import { buildWeb } from '@yunhu/scripts/stack/build-web';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi, testPassword } from '../setup/api.ts';
import { openBrowser } from '../setup/browser.ts';
import { createTestTenant } from '../setup/customer.ts';
import { missing } from '../setup/machine.ts';

const limitMs = 120_000;

describe.skipIf(missing('chromium'))('money that needs two', () => {
  let behind: TestApi;
  let folder: string;
  let api: RunningApi;
  let browser: Browser;

  beforeAll(async () => {
    behind = await startTestApi();
    const operator = await behind.logIn('operator');
    const agent = await createTestTenant(behind, operator, {
      kind: 'agent',
      name: '鹏程代理',
      loginName: 'pengcheng',
      money: '5000',
    });
    await createTestTenant(behind, agent.client, { kind: 'customer', name: '蓝海教育', loginName: 'lanhai' });
    folder = makeTemporaryFolder('yunhu-test-wallets-page');
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
    'is asked for by a finance person whom the administrator added, and moves when another approves',
    async () => {
      const administrator = await signIn('pengcheng');
      await administrator.goto(`${api.url}/money-settings`);
      await administrator.getByTestId('approval-on').check();
      await administrator.getByText('没有人能审批', { exact: false }).waitFor();
      await administrator.getByTestId('approval-limit').fill('1000');
      await administrator.getByTestId('settings-submit').click();
      await administrator.getByText('已保存').waitFor();

      await administrator.goto(`${api.url}/staff`);
      await administrator.getByTestId('add-staff').click();
      await administrator.locator('[name="staff-name"]').fill('王会计');
      await administrator.locator('[name="staff-login"]').fill('wang');
      await administrator.locator('[name="staff-password"]').fill(testPassword);
      await administrator.getByTestId('staff-submit').click();
      await administrator.getByRole('row', { name: /王会计/ }).waitFor();

      const finance = await signIn('wang');
      for (const page of ['费率组', '员工', '资金设置'])
        expect(await finance.getByRole('link', { name: page }).count()).toBe(0);
      await finance
        .getByRole('row', { name: /蓝海教育/ })
        .getByRole('button', { name: '充值' })
        .click();
      await finance.getByTestId('top-up-amount').fill('1500');
      await finance.getByTestId('needs-approval').waitFor();
      await finance.getByTestId('top-up-submit').click();
      await finance.getByText('已提交，等待另一位同事审批').waitFor();
      await finance.goto(`${api.url}/transfer-requests`);
      await finance.getByTestId('withdraw').waitFor();
      expect(await finance.getByTestId('approve').count()).toBe(0);

      await administrator.goto(`${api.url}/transfer-requests`);
      await administrator.getByTestId('waiting-badge').getByText('1').waitFor();
      await administrator.getByTestId('approve').click();
      await administrator.getByTestId('decide-submit').click();
      await administrator.getByRole('row', { name: /蓝海教育.*已批准/ }).waitFor();
      await administrator.getByTestId('waiting-badge').waitFor({ state: 'detached' });

      const customer = await signIn('lanhai');
      await customer.goto(`${api.url}/ledger`);
      await customer.getByTestId('wallet-balance').getByText('1,500.00').waitFor();
      for (const page of [administrator, finance, customer]) await page.context().close();
    },
    limitMs,
  );
});
