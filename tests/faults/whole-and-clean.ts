import { expect } from 'vitest';
import { eventually, figuresOf, leftOpen, ruleCounts, type TaskFigures } from '../setup/dialing.ts';
import type { FaultBench } from './fault-bench.ts';

/** After whatever happened: every number dialed at most once, every target ended, each answered call charged once, nothing held. */
export async function expectWholeAndClean(bench: FaultBench, numbers: readonly string[]): Promise<TaskFigures> {
  const figures = await figuresOf(bench.view);
  const dialed = await bench.dialed();
  expect(new Set(dialed).size).toBe(dialed.length);
  // Of an unknown outcome may be what was about to be dialed.
  expect(dialed.length).toBeGreaterThanOrEqual(numbers.length - figures.unknown);
  const total = {
    attempts: numbers.length,
    done: numbers.length,
    waiting: 0,
    leased: 0,
    skipped: 0,
    ringing: 0,
    talking: 0,
  };
  expect(figures).toMatchObject(total);
  const { answered, busy, noAnswer, failed, unknown } = figures;
  expect(answered + busy + noAnswer + failed + unknown).toBe(numbers.length);
  expect(answered).toBeLessThanOrEqual(ruleCounts(numbers).answered);
  const [charged] = await bench.view.sql<{ n: bigint }[]>`select count(*) n from attempt_charges where level = 0`;
  expect(charged?.n).toBe(BigInt(answered));
  expect(
    await eventually(
      () => leftOpen(bench.view),
      (left) => left.length === 0,
    ),
  ).toEqual([]);
  return figures;
}
