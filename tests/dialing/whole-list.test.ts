import { afterEach, expect, it } from 'vitest';
import {
  chargedByLevel,
  type DialingWorld,
  eventually,
  figuresOf,
  leftOpen,
  mobileNumbers,
  openDialingWorld,
  ruleCounts,
  startTask,
} from '../setup/dialing.ts';

let world: DialingWorld;
afterEach(() => world.close());

it('dials every number of a list once, and counts and charges on each level exactly what the rule says', async () => {
  world = await openDialingWorld({ seats: 5, sendRatioPercent: 2_000 });
  const numbers = mobileNumbers(300);
  await startTask(world, numbers);
  await world.startWorker();
  const figures = await eventually(
    () => figuresOf(world),
    ({ state }) => state === 'finished',
  );
  const rule = ruleCounts(numbers);
  expect(figures).toMatchObject({ ...rule, abandoned: 0, attempts: 300, done: 300, waiting: 0, leased: 0, unknown: 0 });
  expect(world.carrierLog.lines).toHaveLength(300);
  expect(new Set(world.carrierLog.lines.map((line) => line.number)).size).toBe(300);
  const answered = BigInt(rule.answered);
  expect(await chargedByLevel(world)).toEqual([answered * 150_000n, answered * 120_000n, answered * 100_000n]);
  expect(
    await eventually(
      () => leftOpen(world),
      (left) => left.length === 0,
    ),
  ).toEqual([]);
});
