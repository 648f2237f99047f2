// Copying where browsers offer no clipboard to programs: on plain http, as many installations inside a company are reached.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missing } from '../setup/machine.ts';
import { openTestPages, type TestPages } from '../setup/pages.ts';

describe.skipIf(missing('chromium'))('copying without navigator.clipboard', () => {
  let pages: TestPages;
  let page: Page;

  beforeAll(async () => {
    pages = await openTestPages();
    page = await pages.signIn('operator');
    await page.addInitScript(`Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined })`);
    await page.goto(`${pages.url}/reference`);
    await page.getByTestId('operation-get-v1-jobs').locator('summary').first().click();
  }, 120_000);

  afterAll(() => pages.stop());

  it('copies all the same, and says so', async () => {
    await page.getByTestId('copy-command').click();
    await page.getByText(/命令已复制|Command copied/).waitFor();
    const search = page.getByTestId('reference-search');
    await search.focus();
    await page.keyboard.press('Control+V');
    expect(await search.inputValue()).toContain(`curl -X GET '${pages.url}/v1/jobs'`);
    await search.fill('');
  });

  it('says what to do instead where the browser refuses that too', async () => {
    await page.evaluate('document.execCommand = () => false');
    await page.getByTestId('operation-get-v1-jobs').locator('summary').first().click();
    await page.getByTestId('copy-command').click();
    await page.getByText(/Ctrl\+C/).waitFor();
  });
});
