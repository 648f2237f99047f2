import {
  applyNews,
  findOpenCheckouts,
  findRequestedRefunds,
  findWaitingEvents,
  type OpenCheckout,
  paymentNews,
  type RequestedRefund,
} from '@yunhu/db/billing';
import { systemClock } from '@yunhu/db/time';
import type { Logger } from 'pino';
import { askAbout, carryOut, type CardPayments, receive } from './card-payments.ts';

/** How long something may hang before the sweep looks at it, and how often it looks. Milliseconds. */
const sweepTimes = {
  openCheckout: 10 * 60_000,
  /** Without a checkout of which somebody was told there is nothing to pay. */
  unmadeCheckout: 30 * 60_000,
  requestedRefund: 60_000,
};
const sweepLimit = 100;

export interface Swept {
  readonly checkouts: number;
  readonly refunds: number;
  readonly events: number;
  /** The first thing that went wrong, where something did; the next sweep tries again. */
  readonly problem: unknown;
}

/**
 * Finds what was lost: payments whose events never came, checkouts that were never made, refunds that were cut off, events whose
 * payment was not known. May run in several processes at once, and does again only what is harmless to do again.
 */
export async function sweepPayments(payments: CardPayments): Promise<Swept> {
  const { database, clock } = payments;
  const before = (ms: number) => new Date(clock.nowMs() - ms);
  const found = await database.withPlatform('sweep payments', async (tx) => ({
    checkouts: await findOpenCheckouts(tx, {
      olderThan: before(sweepTimes.openCheckout),
      askedBefore: before(sweepTimes.openCheckout),
      limit: sweepLimit,
    }),
    refunds: await findRequestedRefunds(tx, { olderThan: before(sweepTimes.requestedRefund), limit: sweepLimit }),
    events: await findWaitingEvents(tx, sweepLimit),
  }));
  let problem: unknown;
  const count = async <Item>(items: readonly Item[], each: (item: Item) => Promise<boolean>): Promise<number> => {
    let done = 0;
    for (const item of items) {
      try {
        if (await each(item)) done++;
      } catch (error) {
        problem ??= error;
      }
    }
    return done;
  };
  return {
    checkouts: await count(found.checkouts, (open) => sweepCheckout(payments, open)),
    refunds: await count(found.refunds, (asked) => sweepRefund(payments, asked)),
    events: await count(found.events, async ({ facts, ...event }) => {
      const news = paymentNews.parse(facts);
      return (await receive(payments, { ...event, news })) === 'applied';
    }),
    problem,
  };
}

async function sweepCheckout(payments: CardPayments, open: OpenCheckout): Promise<boolean> {
  const { checkoutId } = open;
  if (checkoutId !== null) return askAbout(payments, { ...open, checkoutId }, sweepTimes.openCheckout);
  const { clock, database } = payments;
  if (clock.nowMs() - open.createdAt.getTime() < sweepTimes.unmadeCheckout) return false;
  const news = paymentNews.parse({ expiredAt: clock.now().toISOString() });
  await database.withPlatform('expire payment', (tx) => applyNews(tx, open, news));
  return true;
}

async function sweepRefund(payments: CardPayments, asked: RequestedRefund): Promise<boolean> {
  if (asked.providerId === null) await carryOut(payments, asked);
  else {
    const news = paymentNews.parse(await payments.gateway.readRefund(asked.providerId));
    await payments.database.withPlatform('apply refund', (tx) =>
      applyNews(tx, { tenantId: asked.tenantId, id: asked.paymentId }, news),
    );
  }
  return true;
}

/** Real time between two sweeps. Milliseconds. */
const sweepEveryMs = 60_000;

/** Sweeps now and then while the process runs; `stop` waits for one that is under way. */
export function startPaymentSweep(payments: CardPayments, log: Logger): { stop(): Promise<void> } {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let cancel = (): void => {};
  const sweep = async (): Promise<void> => {
    try {
      const { problem, ...swept } = await sweepPayments(payments);
      if (problem !== undefined) log.warn({ err: problem, ...swept }, 'payments.sweep-incomplete');
      else if (swept.checkouts + swept.refunds + swept.events > 0) log.info(swept, 'payments.swept');
    } catch (error) {
      log.warn({ err: error }, 'payments.sweep-failed');
    }
  };
  const schedule = (): void => {
    if (stopped) return;
    cancel = systemClock.setTimer(sweepEveryMs, () => {
      running = sweep().then(schedule);
    });
  };
  schedule();
  return {
    stop: async () => {
      stopped = true;
      cancel();
      await running;
    },
  };
}
