// Random stories of money on real PostgreSQL: top-ups, withdrawals, corrections, credit, payments, calls that are admitted, extended,
// settled, swept and settled late, refunds, disputes and their return, with processes that die in the middle. After every step the
// record says what a few numbers on paper say; at the end every invariant of the ledger holds. See commands.ts for replaying a failure.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { command, runsOf } from './model/commands.ts';
import { openLedgerWorld } from './model/ledger-world.ts';
import { Play } from './model/play.ts';

test(
  'whatever happens to money in whatever order, the record keeps it to the micro-unit',
  { timeout: 300_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 60, size: 'max' }), async (commands) => {
        const world = await openLedgerWorld();
        try {
          const play = new Play(world);
          for (const one of commands) await play.play(one);
          expect(await world.prove('due')).toEqual([]);
          expect(await world.prove('full')).toEqual([]);
        } finally {
          await world.close();
        }
      }),
      runsOf(10),
    );
  },
);
