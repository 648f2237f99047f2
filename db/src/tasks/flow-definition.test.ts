import { expect, test } from 'vitest';
import { flowDefinition, parseFlowDefinition } from './flow-definition.ts';

test('what is left out takes its default', () => {
  expect(flowDefinition.parse({})).toMatchObject({
    plays: 1,
    keys: {},
    callTimeoutSeconds: 60,
    retries: 2,
    seatWaitSeconds: 20,
  });
});

test('a stored definition reads back as it was written', () => {
  const written = flowDefinition.parse({
    plays: 3,
    keys: { '1': 'transfer', '9': 'opt_out', '*': 'replay' },
    retries: 0,
  });
  expect(parseFlowDefinition(JSON.parse(JSON.stringify(written)))).toEqual(written);
});

test.each([
  [{ plays: 0 }],
  [{ keys: { a: 'transfer' } }],
  [{ keys: { '1': 'explode' } }],
  [{ callTimeoutSeconds: 4 }],
  [{ retries: 11 }],
  [{ unknown: true }],
  [null],
])('%j is no flow', (stored) => {
  expect(() => parseFlowDefinition(stored)).toThrow();
});
