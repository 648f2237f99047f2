import { t } from '../i18n/translate.ts';

const browsers: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger/, 'WeChat'],
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/HeadlessChrome|Chrome|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/HarmonyOS/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

const find = (table: typeof browsers, text: string) => table.find(([form]) => form.test(text))?.[1];

/** A program and a system, as far as they say what they are. */
export function describeDevice(userAgent: string | null): string {
  const [browser, system] = [find(browsers, userAgent ?? ''), find(systems, userAgent ?? '')];
  if (browser === undefined) return t('account.sessions.program');
  return system === undefined ? browser : `${browser} · ${system}`;
}

export function isPhone(userAgent: string | null): boolean {
  return /Android|iPhone|HarmonyOS|Mobile/.test(userAgent ?? '');
}
