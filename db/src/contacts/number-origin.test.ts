import { expect, it } from 'vitest';
import { originOf } from './number-origin.ts';

it.each([
  ['+8613800000000', 'CN', false],
  ['+8616800000000', 'CN', false],
  ['+861082286688', 'CN', false],
  ['+864008823823', 'CN', false],
  ['+8616812345', 'CN', true],
  ['+12025550100', 'US', false],
  ['+16135550100', 'CA', false],
  ['+19002345678', 'US', true],
  ['+442079460958', 'GB', false],
  ['+449012345678', 'GB', true],
  ['+85221234567', 'HK', false],
  ['+80012345678', undefined, false],
  ['+979123456789', undefined, true],
])('%s belongs to %s, premium: %s', (number, country, premium) => {
  expect(originOf(number)).toEqual({ country, premium });
});
