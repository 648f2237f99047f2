// Roles in a real browser: a role of one's own, a person who gets it, and what that person finds; and a company that is bounded.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testPassword } from '../setup/api.ts';
import { createTestTenant } from '../setup/customer.ts';
import { missing } from '../setup/machine.ts';
import { openTestPages, type TestPages } from '../setup/pages.ts';

const limitMs = 180_000;

describe.skipIf(missing('chromium'))('roles', () => {
  let pages: TestPages;

  beforeAll(async () => {
    pages = await openTestPages();
    const operator = await pages.behind.logIn('operator');
    await createTestTenant(pages.behind, operator, { kind: 'customer', name: '蓝海教育', loginName: 'lanhai' });
  }, limitMs);

  afterAll(() => pages?.stop(), limitMs);

  it(
    'are made of permissions, given to people, and hold for their next click',
    async () => {
      const administrator = await pages.signIn('lanhai');
      await administrator.goto(`${pages.url}/roles`);
      await administrator.getByTestId('role-matrix').waitFor();
      await administrator.getByTestId('add-role').click();
      await administrator.locator('[name="role-name"]').fill('夜班');
      await administrator.getByTestId('permission-task.read').getByRole('checkbox').check();
      await administrator.getByTestId('role-submit').click();
      await administrator.getByTestId('role-夜班').waitFor();

      await administrator.goto(`${pages.url}/staff`);
      await administrator.getByTestId('add-staff').click();
      await administrator.locator('[name="staff-name"]').fill('小夜');
      await administrator.locator('[name="staff-login"]').fill('xiaoye');
      await administrator.locator('[name="staff-password"]').fill(testPassword);
      await administrator.getByTestId('choice-role').click();
      await administrator.getByRole('option', { name: /夜班/, includeHidden: true }).click();
      await administrator.getByTestId('must-change-password').uncheck();
      await administrator.getByTestId('staff-submit').click();
      await administrator.getByRole('row', { name: /小夜.*夜班/ }).waitFor();

      const person = await pages.signIn('xiaoye');
      await person.getByRole('link', { name: '任务', exact: true }).waitFor();
      for (const page of ['员工', '角色', '财务记录'])
        expect(await person.getByRole('link', { name: page, exact: true }).count()).toBe(0);

      await administrator.goto(`${pages.url}/roles`);
      await administrator.getByTestId('role-夜班').click();
      await administrator.getByTestId('permission-task.read').getByRole('checkbox').uncheck();
      await administrator.getByTestId('permission-staff.read').getByRole('checkbox').check();
      await administrator.getByTestId('role-submit').click();
      await administrator.getByText('已保存').waitFor();
      await person.reload();
      await person.getByRole('link', { name: '员工', exact: true }).waitFor();
      expect(await person.getByRole('link', { name: '任务', exact: true }).count()).toBe(0);
      for (const page of [administrator, person]) await page.context().close();
    },
    limitMs,
  );

  it(
    'stay within the company role, which the operator narrows on its own page and gives to a company',
    async () => {
      const operator = await pages.signIn('operator');
      await operator.goto(`${pages.url}/company-roles`);
      await operator.getByTestId('add-company-role').click();
      await operator.locator('[name="company-role-name"]').fill('试用客户');
      await operator.getByTestId('permission-task.run').getByRole('checkbox').uncheck();
      expect(await operator.getByTestId('permission-staff.write').getByRole('checkbox').isDisabled()).toBe(true);
      await operator.getByTestId('company-role-submit').click();
      await operator.getByTestId('company-role-试用客户').waitFor();

      await operator.goto(`${pages.url}/tenants`);
      await operator
        .getByRole('row', { name: /蓝海教育/ })
        .getByRole('button', { name: /更多/ })
        .click();
      await operator.getByRole('menuitem', { name: '企业角色' }).click();
      await operator.getByTestId('choice-company-role').click();
      await operator.getByRole('option', { name: /试用客户/, includeHidden: true }).click();
      await operator.getByTestId('assign-submit').click();
      await operator.getByText('已改为“试用客户”').waitFor();

      const administrator = await pages.signIn('lanhai');
      await administrator.goto(`${pages.url}/roles`);
      await administrator.getByTestId('role-matrix').waitFor();
      expect(await administrator.getByRole('rowheader', { name: '启动、暂停、停止任务' }).count()).toBe(0);
      for (const page of [operator, administrator]) await page.context().close();
    },
    limitMs,
  );
});
