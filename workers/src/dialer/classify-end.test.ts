import fc from 'fast-check';
import { expect, it } from 'vitest';
import { classifyEnd } from './classify-end.ts';

/** SIP status with the cause that the switch gives it, as measured. */
const measured = [
  [486, 17, { result: 'busy' }],
  [600, 17, { result: 'busy' }],
  [480, 19, { result: 'no_answer', rang: true }],
  [408, 18, { result: 'no_answer', rang: true }],
  [487, 16, { result: 'no_answer', rang: true }],
  [404, 1, { result: 'failed', reason: 'invalid_number', sipStatus: 404 }],
  [410, 22, { result: 'failed', reason: 'invalid_number', sipStatus: 410 }],
  [484, 28, { result: 'failed', reason: 'invalid_number', sipStatus: 484 }],
  [403, 21, { result: 'failed', reason: 'rejected', sipStatus: 403 }],
  [603, 21, { result: 'failed', reason: 'rejected', sipStatus: 603 }],
  [503, 34, { result: 'failed', reason: 'network', sipStatus: 503 }],
  [500, 38, { result: 'failed', reason: 'network', sipStatus: 500 }],
  [488, 88, { result: 'failed', reason: 'network', sipStatus: 488 }],
] as const;

it.each(measured)('reads SIP %i (cause %i) as the table of the switch does', (sipStatus, cause, outcome) => {
  expect(classifyEnd(cause, sipStatus, false, true)).toEqual(outcome);
});

it('decides on the SIP status before the cause', () => {
  fc.assert(
    fc.property(fc.constantFrom(...measured), fc.integer({ min: 0, max: 127 }), ([sipStatus, , outcome], cause) => {
      expect(classifyEnd(cause, sipStatus, false, true)).toEqual(outcome);
    }),
  );
});

it('falls back on the cause where no SIP status came', () => {
  const byCause = (cause: number | undefined) => classifyEnd(cause, undefined, false, true);
  expect(byCause(17)).toEqual({ result: 'busy' });
  for (const cause of [16, 18, 19]) expect(byCause(cause)).toEqual({ result: 'no_answer', rang: true });
  for (const cause of [1, 22, 28]) expect(byCause(cause)).toEqual({ result: 'failed', reason: 'invalid_number' });
  expect(byCause(21)).toEqual({ result: 'failed', reason: 'rejected' });
  for (const cause of [34, 38, 127, undefined]) expect(byCause(cause)).toEqual({ result: 'failed', reason: 'network' });
});

it('tells a phone that nobody took from a carrier that never rang', () => {
  expect(classifyEnd(19, 480, false, false)).toEqual({ result: 'no_answer', rang: false });
});

it('never takes an answered call for anything else', () => {
  const maybe = fc.option(fc.integer({ min: 100, max: 699 }), { nil: undefined });
  fc.assert(
    fc.property(maybe, maybe, fc.boolean(), (cause, sipStatus, rang) => {
      expect(classifyEnd(cause, sipStatus, true, rang)).toEqual({ result: 'answered' });
    }),
  );
});
