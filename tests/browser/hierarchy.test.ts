// Accounts that move and are switched off, in a real browser: what follows is said before, and happens.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestTenant, type TestTenant } from '../setup/customer.ts';
import { missing } from '../setup/machine.ts';
import { openTestPages, type TestPages } from '../setup/pages.ts';

const limitMs = 180_000;

describe.skipIf(missing('chromium'))('accounts below', () => {
  let pages: TestPages;
  let shop: TestTenant;

  beforeAll(async () => {
    pages = await openTestPages();
    const operator = await pages.behind.logIn('operator');
    const agent = (name: string, loginName: string) =>
      createTestTenant(pages.behind, operator, { kind: 'agent', name, loginName, pricePerBlock: '0.1', money: '5000' });
    const north = await agent('鹏程代理', 'pengcheng');
    const south = await agent('海天代理', 'haitian');
    await south.client.post('/v1/rate-groups', {
      name: '海天零售价',
      rates: [{ prefix: '86', destination: '中国', blockSeconds: 60, pricePerBlock: '0.2' }],
    });
    shop = await createTestTenant(pages.behind, north.client, {
      kind: 'customer',
      name: '蓝海教育',
      loginName: 'lanhai',
      pricePerBlock: '0.15',
      money: '800',
    });
    await north.client.send(
      'PUT',
      `/v1/tenants/${shop.id}/credit-limit`,
      { amount: '100' },
      { 'idempotency-key': 'first credit' },
    );
  }, limitMs);

  afterAll(() => pages?.stop(), limitMs);

  const openShop = async (page: Page) => {
    await page
      .getByRole('row', { name: /蓝海教育/ })
      .getByText('蓝海教育')
      .click();
    await page.getByTestId('tenant-people').getByText('lanhai').waitFor();
  };

  it(
    'are edited, moved and switched off from their details, and back on by an undo',
    async () => {
      const page = await pages.signIn('operator');
      await page.goto(`${pages.url}/tenants`);
      await openShop(page);
      await page.getByTestId('drawer-edit').click();
      const edit = page.getByTestId('edit-tenant-form');
      await edit.getByLabel('联系人').fill('李雷');
      await edit.getByLabel('联系邮箱').fill('不是邮箱');
      await page.getByTestId('edit-submit').click();
      await edit.getByText('邮箱格式不正确').waitFor();
      await edit.getByLabel('联系邮箱').fill('li@example.com');
      await page.getByTestId('edit-submit').click();
      await page.getByTestId('tenant-drawer').getByText('李雷').waitFor();

      await page.getByTestId('drawer-move').click();
      const move = page.getByTestId('move-form');
      await move.getByRole('combobox').fill('海天');
      await page.locator('[role=option]', { hasText: '海天代理' }).click();
      await move.getByTestId('move-consequences').getByText('收回', { exact: false }).waitFor();
      await move.getByTestId('choice-move-rate-group').getByText('海天零售价').waitFor();
      await page.getByTestId('move-submit').click();
      await page.getByText('蓝海教育 已移到“海天代理”名下').waitFor();
      await page.getByTestId('tenant-drawer').getByText('海天代理').waitFor();

      const customer = await pages.signIn('lanhai');
      await page.getByTestId('drawer-state').click();
      await page.getByTestId('confirm-dialog').getByTestId('branch-signedIn').getByText('1').waitFor();
      await page.getByTestId('confirm').click();
      await page.getByText('已停用 蓝海教育').waitFor();
      await page.getByTestId('toast-action').last().click();
      await page.getByText('已启用 蓝海教育').waitFor();
      // The page that was open finds out by itself; its session stays over.
      await customer.getByTestId('login-name').waitFor();

      await page.getByTestId('reset-administrator').click();
      await page.locator('[name="administrator-password"]').fill('a very new password');
      await page.getByTestId('reset-submit').click();
      await page.getByText('已重置 lanhai 的密码', { exact: false }).waitFor();
      await expect(pages.behind.logIn('lanhai')).rejects.toThrow('invalid_credentials');
    },
    limitMs,
  );
});
