// The whole product from the command line on one list, on both switches: the same rule, the same counts, the exact money.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missing } from '../setup/machine.ts';

const root = path.resolve(import.meta.dirname, '../..');
const limitMs = 240_000;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'yunhu-demo-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function runDemo(list: string, ...options: string[]): Promise<Record<string, unknown>> {
  const file = path.join(folder, 'list.txt');
  await writeFile(file, list);
  const demo = ['scripts/bootstrap.mjs', 'run', 'scripts/demo.ts'];
  const { stdout } = await promisify(execFile)(process.execPath, [...demo, '--list', file, '--json', ...options], {
    cwd: root,
    timeout: limitMs,
  });
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** What the carrier's rule makes of a list: the last digit decides, the second-last one is the key. */
function expected(numbers: readonly string[]) {
  const ending = (digits: string) => numbers.filter((number) => digits.includes(number.at(-1) ?? ''));
  const answered = ending('012679');
  const pressing = (key: string) => answered.filter((number) => number.at(-2) === key).length;
  const charged = (price: number) => String(answered.length * price);
  return {
    attempts: numbers.length,
    answered: answered.length,
    busy: ending('8').length,
    noAnswer: ending('5').length,
    failed: ending('34').length,
    transferred: pressing('1'),
    abandoned: 0,
    optedOut: pressing('9'),
    priceMicros: { customer: '138000', subAgent: '110000', agent: '90000' },
    chargedMicros: { customer: charged(138_000), subAgent: charged(110_000), agent: charged(90_000) },
    ledgerSumMicros: '0',
    openHolds: 0,
  };
}

const numbers = Array.from({ length: 300 }, (_, i) => String(13_812_340_000 + i));

describe.each(['simulator', 'asterisk'] as const)('the demonstration on the %s', (kind) => {
  it.skipIf(kind === 'asterisk' && missing('asterisk'))(
    'calls 300 numbers with exactly the counts of the carrier’s rule and charges exactly answered × price on each level',
    async () => {
      const summary = await runDemo(`${numbers.join('\n')}\n`, '--switch', kind);
      expect(summary).toEqual({
        ...{ lines: 300, accepted: 300, duplicates: 0, invalid: 0, overLimit: 0 },
        ...expected(numbers),
        wallSeconds: expect.any(Number),
      });
    },
    limitMs,
  );
});

it(
  'accounts for every line of a list that is mostly junk, and charges nothing for it',
  async () => {
    const summary = await runDemo(
      '\uFEFF13812340000\r\n１３８１２３４０００１\r\n\r\nabc\r\n138 1234 0000\r\n12\r\n\0\0\r\n',
      '--switch',
      'simulator',
    );
    expect(summary).toMatchObject({
      lines: 7,
      accepted: 2,
      duplicates: 1,
      invalid: 4,
      overLimit: 0,
      ...expected(['13812340000', '13812340001']),
    });
  },
  limitMs,
);
