// What this device remembers about its person. Storage may be forbidden (private windows): then nothing is remembered.

type Preference = 'locale' | 'theme';

/** The stored value, or null when there is none or storage is closed. */
export function readPreference(name: Preference): string | null {
  try {
    return localStorage.getItem(`yunhu.${name}`);
  } catch {
    return null;
  }
}

/** Remembers a value on this device; null forgets it. */
export function storePreference(name: Preference, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`yunhu.${name}`);
    else localStorage.setItem(`yunhu.${name}`, value);
  } catch {
    // Nothing to do: the choice lasts as long as the page.
  }
}
