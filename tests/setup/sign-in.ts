import type { Browser, Page } from 'playwright-core';

export interface Looks {
  readonly locale?: string;
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
}

/** A page of its own in which somebody has signed in; its actions wait thirty seconds at most. End it with `page.context().close()`. */
export async function signInAt(
  browser: Browser,
  url: string,
  { loginName, password }: { readonly loginName: string; readonly password: string },
  { locale = 'zh-CN', width = 1440, height = 900, dark = false }: Looks = {},
): Promise<Page> {
  const viewport = { width, height };
  const context = await browser.newContext({ locale, viewport, colorScheme: dark ? 'dark' : 'light' });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(url);
  await page.getByTestId('login-name').fill(loginName);
  await page.getByTestId('login-password').fill(password);
  await page.getByTestId('login-submit').click();
  await page.getByTestId('person-menu').waitFor();
  return page;
}
