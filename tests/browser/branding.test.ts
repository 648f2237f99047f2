// The pages at a tenant's own domain, in a real browser that asks for it by its name.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testPassword } from '../setup/api.ts';
import { openBrowser } from '../setup/browser.ts';
import { eventually } from '../setup/eventually.ts';
import { createTestTenant } from '../setup/customer.ts';
import { missing } from '../setup/machine.ts';
import { openTestPages, type TestPages } from '../setup/pages.ts';

const limitMs = 120_000;
const domain = 'calls.pengcheng.example';
const drawing = '<svg viewBox="0 0 40 10"><rect width="40" height="10" fill="#008855"/></svg>';

describe.skipIf(missing('chromium'))('a brand', () => {
  let pages: TestPages;

  beforeAll(async () => {
    pages = await openTestPages();
    const operator = await pages.behind.logIn('operator');
    const { client, id } = await createTestTenant(pages.behind, operator, {
      ...{ kind: 'agent', name: '鹏程代理', loginName: 'pengcheng' },
    });
    await client.send('PATCH', '/v1/branding/settings', { name: '鹏程云', accent: '#008855' });
    await client.send('PUT', '/v1/branding/domain', { domain });
    await operator.post(`/v1/branding/domains/${id}/confirm`);
  }, limitMs);

  afterAll(() => pages?.stop(), limitMs);

  it('is on the login page of its domain before anybody signs in, and nowhere else', async () => {
    const browser = await openBrowser([`--host-resolver-rules=MAP ${domain} 127.0.0.1`]);
    try {
      const { port } = new URL(pages.url);
      const page = await browser.newPage();
      const wrong: string[] = [];
      page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
      await page.goto(`http://${domain}:${port}/`);
      await page.getByTestId('login-form').waitFor();
      await eventually(
        () => page.title(),
        (title) => title.includes('鹏程云'),
      );
      const accent = () =>
        page.evaluate<string>(
          `getComputedStyle(document.querySelector('[data-testid="login-submit"]')).backgroundColor`,
        );
      expect(await accent()).toMatch(/^rgb\(0, 1\d\d, \d+\)$/);
      await page.getByTestId('login-name').fill('operator');
      await page.getByTestId('login-password').fill(testPassword);
      await page.getByTestId('login-submit').click();
      await page.getByRole('alert').waitFor();
      await page.getByTestId('login-name').fill('pengcheng');
      await page.getByTestId('login-submit').click();
      await page.getByTestId('person-menu').waitFor();
      // Who is not signed in is told so by 401, which a browser writes down as an error; nothing of the policy may be.
      expect(wrong.filter((text) => /content security policy|refused to/i.test(text))).toEqual([]);

      const elsewhere = await browser.newPage();
      await elsewhere.goto(pages.url);
      await elsewhere.getByTestId('login-form').waitFor();
      expect(await elsewhere.title()).not.toContain('鹏程云');
    } finally {
      await browser.close();
    }
  });

  it('is changed with a preview, a colour that cannot be read is moved visibly, and a logo is on every page', async () => {
    const page = await pages.signIn('pengcheng');
    await page.goto(`${pages.url}/branding`);
    await page.getByTestId('brand-colour').fill('#ffd400');
    await page.getByTestId('colour-adjusted').waitFor();
    await page.getByTestId('colour-adjusted').getByRole('button').click();
    await page.getByTestId('colour-adjusted').waitFor({ state: 'detached' });
    await page.getByTestId('brand-name').fill('鹏程');
    await page.getByTestId('brand-save').click();
    await eventually(
      () => page.title(),
      (title) => title.endsWith('· 鹏程'),
    );
    const file = { name: 'logo.svg', mimeType: 'image/svg+xml' };
    await page.getByTestId('logo-file').setInputFiles({ ...file, buffer: Buffer.from('<svg onload="x()"/>') });
    await page.getByTestId('logo-problem').waitFor();
    await page.getByTestId('logo-file').setInputFiles({ ...file, buffer: Buffer.from(drawing) });
    await page.locator('header').getByTestId('brand-logo').waitFor();
    await page.context().close();
  });

  it('has a page that fits a phone', async () => {
    const page = await pages.signIn('pengcheng', { width: 390, locale: 'en', dark: true });
    await page.goto(`${pages.url}/branding`);
    await page.getByTestId('brand-preview').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page.context().close();
  });
});
