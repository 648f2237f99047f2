// A person on each of the four levels, in a real browser, on the product as it is started.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../setup/browser.ts';
import { missing } from '../setup/machine.ts';
import { stackPassword, startTestStack, type TestStack } from '../setup/stack.ts';
import { signInAt } from '../setup/sign-in.ts';

const limitMs = 120_000;
const numbers = Array.from({ length: 40 }, (_, i) => String(13_812_345_600 + i));

describe.skipIf(missing('chromium'))('the four levels of the hierarchy', () => {
  let stack: TestStack;
  let browser: Browser;

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startTestStack('simulator'), openBrowser()]);
  }, limitMs);
  afterAll(async () => {
    await browser?.close();
    await stack?.drop();
  }, limitMs);

  const signIn = (loginName: string) => signInAt(browser, stack.url, { loginName, password: stackPassword });

  it.each([
    ['operator', ['鹏程代理', '华南分销', '蓝海教育'], []],
    ['pengcheng', ['华南分销', '蓝海教育'], ['云呼运营']],
    ['huanan', ['蓝海教育'], ['云呼运营', '鹏程代理']],
  ] as const)('%s signs in and sees exactly what stands below', async (loginName, below, above) => {
    const page = await signIn(loginName);
    for (const name of below) await page.locator('main').getByText(name, { exact: true }).first().waitFor();
    const text = await page.locator('main').innerText();
    for (const name of above) expect(text).not.toContain(name);
    await page.context().close();
  });

  it('an agent tops up its customer, and both ledgers tell it', async () => {
    const page = await signIn('huanan');
    await page
      .getByRole('row', { name: /蓝海教育/ })
      .getByRole('button', { name: '充值' })
      .click();
    await page.getByTestId('top-up-amount').fill('123.45');
    await page.getByTestId('top-up-submit').click();
    await page.getByTestId('top-up-dialog').waitFor({ state: 'detached' });
    await page.goto(`${stack.url}/ledger`);
    await page.getByText('-123.45').or(page.getByText('−123.45')).first().waitFor();
    await page.context().close();
    const customer = await signIn('lanhai');
    await customer.goto(`${stack.url}/ledger`);
    await customer.getByText('+123.45').first().waitFor();
    await customer.context().close();
  });

  it(
    'a customer makes a task with a list, starts it and watches it to its end',
    async () => {
      const page = await signIn('lanhai');
      await page.getByTestId('new-task').first().click();
      await page.getByTestId('task-form').waitFor();
      await page.getByLabel(/名称/).first().fill('秋季回访');
      await page.getByLabel(/发送比例/).fill('1000');
      await page.getByTestId('list-file').setInputFiles({
        name: 'list.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from(`${numbers.join('\n')}\nabc\n`),
      });
      await page.getByTestId('task-submit').click();
      await page.getByTestId('list-report').waitFor();
      await page.getByTestId('task-start').click();
      await page.getByTestId('task-state').filter({ hasText: '已完成' }).waitFor({ timeout: limitMs });
      // Of each ten numbers six answer; of 40, those whose second-last digit is 1 and that answer are transferred.
      await page.getByTestId('count-busy').filter({ hasText: /^4$/ }).waitFor();
      await page.getByTestId('count-no-answer').filter({ hasText: /^4$/ }).waitFor();
      await page.getByTestId('count-failed').filter({ hasText: /^8$/ }).waitFor();
      await page.getByTestId('count-transferred').filter({ hasText: /^6$/ }).waitFor();
      await page.getByTestId('count-answered').filter({ hasText: /^18$/ }).waitFor();
      await page.context().close();
    },
    limitMs * 2,
  );
});
