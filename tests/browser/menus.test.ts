// The menu and the order of people in a real browser: what the operator changes is what a customer finds.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestTenant, equipCustomer } from '../setup/customer.ts';
import { missing } from '../setup/machine.ts';
import { openTestPages, type TestPages } from '../setup/pages.ts';

const limitMs = 120_000;

describe.skipIf(missing('chromium'))('the menu', () => {
  let pages: TestPages;

  beforeAll(async () => {
    pages = await openTestPages();
    const operator = await pages.behind.logIn('operator');
    const customer = { kind: 'customer', name: '蓝海教育', loginName: 'lanhai' } as const;
    const { id } = await createTestTenant(pages.behind, operator, customer);
    await equipCustomer(pages.behind, id, { name: '张三' });
  }, limitMs);

  afterAll(() => pages?.stop(), limitMs);

  it(
    'shows customers what the operator made of it, until it is brought back, and that can be undone',
    async () => {
      const operator = await pages.signIn('operator');
      await operator.goto(`${pages.url}/menus`);
      await operator.getByTestId('add-menu-entry').click();
      await operator.locator('[name="menu-nameZh"]').fill('帮助中心');
      await operator.locator('[name="menu-nameEn"]').fill('Help');
      await operator.locator('[name="menu-path"]').fill('javascript:alert(1)');
      await operator.getByTestId('menu-submit').click();
      await operator.getByText('须以 / 或 https:// 开头').waitFor();
      await operator.locator('[name="menu-path"]').fill('https://help.example/start');
      await operator.getByTestId('menu-submit').click();
      await operator.getByTestId('menu-preview').getByText('帮助中心').waitFor();
      await operator.getByTestId('menu-actions-ledger').click();
      await operator.getByRole('menuitem', { name: '隐藏' }).click();
      await operator.getByTestId('menu-entry-ledger').getByText('已隐藏').waitFor();

      const customer = await pages.signIn('lanhai', { locale: 'en' });
      const menu = customer.getByRole('navigation');
      const help = menu.getByRole('link', { name: 'Help' });
      expect(await help.getAttribute('rel')).toContain('noopener');
      expect(await menu.getByRole('link', { name: 'Ledger' }).count()).toBe(0);

      await operator.getByTestId('reset-menu').click();
      await operator.getByTestId('confirm').click();
      await operator.getByText('菜单已恢复默认').waitFor();
      await customer.reload();
      await menu.getByRole('link', { name: 'Ledger' }).waitFor();
      expect(await help.count()).toBe(0);

      await operator.getByTestId('toast-action').last().click();
      await operator.getByTestId('menu-entry-ledger').getByText('已隐藏').waitFor();
    },
    limitMs,
  );

  it(
    'people are moved into a team, found in its department, and moved back by the toast',
    async () => {
      const page = await pages.signIn('lanhai');
      await page.goto(`${pages.url}/organisation`);
      await page.getByTestId('add-department').click();
      await page.locator('[name="unit-name"]').fill('华北区');
      await page.getByTestId('unit-submit').click();
      const tree = page.getByTestId('unit-tree');
      await tree.getByRole('button', { name: /^华北区 \d/ }).click();
      await page.getByTestId('add-team').click();
      await page.locator('[name="unit-name"]').fill('电销一组');
      await page.getByTestId('unit-submit').click();
      await tree.getByRole('button', { name: '全部人员与坐席' }).click();
      await page.getByRole('checkbox', { name: '选择 张三' }).check();
      await page.getByTestId('place-members').click();
      await page.getByTestId('choice-unit').click();
      await page.getByRole('option', { name: /电销一组/, includeHidden: true }).click();
      await page.getByTestId('place-submit').click();
      await page.getByText('华北区 · 电销一组').waitFor();
      await tree.getByRole('button', { name: /^华北区 \d/ }).click();
      await page.getByTestId('members').getByText('张三').waitFor();
      await page.getByTestId('toast-action').last().click();
      await page.getByText('这里还没有人员或坐席').waitFor();
    },
    limitMs,
  );
});
