// Paying by card as people do it: from the wallet page to the checkout and back, and what the operator does with it afterwards.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testPassword } from '../setup/api.ts';
import { openBrowser } from '../setup/browser.ts';
import { createTestTenant } from '../setup/customer.ts';
import { missing } from '../setup/machine.ts';
import { type PayingSite, startPayingSite } from '../setup/paying-site.ts';
import { type Looks, signInAt } from '../setup/sign-in.ts';

const limitMs = 120_000;

describe.skipIf(missing('chromium'))('paying by card', () => {
  let site: PayingSite;
  let browser: Browser;

  beforeAll(async () => {
    [site, browser] = await Promise.all([startPayingSite(), openBrowser()]);
    const operator = await site.api.logIn('operator');
    await createTestTenant(site.api, operator, {
      kind: 'customer',
      name: '蓝海教育',
      loginName: 'lanhai',
      money: '100',
    });
    site.stripe.sendAtOnce();
  }, limitMs);
  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  }, limitMs);

  const signIn = (loginName: string, looks?: Looks) =>
    signInAt(browser, site.url, { loginName, password: testPassword }, looks);

  async function choose(page: Page, amount: string): Promise<void> {
    await page.goto(`${site.url}/ledger`);
    await page.getByTestId('pay-by-card').click();
    await page.getByTestId('pay-amount').fill(amount);
    await page.getByTestId('pay-submit').click();
  }

  it('a customer pays, comes back, sees it credited, and finds it in the ledger with a receipt', async () => {
    const page = await signIn('lanhai');
    await page.goto(`${site.url}/ledger`);
    await page.getByTestId('pay-by-card').click();
    await page.getByTestId('pay-preset-500').click();
    await page.getByTestId('pay-submit').click();
    expect(await page.getByTestId('checkout-sum').innerText()).toBe('500.00 CNY');
    await page.getByTestId('checkout-pay').click();
    await page.getByTestId('payment-state').filter({ hasText: '已入账' }).waitFor();
    await page.getByTestId('available-balance').filter({ hasText: '600.00' }).waitFor();
    const [receipt] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByTestId('payment-receipt').click(),
    ]);
    await receipt.getByRole('heading', { name: '收款凭证' }).waitFor();
    const said = await receipt.locator('main').innerText();
    for (const words of ['500.00 CNY', '云呼 Yunhu', '蓝海教育', 'pi_']) expect(said).toContain(words);
    // Its one style is permitted by its policy.
    expect(await receipt.evaluate("getComputedStyle(document.querySelector('main')).maxWidth")).toBe('640px');
    await page.goto(`${site.url}/ledger`);
    await page.getByText('+500.00').first().waitFor();
    await page.context().close();
  });

  it('who turns back has paid nothing, and can go on', async () => {
    const page = await signIn('lanhai');
    await choose(page, '20');
    await page.getByTestId('checkout-cancel').click();
    await page.getByTestId('payment-state').filter({ hasText: '待支付' }).waitFor();
    await page.getByTestId('payment-continue').click();
    await page.getByTestId('checkout-pay').waitFor();
    await page.context().close();
  });

  it('a wrong amount is said at the field, and Stripe is not asked', async () => {
    const page = await signIn('lanhai');
    const before = site.stripe.requests.length;
    for (const [amount, words] of [
      ['', '请输入金额'],
      ['1', '最少'],
      ['9999999', '最多'],
      ['20.001', '最小单位'],
    ] as const) {
      await choose(page, amount);
      await page.getByTestId('pay-form').getByText(words).waitFor();
    }
    expect(site.stripe.requests.length).toBe(before);
    await page.context().close();
  });

  it('a payment by transfer is shown as on its way until it is there, without reloading', async () => {
    const page = await signIn('lanhai');
    await choose(page, '30');
    await page.getByTestId('checkout-pay-later').click();
    await page.getByTestId('payment-state').filter({ hasText: '银行处理中' }).waitFor();
    const [session] = [...site.stripe.account.sessions.values()].slice(-1);
    site.stripe.account.settle(session?.id ?? '', 'succeeded');
    await page.getByTestId('payment-state').filter({ hasText: '已入账' }).waitFor();
    await page.context().close();
  });

  it('the operator gives a part back; the list, the page and the customer’s balance follow', async () => {
    const page = await signIn('operator');
    await page.goto(`${site.url}/payments?state=paid`);
    await page
      .getByRole('row', { name: /500\.00/ })
      .first()
      .click();
    await page.getByTestId('payment-refund').click();
    await page.getByTestId('refund-amount').fill('600');
    await page.getByTestId('refund-submit').click();
    await page.getByTestId('refund-form').getByText('超过了可退金额').waitFor();
    await page.getByTestId('refund-amount').fill('120.50');
    await page.getByTestId('refund-submit').click();
    await page.getByTestId('refund-dialog').waitFor({ state: 'detached' });
    await page.getByTestId('drawer-state').filter({ hasText: '部分退款' }).waitFor();
    await page.getByTestId('payment-reversal').filter({ hasText: '已退回' }).filter({ hasText: '120.50' }).waitFor();
    await page.context().close();

    const customer = await signIn('lanhai');
    // 100 at first, 500 and 30 paid, 120.50 given back.
    await customer.getByTestId('available-balance').filter({ hasText: '509.50' }).waitFor();
    await customer.goto(`${site.url}/payments`);
    await customer.getByTestId('payments-table').getByText('120.50').waitFor();
    expect(await customer.getByTestId('payment-refund').count()).toBe(0);
    await customer.context().close();
  });

  it('a dispute rings the bell of whoever paid, and leads to the payment', async () => {
    const [intent] = [...site.stripe.account.intents.values()];
    site.stripe.account.dispute(intent?.id ?? '');
    const page = await signIn('lanhai');
    await page.goto(`${site.url}/payments?state=disputed`);
    await page.getByRole('row', { name: /拒付中/ }).click();
    await page.getByTestId('payment-reversal').filter({ hasText: '非本人交易' }).waitFor();
    await page.context().close();
  });

  it('all of it fits a phone', async () => {
    const page = await signIn('lanhai', { width: 390, height: 844 });
    for (const path of ['/payments', '/ledger']) {
      await page.goto(site.url + path);
      await page.getByTestId('pay-by-card').waitFor();
      const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect([path, wider]).toEqual([path, 0]);
    }
    await page.context().close();
  });
});
