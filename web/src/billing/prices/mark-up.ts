// A mark-up as a form holds it, as the API takes it, and in words.
import type { RateRule } from '@yunhu/api/schemas';
import { parseAmount, plainDecimal, toMicros } from '../../i18n/money.ts';
import { t } from '../../i18n/translate.ts';
import type { useFormat } from '../../session/format.ts';

export type MarkUpValues = {
  percent: string;
  per: 'block' | 'minute';
  fixed: string;
  step: string;
  floor: string;
};

export const newMarkUp: MarkUpValues = { percent: '15', per: 'minute', fixed: '0', step: '0.0001', floor: '0' };

/** A percentage as typed, in plain form, or null. */
function plainPercent(typed: string): string | null {
  const plain = typed.normalize('NFKC').replace(/[\s%]/g, '').replace('−', '-');
  if (!/^-?\d{1,5}(\.\d{1,4})?$/.test(plain)) return null;
  return Number(plain) >= -100 && Number(plain) <= 10_000 ? plain : null;
}

/** An amount that may be negative, in plain form, or null. */
function plainSigned(typed: string): string | null {
  const text = typed.normalize('NFKC').trim().replace('−', '-');
  const amount = parseAmount(text.replace(/^[-+]/, ''));
  if (amount === null) return null;
  return plainDecimal(text.startsWith('-') ? -amount : amount);
}

export function wrongWithMarkUp(values: MarkUpValues): Partial<Record<keyof MarkUpValues, string>> {
  const step = parseAmount(values.step);
  return {
    ...(plainPercent(values.percent) === null && { percent: t('prices.markUp.percentInvalid') }),
    ...(plainSigned(values.fixed) === null && { fixed: t('prices.markUp.amountInvalid') }),
    ...(step === null && { step: t('prices.markUp.amountInvalid') }),
    ...(step === 0n && { step: t('prices.markUp.stepInvalid') }),
    ...(parseAmount(values.floor) === null && { floor: t('prices.markUp.amountInvalid') }),
  };
}

/** What the API takes; only of values that nothing is wrong with. */
export function markUpBody(values: MarkUpValues): MarkUpValues {
  return {
    percent: plainPercent(values.percent) ?? '0',
    per: values.per,
    fixed: plainSigned(values.fixed) ?? '0',
    step: plainDecimal(parseAmount(values.step) ?? 1n),
    floor: plainDecimal(parseAmount(values.floor) ?? 0n),
  };
}

export function markUpValues(markUp: RateRule['markUp']): MarkUpValues {
  const plain = (wire: string) => plainDecimal(toMicros(wire)).replace(/\.?0+$/, '') || '0';
  return {
    percent: markUp.percent,
    per: markUp.per,
    fixed: plain(markUp.fixedMicros),
    step: plain(markUp.stepMicros),
    floor: plain(markUp.floorMicros),
  };
}

/** "+15 % · 每分钟 +0.01 · 进位到 0.01", what is nothing left out. */
export function markUpWords(markUp: RateRule['markUp'], format: ReturnType<typeof useFormat>): string {
  const unit = t(`prices.markUp.unit.${markUp.per}`);
  const fixed = toMicros(markUp.fixedMicros);
  const parts = [
    ...(Number(markUp.percent) === 0 ? [] : [`${Number(markUp.percent) > 0 ? '+' : ''}${markUp.percent} %`]),
    ...(fixed === 0n ? [] : [t('prices.markUp.fixedIn', format.movement(markUp.fixedMicros, 4), unit)]),
    ...(toMicros(markUp.stepMicros) <= 1n ? [] : [t('prices.markUp.stepIn', format.amount(markUp.stepMicros, 2))]),
    ...(toMicros(markUp.floorMicros) === 0n
      ? []
      : [t('prices.markUp.floorIn', format.amount(markUp.floorMicros, 2), unit)]),
  ];
  return parts.length === 0 ? t('prices.markUp.none') : parts.join(' · ');
}
