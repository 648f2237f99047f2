import { DomainError, type FieldError } from '@yunhu/db';
import { type ExceptionChange, type MarkUp, micros, percentLimits, parseMicros, type Prices } from '@yunhu/db/billing';
import type { z } from 'zod';
import { readPrice } from '../read-amount.ts';
import type { changeRuleBody, setExceptionBody } from './schemas.ts';

type MarkUpText = Pick<z.infer<typeof changeRuleBody>, 'percent' | 'per' | 'fixed' | 'step' | 'floor'>;

/** What a block, a fee or a fixed amount may be at most, as the record's checks say. */
const maxPriceMicros = 1_000_000_000_000n;

/** A mark-up as it was typed. Throws `invalid_amount` naming every field that is wrong. */
export function readMarkUp({ percent, per, fixed, step, floor }: MarkUpText): MarkUp {
  const wrong: FieldError[] = [];
  const percentPpm = Math.round(Number(percent) * 10_000);
  if (percentPpm < percentLimits.minPpm || percentPpm > percentLimits.maxPpm) {
    wrong.push({ field: 'percent', code: 'out_of_range', message: 'from -100 to 10000' });
  }
  const fixedMicros = amountOf('fixed', fixed, wrong, { allowNegative: true });
  const stepMicros = amountOf('step', step, wrong);
  const floorMicros = amountOf('floor', floor, wrong);
  if (stepMicros === 0n) wrong.push({ field: 'step', code: 'not_positive', message: 'at least 0.000001' });
  refuse(wrong);
  return { percentPpm, per, fixedMicros, stepMicros, floorMicros };
}

/** An exception as it was typed. Throws `invalid_amount` naming every field that is wrong. */
export function readTerms(body: z.infer<typeof setExceptionBody>): ExceptionChange['terms'] {
  if (body.kind === 'rule') return { kind: 'rule', markUp: readMarkUp(body) };
  const wrong: FieldError[] = [];
  const { firstBlockSeconds = null, firstBlockPrice, graceSeconds } = body;
  const prices: Prices = {
    blockSeconds: body.blockSeconds ?? 1,
    pricePerBlockMicros: amountOf('pricePerBlock', body.pricePerBlock ?? '', wrong),
    firstBlockSeconds,
    firstBlockPriceMicros: firstBlockPrice === undefined ? null : amountOf('firstBlockPrice', firstBlockPrice, wrong),
    connectionFeeMicros: amountOf('connectionFee', body.connectionFee, wrong),
    graceSeconds,
    minimumChargeMicros: amountOf('minimumCharge', body.minimumCharge, wrong),
  };
  refuse(wrong);
  return { kind: 'fixed', prices };
}

function amountOf(field: string, text: string, wrong: FieldError[], options: { allowNegative?: boolean } = {}) {
  const read = options.allowNegative === true ? parseMicros(text, options) : undefined;
  const result = read?.ok === true ? { micros: read.micros } : readPrice(text, field);
  if ('error' in result) wrong.push(result.error);
  else if (result.micros > maxPriceMicros || result.micros < -maxPriceMicros) {
    wrong.push({ field, code: 'too_large', message: 'at most 1000000' });
  } else return result.micros;
  return micros(1n);
}

function refuse(wrong: readonly FieldError[]): void {
  if (wrong.length > 0) throw new DomainError('invalid_amount', 'some amounts are wrong', wrong);
}
