import fc from 'fast-check';
import { expect, it } from 'vitest';
import { carrierFate } from './carrier-fate.ts';

const fate = (lastDigits: string) => carrierFate(`+86138001${lastDigits}`);

it('fails 3 as not found, 4 as unavailable, 8 as busy, and lets 5 ring for ever', () => {
  expect(fate('003')).toEqual({ kind: 'fails', cause: 1, sipStatus: 404 });
  expect(fate('004')).toEqual({ kind: 'fails', cause: 34, sipStatus: 503 });
  expect(fate('008')).toEqual({ kind: 'fails', cause: 17, sipStatus: 486 });
  expect(fate('005')).toEqual({ kind: 'rings' });
});

it('answers every other last digit after one to three whole seconds of ringing', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{4,12}[012679]$/), (number) => {
      const answer = carrierFate(number);
      const sum = [...number].reduce((total, digit) => total + Number(digit), 0);
      expect(answer).toMatchObject({ kind: 'answers', ringMs: 1_000 + (sum % 3) * 1_000, hangsUpAfterMs: null });
    }),
  );
});

it('presses what the second-last digit says: 1, 9 or nothing', () => {
  const pressed = [...'0123456789']
    .map((digit) => fate(`0${digit}0`))
    .map((f) => (f.kind === 'answers' ? f.presses : 'no answer'));
  expect(pressed).toEqual([null, '1', null, null, null, null, null, null, null, '9']);
});

it('finds no number without digits, and ignores what is not a digit', () => {
  expect(carrierFate('')).toMatchObject({ sipStatus: 404 });
  expect(carrierFate('sip:')).toMatchObject({ sipStatus: 404 });
  expect(carrierFate('+86 138-0011')).toEqual(carrierFate('861380011'));
  expect(carrierFate('7')).toMatchObject({ kind: 'answers', presses: null });
});
