// The worker is killed in the middle of its calls, several times in a row, while the switch runs on.
import { afterEach, describe, expect, it } from 'vitest';
import { eventually, figuresOf, mobileNumbers } from '../setup/dialing.ts';
import { missing } from '../setup/machine.ts';
import { type FaultBench, openFaultBench, withWords } from './fault-bench.ts';
import { expectWholeAndClean } from './whole-and-clean.ts';

const maxUnknownAKill = 20;
let bench: FaultBench;
afterEach(() => bench.close());

/** Kills the worker each time so many numbers were dialed, starts it again, and answers how many outcomes each kill left unknown. */
async function dialThroughKills(numbers: readonly string[], killAt: readonly number[]): Promise<number[]> {
  await bench.startTask(numbers);
  const unknown: number[] = [];
  let worker = bench.startWorker();
  for (const progress of killAt) {
    await eventually(bench.dialed, (dialed) => dialed.length >= progress).catch(withWords(worker));
    await worker.kill();
    unknown.push((await figuresOf(bench.view)).unknown);
    worker = bench.startWorker();
  }
  await eventually(
    () => figuresOf(bench.view),
    ({ state }) => state === 'finished',
    100_000,
  ).catch(withWords(worker));
  unknown.push((await figuresOf(bench.view)).unknown);
  expect(await worker.stop()).toBe(0);
  return unknown.slice(1).map((count, i) => count - (unknown[i] ?? 0));
}

const guarantee =
  'dials no number twice, loses few outcomes, holds no money and ends every target, however often the worker is killed';

describe('on the simulator, in the middle of 500 calls', () => {
  it(guarantee, { timeout: 180_000 }, async () => {
    bench = await openFaultBench('simulator', 150);
    const numbers = mobileNumbers(500);
    const unknown = await dialThroughKills(numbers, [20, 150, 170, 320]);
    expect(Math.max(...unknown)).toBeLessThanOrEqual(maxUnknownAKill);
    await expectWholeAndClean(bench, numbers);
  });
});

describe.skipIf(missing('asterisk'))('on Asterisk, in the middle of 50 calls', () => {
  it(guarantee, { timeout: 180_000 }, async () => {
    bench = await openFaultBench('asterisk', 30);
    const numbers = mobileNumbers(50);
    const unknown = await dialThroughKills(numbers, [10, 35]);
    expect(Math.max(...unknown)).toBeLessThanOrEqual(maxUnknownAKill);
    await expectWholeAndClean(bench, numbers);
  });
});
