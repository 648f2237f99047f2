// Whose name and colours the pages wear: of who is signed in, before that of the domain. One place holds it, as the login page, the frame
// and the tab all show it, inside and outside of a session.
import { queryOptions, useQuery } from '@tanstack/solid-query';
import type { Accent, Brand } from '@yunhu/api/schemas';
import { createEffect, createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { dataOf } from '../ui/query.ts';
import { request } from './request.ts';

const [brand, setBrand] = createSignal<Brand | null>(null);
export { brand };

/** What the platform calls itself here. */
export const brandName = (): string => brand()?.name ?? t('shell.brand');

/** Begins the key of the brand of each tenant, so that all of them are asked anew together. */
export const brandKey = ['brand'] as const;

const brandQuery = (tenantId: string | null) =>
  queryOptions({
    queryKey: [...brandKey, tenantId],
    queryFn: ({ signal }) => request<Brand>('GET', '/v1/branding', { signal }),
    staleTime: 60_000,
  });

/** Keeps the pages in the brand; once, at the root. Until the first answer the style sheet of the domain holds. */
export function useBrandOf(tenantId: () => string | null): void {
  const query = useQuery(() => brandQuery(tenantId()));
  const sheet = new CSSStyleSheet();
  createEffect(() => {
    const known = dataOf(query);
    if (known === undefined) return;
    setBrand(known);
    sheet.replaceSync(known.accent === null ? defaultStyle : styleOf(known.accent));
    if (!document.adoptedStyleSheets.includes(sheet))
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    showIcon(known.mark?.url ?? '/favicon.svg');
  });
}

/** The accent's tokens for a part of a page, as in a preview; the whole of it where the selector is the root. */
export function accentTokens({ light, dark, panel }: Accent): Record<string, string> {
  const both = (one: 'accent' | 'ink' | 'soft') => `light-dark(${light[one]}, ${dark[one]})`;
  return {
    '--color-accent': both('accent'),
    '--color-accent-ink': both('ink'),
    '--color-accent-soft': both('soft'),
    '--color-panel-from': panel.from,
    '--color-panel-to': panel.to,
    '--color-panel-glow': panel.glow,
  };
}

function styleOf(accent: Accent): string {
  const tokens = Object.entries(accentTokens(accent)).map(([name, value]) => `${name}: ${value};`);
  return `:root { ${tokens.join(' ')} }`;
}

/** The product's own, over a style sheet that the domain's brand came with: as in web/src/styles.css. */
export const defaultTokens: Record<string, string> = {
  '--color-accent': 'light-dark(oklch(50% 0.19 268), oklch(70% 0.15 270))',
  '--color-accent-ink': 'light-dark(oklch(99% 0.01 268), oklch(18% 0.03 268))',
  '--color-accent-soft': 'light-dark(oklch(95.5% 0.025 268), oklch(28% 0.06 268))',
  '--color-panel-from': 'oklch(30% 0.09 268)',
  '--color-panel-to': 'oklch(22% 0.06 262)',
  '--color-panel-glow': 'oklch(80% 0.1 268)',
};
const defaultStyle = `:root { ${Object.entries(defaultTokens)
  .map(([name, value]) => `${name}: ${value};`)
  .join(' ')} }`;

function showIcon(url: string): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  // Without a type the browser looks for itself.
  link?.removeAttribute('type');
  if (link !== null && link.getAttribute('href') !== url) link.href = url;
}
