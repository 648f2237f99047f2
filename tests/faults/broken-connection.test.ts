// What the worker stands on is taken away from it for a moment: the database, its lock, the switch.
import { afterEach, describe, expect, it } from 'vitest';
import { eventually, figuresOf, mobileNumbers } from '../setup/dialing.ts';
import { missing } from '../setup/machine.ts';
import type { WorkerProcess } from '../setup/worker-process.ts';
import { type FaultBench, openFaultBench, withWords } from './fault-bench.ts';
import { openOwnServer, type OwnServer } from './own-server.ts';
import { expectWholeAndClean } from './whole-and-clean.ts';

const patience = { timeout: 120_000 };
let bench: FaultBench;
afterEach(() => bench.close());

const untilDialed = (worker: WorkerProcess, count: number) =>
  eventually(bench.dialed, (dialed) => dialed.length >= count).catch(withWords(worker));
const untilSaid = (worker: WorkerProcess, event: string, times = 1) =>
  eventually(
    async () => worker.output().split(`"${event}"`).length - 1,
    (count) => count >= times,
  ).catch(withWords(worker));
const untilFinished = (worker: WorkerProcess) =>
  eventually(
    () => figuresOf(bench.view),
    ({ state }) => state === 'finished',
    90_000,
  ).catch(withWords(worker));

describe('the database', () => {
  it('is restarted in mid-run: every target ends, nothing is dialed twice, no outcome is lost', patience, async () => {
    let server: OwnServer | undefined;
    bench = await openFaultBench('simulator', 80, async () => (server = await openOwnServer()));
    const numbers = mobileNumbers(160);
    await bench.startTask(numbers);
    const worker = bench.startWorker();
    for (const progress of [40, 110]) {
      await untilDialed(worker, progress);
      await server?.restart();
    }
    await untilFinished(worker);
    expect(await expectWholeAndClean(bench, numbers)).toMatchObject({ unknown: 0 });
  });

  it(
    'ends the session of the worker’s lock: dialing stops and goes on when the lock is held again',
    patience,
    async () => {
      bench = await openFaultBench('simulator', 60);
      const numbers = mobileNumbers(150);
      await bench.startTask(numbers);
      const worker = bench.startWorker();
      await untilDialed(worker, 40);
      const ended = await bench.view.sql`
      select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`;
      expect(ended.length).toBeGreaterThan(0);
      await untilSaid(worker, 'worker.lock-lost');
      await untilFinished(worker);
      expect(await expectWholeAndClean(bench, numbers)).toMatchObject({ unknown: 0 });
    },
  );
});

async function lastBeat(): Promise<number> {
  const [row] = await bench.view.sql<{ at: Date }[]>`select max(heartbeat_at) at from workers`;
  return row?.at.getTime() ?? 0;
}

async function cutInMidRun(numbers: readonly string[], cutAt: number): Promise<void> {
  await bench.startTask(numbers);
  const worker = bench.startWorker();
  await untilDialed(worker, cutAt);
  bench.cut();
  await untilSaid(worker, 'switch.down');
  await eventually(
    () => figuresOf(bench.view),
    ({ reason }) => reason === 'switch_down',
  );
  // By now the carrier has written down what was on its way when the connection broke. Calls go on ringing, talking and ending; nothing
  // new is dialed, however often the worker's heart beats.
  const dialed = (await bench.dialed()).length;
  const since = await lastBeat();
  await eventually(lastBeat, (at) => at >= since + 2000);
  expect((await bench.dialed()).length).toBe(dialed);
  bench.mend();
  await untilFinished(worker);
}

describe('the connection to the switch', () => {
  it('breaks in mid-run on the simulator: calls are found again, and how they ended meanwhile', patience, async () => {
    bench = await openFaultBench('simulator', 80);
    const numbers = mobileNumbers(140);
    await cutInMidRun(numbers, 60);
    expect((await expectWholeAndClean(bench, numbers)).unknown).toBeLessThanOrEqual(20);
  });

  it.skipIf(missing('asterisk'))('breaks in mid-run on Asterisk, with the same promise', patience, async () => {
    bench = await openFaultBench('asterisk', 25);
    const numbers = mobileNumbers(50);
    await cutInMidRun(numbers, 20);
    expect((await expectWholeAndClean(bench, numbers)).unknown).toBeLessThanOrEqual(20);
  });
});

/** Stops it while a transaction of it waits for its next statement and has touched tasks. */
async function freezeInTransaction(worker: WorkerProcess): Promise<void> {
  const waiting = () => bench.view.sql`
    select from pg_stat_activity a join pg_locks l on l.pid = a.pid
    where a.state = 'idle in transaction' and l.relation = 'tasks'::regclass and l.mode in ('RowShareLock', 'RowExclusiveLock')
      and a.datname = current_database()`;
  await eventually(
    async () => {
      process.kill(worker.pid, 'SIGSTOP');
      const caught = await waiting();
      if (caught.length === 0) process.kill(worker.pid, 'SIGCONT');
      return caught.length;
    },
    (caught) => caught > 0,
  );
}

describe('two workers', () => {
  it(
    'the second takes over the tasks of a killed one at once; its calls are ended by its successor',
    patience,
    async () => {
      bench = await openFaultBench('simulator', 40);
      const other = await bench.otherSwitch();
      const numbers = mobileNumbers(120);
      await bench.startTask(numbers);
      const first = bench.startWorker();
      await untilDialed(first, 30);
      await first.kill();
      const second = bench.startWorker({ ...other, WORKER_SLOT: '2' });
      await eventually(
        () => bench.view.sql<{ slot: string }[]>`select slot from workers w join tasks k on k.worker_id = w.id`,
        (rows) => rows[0]?.slot === '2',
      ).catch(withWords(second));
      const successor = bench.startWorker();
      await untilFinished(second);
      expect((await expectWholeAndClean(bench, numbers)).unknown).toBeLessThanOrEqual(20);
      expect(await successor.stop()).toBe(0);
      expect(await second.stop()).toBe(0);
    },
  );

  it('the one that stood still for longer than its lease dials nothing more, and loses no call', patience, async () => {
    bench = await openFaultBench('simulator', 40);
    const other = await bench.otherSwitch();
    const numbers = mobileNumbers(120);
    await bench.startTask(numbers);
    const first = bench.startWorker();
    await untilDialed(first, 40);
    await freezeInTransaction(first);
    const second = bench.startWorker({ ...other, WORKER_SLOT: '2' });
    // Its lock is held, and rows of the task as well: the server has to end its transaction, and the lease to run out.
    await eventually(
      () => bench.view.sql<{ slot: string }[]>`select slot from workers w join tasks k on k.worker_id = w.id`,
      (rows) => rows[0]?.slot === '2',
    ).catch(withWords(second));
    process.kill(first.pid, 'SIGCONT');
    await untilFinished(second);
    expect(await expectWholeAndClean(bench, numbers)).toMatchObject({ unknown: 0 });
    expect(await first.stop()).toBe(0);
    expect(await second.stop()).toBe(0);
  });

  it('of one slot do not run side by side', patience, async () => {
    bench = await openFaultBench('simulator', 10);
    const first = bench.startWorker();
    await untilSaid(first, 'worker.started');
    const second = bench.startWorker();
    await eventually(
      async () => second.output(),
      (said) => said.includes('is held by a running process'),
    );
    expect(await first.stop()).toBe(0);
  });
});
