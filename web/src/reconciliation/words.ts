// Durations of proofs and talk, in the language of the page.
import { formatCount } from '../i18n/number.ts';
import type { Locale } from '../i18n/translate.ts';

/** `80 ms`, `1.3 s`, `2 min 5 s`. */
export function spanWords(milliseconds: number, locale: Locale): string {
  if (milliseconds < 1000) return `${formatCount(milliseconds, locale)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** Talked seconds as hours, minutes and seconds: `12:34:56`. */
export function talkWords(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
