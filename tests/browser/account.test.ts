// One's own account in a browser: a forced change, a second factor, and sessions that end while pages are open.
import { missing } from '@yunhu/tests/machine';
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testPassword } from '../setup/api.ts';
import { createTestTenant } from '../setup/customer.ts';
import { openTestPages, type TestPages } from '../setup/pages.ts';

describe.skipIf(missing('chromium'))('the account page', { timeout: 180_000 }, () => {
  let pages: TestPages;

  beforeAll(async () => {
    pages = await openTestPages();
    const operator = await pages.behind.logIn('operator');
    for (const loginName of ['grocer', 'tailor', 'baker'])
      await createTestTenant(pages.behind, operator, { kind: 'customer', name: `Of ${loginName}`, loginName });
  }, 180_000);

  afterAll(() => pages.stop());

  const fill = (page: Page, testId: string, value: string) => page.getByTestId(testId).fill(value);
  const click = (page: Page, testId: string) => page.getByTestId(testId).click();

  test('who was given a password chooses one before anything else, and goes on to where he wanted', async () => {
    await pages.behind.behind`update staff set must_change_password = true where login_name = 'tailor'`;
    const page = await pages.signIn('tailor', { locale: 'en' });
    await page.getByTestId('duty').waitFor();
    await page.goto(`${pages.url}/staff`);
    await page.waitForURL('**/account');
    await fill(page, 'current-password', testPassword);
    await fill(page, 'new-password', 'password123');
    await fill(page, 'new-password-again', 'password123');
    await click(page, 'change-password');
    await page.getByText('too common').waitFor();
    await fill(page, 'new-password', 'scissors and a yard of cloth');
    await fill(page, 'new-password-again', 'scissors and a yard of cloth');
    await click(page, 'change-password');
    await click(page, 'duty-done');
    await page.waitForURL('**/staff');
    await page.getByTestId('add-staff').waitFor();
    await page.context().close();
  });

  test('a second factor is set up with a code, and asked for at the next login', async () => {
    const page = await pages.signIn('grocer', { locale: 'en' });
    await page.goto(`${pages.url}/account`);
    await click(page, 'set-up-second-factor');
    await fill(page, 'prove-password', testPassword);
    await click(page, 'prove-submit');
    await page.getByTestId('qr-code').waitFor();
    const seed = ((await page.getByTestId('seed').textContent()) ?? '').replaceAll(/\s/g, '');
    const totp = new TOTP({ secret: Secret.fromBase32(seed) });
    await fill(page, 'confirm-code', totp.generate());
    await click(page, 'confirm-submit');
    await page.getByTestId('recovery-codes').waitFor();
    const codes = await page.getByTestId('recovery-codes').locator('li').allTextContents();
    expect(codes.length).toBe(10);
    await click(page, 'codes-kept');
    await expect.poll(() => page.getByTestId('second-factor-state').textContent()).toContain('On');
    await click(page, 'person-menu');
    await click(page, 'sign-out');
    await fill(page, 'login-name', 'grocer');
    await fill(page, 'login-password', testPassword);
    await click(page, 'login-submit');
    // Typed as it is, without reaching for the mouse.
    await page.getByTestId('login-code').waitFor();
    await page.keyboard.type('000000');
    expect(await page.getByTestId('login-code').inputValue()).toBe('000000');
    await click(page, 'code-submit');
    await page.getByText('This code is not right').waitFor();
    await fill(page, 'login-code', codes[0] ?? '');
    await click(page, 'code-submit');
    await page.getByTestId('person-menu').waitFor();
    await page.context().close();
  });

  test('a session that is ended elsewhere gives way to the login page, at the same address, and comes back to it', async () => {
    const page = await pages.signIn('baker', { locale: 'en' });
    await page.goto(`${pages.url}/staff`);
    await page.getByTestId('add-staff').waitFor();
    const elsewhere = await pages.behind.logIn('baker');
    expect((await elsewhere.send('DELETE', '/v1/sessions')).status).toBe(204);
    // What the page asks next, by itself, tells it.
    await page.getByTestId('login-form').waitFor();
    expect(new URL(page.url()).pathname).toBe('/staff');
    await fill(page, 'login-name', 'baker');
    await fill(page, 'login-password', testPassword);
    await click(page, 'login-submit');
    await page.getByTestId('add-staff').waitFor();
    await page.context().close();
  });

  test('two tabs whose access token is over renew once, go on by themselves, and keep what was typed', async () => {
    const page = await pages.signIn('baker', { locale: 'en' });
    const context = page.context();
    const second = await context.newPage();
    await page.goto(`${pages.url}/account`);
    await second.goto(`${pages.url}/staff`);
    await second.getByTestId('add-staff').waitFor();
    await fill(page, 'new-password', 'half a passw');
    let renewals = 0;
    context.on('request', (request) => {
      if (request.url().endsWith('/v1/session/refresh')) renewals += 1;
    });
    const before = await context.cookies();
    await context.clearCookies({ name: 'yunhu_session' });
    // Both ask at once.
    await Promise.all([page, second].map((one) => one.evaluate(`window.dispatchEvent(new Event('visibilitychange'))`)));
    await expect
      .poll(async () => (await context.cookies()).some(({ name }) => name === 'yunhu_session'), { timeout: 40_000 })
      .toBe(true);
    await second.reload();
    await second.getByTestId('add-staff').waitFor();
    expect(renewals).toBe(1);
    expect(await page.getByTestId('new-password').inputValue()).toBe('half a passw');
    const refreshOf = (cookies: typeof before) => cookies.find(({ name }) => name === 'yunhu_refresh')?.value;
    expect(refreshOf(await context.cookies())).not.toBe(refreshOf(before));
    await context.close();
  });
});
