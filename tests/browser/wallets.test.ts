// Approval by a second person in a real browser: the limit, the person, the request, the decision.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testPassword } from '../setup/api.ts';
import { createTestTenant } from '../setup/customer.ts';
import { missing } from '../setup/machine.ts';
import { openTestPages, type TestPages } from '../setup/pages.ts';

const limitMs = 120_000;

describe.skipIf(missing('chromium'))('money that needs two', () => {
  let pages: TestPages;

  beforeAll(async () => {
    pages = await openTestPages();
    const operator = await pages.behind.logIn('operator');
    const agent = await createTestTenant(pages.behind, operator, {
      kind: 'agent',
      name: '鹏程代理',
      loginName: 'pengcheng',
      money: '5000',
    });
    await createTestTenant(pages.behind, agent.client, { kind: 'customer', name: '蓝海教育', loginName: 'lanhai' });
  }, limitMs);

  afterAll(() => pages?.stop(), limitMs);

  it(
    'is asked for by a finance person whom the administrator added, and moves when another approves',
    async () => {
      const administrator = await pages.signIn('pengcheng');
      await administrator.goto(`${pages.url}/money-settings`);
      await administrator.getByTestId('approval-on').check();
      await administrator.getByText('没有人能审批', { exact: false }).waitFor();
      await administrator.getByTestId('approval-limit').fill('1000');
      await administrator.getByTestId('settings-submit').click();
      await administrator.getByText('已保存').waitFor();

      await administrator.goto(`${pages.url}/staff`);
      await administrator.getByTestId('add-staff').click();
      await administrator.locator('[name="staff-name"]').fill('王会计');
      await administrator.locator('[name="staff-login"]').fill('wang');
      await administrator.locator('[name="staff-password"]').fill(testPassword);
      await administrator.getByTestId('must-change-password').uncheck();
      await administrator.getByTestId('staff-submit').click();
      await administrator.getByRole('row', { name: /王会计/ }).waitFor();

      const finance = await pages.signIn('wang');
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
      await finance.goto(`${pages.url}/transfer-requests`);
      await finance.getByTestId('withdraw').waitFor();
      expect(await finance.getByTestId('approve').count()).toBe(0);

      await administrator.goto(`${pages.url}/transfer-requests`);
      await administrator.getByTestId('waiting-badge').getByText('1').waitFor();
      await administrator.getByTestId('approve').click();
      await administrator.getByTestId('decide-submit').click();
      await administrator.getByRole('row', { name: /蓝海教育.*已批准/ }).waitFor();
      await administrator.getByTestId('waiting-badge').waitFor({ state: 'detached' });

      const customer = await pages.signIn('lanhai');
      await customer.goto(`${pages.url}/ledger`);
      await customer.getByTestId('wallet-balance').getByText('1,500.00').waitFor();
      for (const page of [administrator, finance, customer]) await page.context().close();
    },
    limitMs,
  );
});
