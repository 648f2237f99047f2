// A support session in a real browser, from both sides: who looks in, under a banner and only looking; the customer, who is told, sees what was
// looked at, and ends it. And a customer's telephony, looked after by the operator's technical staff.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestTenant, equipCustomer } from '../setup/customer.ts';
import { missing } from '../setup/machine.ts';
import { openTestPages, type TestPages } from '../setup/pages.ts';
import { addTestPerson } from '../setup/staff.ts';

const limitMs = 180_000;
/** For people who look at the pictures; nothing is drawn where it is not set. */
const pictures = process.env['TEST_PICTURES'];

describe.skipIf(missing('chromium'))('support from above', () => {
  let pages: TestPages;

  beforeAll(async () => {
    pages = await openTestPages();
    const operator = await pages.behind.logIn('operator');
    const shop = await createTestTenant(pages.behind, operator, {
      kind: 'customer',
      name: '蓝海教育',
      loginName: 'lanhai',
      money: '50',
    });
    const { flowId, callerIdId } = await equipCustomer(pages.behind, shop.id, { name: '秋季招生' });
    await shop.client.post('/v1/tasks', { name: '秋季招生回访', flowId, callerIdId });
    await addTestPerson(pages.behind, operator, { loginName: 'jishu', preset: 'technical', name: '技术小李' });
  }, limitMs);

  afterAll(() => pages?.stop(), limitMs);

  it(
    'is opened for a reason, looks and changes nothing, and ends when the customer says so',
    async () => {
      const staff = await pages.signIn('operator');
      await staff.goto(`${pages.url}/support-sessions`);
      await staff.getByTestId('open-support-button').first().click();
      const dialog = staff.getByTestId('open-support');
      await dialog.getByTestId('support-submit').click();
      await dialog.getByText('请选择客户').waitFor();
      await dialog.getByRole('combobox').fill('蓝海');
      // The dialog hides what stands outside of it from the reading order.
      await staff.getByRole('option', { name: /蓝海教育/, includeHidden: true }).click();
      await dialog.getByTestId('support-reason').fill('客户反馈任务列表打不开，帮忙核对');
      await dialog.getByTestId('support-submit').click();
      const banner = staff.getByTestId('support-banner');
      await banner.getByText('蓝海教育', { exact: false }).waitFor();
      await staff.getByText('秋季招生回访').first().waitFor();
      if (pictures !== undefined) await staff.screenshot({ path: `${pictures}/support-inside.png` });
      // Nothing that would change anything is offered.
      expect(await staff.getByRole('link', { name: '新建任务' }).count()).toBe(0);
      expect(await staff.getByRole('link', { name: '员工', exact: true }).count()).toBe(0);

      const customer = await pages.signIn('lanhai');
      await customer.getByTestId('alert-bell').click();
      await customer.getByText('正在查看您的账户', { exact: false }).first().click();
      const drawer = customer.getByTestId('support-drawer');
      await drawer.getByText('客户反馈任务列表打不开').first().waitFor();
      await drawer.getByTestId('support-views').getByText('任务').first().waitFor();
      if (pictures !== undefined) await customer.screenshot({ path: `${pictures}/support-customer.png` });
      await drawer.getByTestId('end-support').click();
      await customer.getByTestId('confirm').click();
      await drawer.getByText('客户结束').waitFor();

      await staff.reload();
      await staff.getByTestId('person-menu').waitFor();
      await banner.waitFor({ state: 'detached' });
      expect(await staff.getByText('秋季招生回访').count()).toBe(0);

      await customer.goto(`${pages.url}/audit`);
      await customer.getByText('开始了技术支持会话').first().click();
      await customer.getByTestId('audit-drawer').getByText('Operator').first().waitFor();
      if (pictures !== undefined) await customer.screenshot({ path: `${pictures}/audit.png` });
      await Promise.all([staff, customer].map((page) => page.context().close()));
    },
    limitMs,
  );

  it(
    'has its end in the hand of who opened it too, on a phone and in the dark as well',
    async () => {
      const staff = await pages.signIn('operator', { width: 390, height: 844, dark: true, locale: 'en' });
      await staff.goto(`${pages.url}/support-sessions`);
      await staff.getByTestId('open-support-button').first().click();
      const dialog = staff.getByTestId('open-support');
      await dialog.getByRole('combobox').fill('蓝海');
      // The dialog hides what stands outside of it from the reading order.
      await staff.getByRole('option', { name: /蓝海教育/, includeHidden: true }).click();
      await dialog.getByTestId('support-reason').fill('Checking their caller IDs');
      await dialog.getByTestId('support-submit').click();
      await staff
        .getByTestId('support-left')
        .getByText(/\d+:\d\d left/)
        .waitFor();
      if (pictures !== undefined) await staff.screenshot({ path: `${pictures}/support-phone.png` });
      await staff.getByTestId('leave-support').click();
      await staff.getByTestId('support-banner').waitFor({ state: 'detached' });
      await staff.getByTestId('support-table').waitFor();
      await staff.context().close();
    },
    limitMs,
  );

  it(
    'is not needed for telephony, which technical staff changes and administrators read',
    async () => {
      const technician = await pages.signIn('jishu');
      await technician.goto(`${pages.url}/customer-telephony`);
      await technician.getByRole('combobox').fill('蓝海');
      await technician.getByRole('option', { name: /蓝海教育/ }).click();
      await technician.getByText('8001').first().waitFor();
      await technician.getByTestId('add-extension-button').click();
      await technician.getByTestId('extension-number').fill('12');
      await technician.getByTestId('extension-submit').click();
      await technician.getByText('请输入 3 到 8 位数字').waitFor();
      await technician.getByTestId('extension-number').fill('8002');
      await technician.getByTestId('extension-submit').click();
      expect(await technician.getByTestId('extension-password').innerText()).toMatch(/^[A-Za-z2-9]{20}$/);
      await technician.getByText('我已保存').click();
      await technician.getByText('8002').first().waitFor();
      await technician.getByTestId('chip-queues').click();
      await technician.getByTestId('queues-table').getByText('秋季招生').first().click();
      await technician.getByTestId('queue-wrap-up').fill('15');
      await technician.getByTestId('queue-submit').click();
      await technician.getByText('15 秒').waitFor();
      if (pictures !== undefined) await technician.screenshot({ path: `${pictures}/telephony.png` });
      await technician.getByTestId('chip-flows').click();
      await technician.getByTestId('flows-table').getByText('秋季招生').first().click();
      const flow = technician.getByTestId('flow-dialog');
      await flow.getByTestId('flow-replay').fill('1');
      await flow.getByTestId('flow-submit').click();
      await flow.getByText('每个按键只能有一种用途', { exact: false }).waitFor();
      await flow.getByTestId('flow-replay').fill('5 *');
      await flow.getByTestId('flow-retries').fill('4');
      if (pictures !== undefined) await technician.screenshot({ path: `${pictures}/telephony-flow.png` });
      await flow.getByTestId('flow-submit').click();
      await flow.waitFor({ state: 'detached' });
      await technician.getByTestId('flows-table').getByText('4', { exact: true }).waitFor();
      await technician.getByTestId('chip-queues').click();
      await technician.getByTestId('queues-table').getByText('秋季招生').first().click();
      await technician.getByTestId('remove').click();
      await technician.getByTestId('confirm').click();
      await technician.getByText('有营销流程或未结束的任务会转接到此坐席组', { exact: false }).waitFor();
      await technician.getByTestId('confirm-dialog').getByText('取消').click();
      await technician.getByTestId('chip-extensions').click();
      await technician.getByRole('button', { name: /8002$/ }).click();
      await technician.getByRole('menuitem', { name: '删除' }).click();
      await technician.getByTestId('confirm').click();
      await technician.getByText('8002').first().waitFor({ state: 'detached' });
      await technician.getByTestId('chip-queues').click();

      const administrator = await pages.signIn('operator');
      await administrator.goto(technician.url());
      await administrator.getByText('15 秒').waitFor();
      expect(await administrator.getByTestId('add-queue-button').count()).toBe(0);
      await Promise.all([technician, administrator].map((page) => page.context().close()));
    },
    limitMs,
  );
});
