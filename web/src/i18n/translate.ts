// One dictionary is the active one; `t` reads it as a signal, so words change under a page without reloading it.
import { type Flatten, flatten, translator } from '@solid-primitives/i18n';
import { createSignal } from 'solid-js';
import { readPreference, storePreference } from '../ui/preferences.ts';
import { en } from './en/index.ts';
import type { Words } from './words.ts';
import { zh } from './zh/index.ts';

/** The languages of the product, as BCP 47 tags that also go to Intl. */
export type Locale = 'zh-CN' | 'en';

const dictionaries: Record<Locale, Flatten<Words<typeof zh>>> = { 'zh-CN': flatten(zh), en: flatten(en) };

function preferredLocale(): Locale {
  const stored = readPreference('locale');
  if (stored === 'zh-CN' || stored === 'en') return stored;
  const first = navigator.languages.find((tag) => /^(zh|en)\b/i.test(tag));
  return first?.toLowerCase().startsWith('en') === true ? 'en' : 'zh-CN';
}

const [locale, setSignal] = createSignal<Locale>(preferredLocale());
export { locale };

/** Switches the language and remembers it on this device. */
export function setLocale(next: Locale): void {
  storePreference('locale', next);
  setSignal(next);
}

const dictionary = () => dictionaries[locale()];

/** The words for a key of the dictionaries; keys that take values are functions of them. */
// oxlint-disable-next-line solid/reactivity -- the words are read where t is called, which is inside JSX
export const t = translator(dictionary);

/** The words of a key that came from outside, or the fallback when the dictionary does not know it. */
export function tMaybe(prefix: string, key: string, fallback: string): string {
  const words: unknown = (dictionary() as Record<string, unknown>)[`${prefix}.${key}`];
  return typeof words === 'string' ? words : fallback;
}
