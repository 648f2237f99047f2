import { afterEach, expect, it } from 'vitest';
import { eventually, figuresOf, leftOpen, mobileNumbers } from '../setup/dialing.ts';
import { type FaultBench, openFaultBench, withWords } from './fault-bench.ts';
import { expectWholeAndClean } from './whole-and-clean.ts';

let bench: FaultBench;
afterEach(() => bench.close());

it(
  'an orderly stop in mid-run ends and settles the calls, gives the rest back, and the next worker dials it',
  { timeout: 90_000 },
  async () => {
    bench = await openFaultBench('simulator', 40);
    const numbers = mobileNumbers(120);
    await bench.startTask(numbers);
    const first = bench.startWorker();
    await eventually(bench.dialed, (dialed) => dialed.length >= 60).catch(withWords(first));
    expect(await first.stop()).toBe(0);
    const dialed = (await bench.dialed()).length;
    expect(await leftOpen(bench.view)).toEqual([]);
    const stopped = await figuresOf(bench.view);
    expect(stopped).toMatchObject({ state: 'running', leased: 0, done: dialed, unknown: 0, waiting: 120 - dialed });
    expect(await bench.view.sql`select id from workers`).toHaveLength(0);
    const next = bench.startWorker();
    await eventually(
      () => figuresOf(bench.view),
      ({ state }) => state === 'finished',
    ).catch(withWords(next));
    expect(await expectWholeAndClean(bench, numbers)).toMatchObject({ unknown: 0 });
  },
);
