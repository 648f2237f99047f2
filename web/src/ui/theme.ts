import { createSignal } from 'solid-js';
import { readPreference, storePreference } from './preferences.ts';

/** 'system' leaves the choice to the browser; the stylesheet holds both themes in every token. */
export type Theme = 'system' | 'light' | 'dark';

function storedTheme(): Theme {
  const stored = readPreference('theme');
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

const [theme, setSignal] = createSignal<Theme>(storedTheme());
export { theme };

/** Puts the theme on the document; call once before the first paint. */
export function applyTheme(next: Theme = theme()): void {
  if (next === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = next;
}

/** Switches the theme and remembers it on this device. */
export function setTheme(next: Theme): void {
  storePreference('theme', next === 'system' ? null : next);
  applyTheme(next);
  setSignal(next);
}
