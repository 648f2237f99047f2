// The same verbs by many at once on real PostgreSQL: tellers, payers, dialers and settlers of two customers of one chain, some of which
// die. Nobody ever waits in a circle, nothing but refusals comes back, and at the end every invariant holds and nothing was overspent.
import { DomainError } from '@yunhu/db';
import { micros } from '@yunhu/db/billing';
import type { AdmissionRequest, FinishedAttempt } from '@yunhu/db/calls';
import { isTransient } from '@yunhu/db/connect';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { command, type Command, runsOf } from './model/commands.ts';
import { type LedgerWorld, openLedgerWorld, unit } from './model/ledger-world.ts';
import { newsOf } from './model/news.ts';

const actors = 6;

/** One actor's commands, one after the other; it knows only its own calls and payments. */
class Actor {
  readonly #calls: { request: AdmissionRequest; authorised: number; told?: FinishedAttempt }[] = [];
  readonly #payments: { place: { tenantId: string; id: string }; left: bigint }[] = [];
  #keys = 0;

  constructor(
    readonly world: LedgerWorld,
    readonly name: string,
  ) {}

  async run(commands: readonly Command[]): Promise<void> {
    for (const { step, crash } of commands) {
      try {
        await this.#take(step, crash);
      } catch (error) {
        // A connection that somebody's crash cut may be met by the next step.
        if (!crash && !(error instanceof DomainError) && !isTransient(error)) throw error;
      }
    }
  }

  async #take(step: Command['step'], crash: boolean): Promise<void> {
    const { world } = this;
    const [child, parent] = this.#pair('child' in step ? step.child : 0);
    const key = `${this.name} key ${++this.#keys}`;
    if (step.is === 'admit') {
      const requests = await world.makeRequests(step.customer % world.makers.length, step.calls, step.authorised);
      const refusals = await world.admit(requests, crash);
      const admitted = requests.filter(({ attemptId }) => !refusals.has(attemptId));
      this.#calls.push(...admitted.map((request) => ({ request, authorised: step.authorised })));
    } else if (step.is === 'pay') {
      const tenantId = child;
      const amount = BigInt(step.units) * unit;
      this.#payments.push({ place: { tenantId, id: await world.pay(tenantId, amount, key, crash) }, left: amount });
    } else if (step.is === 'refund' || step.is === 'dispute') {
      const payment = this.#payments[step.payment % Math.max(1, this.#payments.length)];
      const amount = ((payment?.left ?? 0n) / unit / 2n) * unit;
      if (payment === undefined || amount === 0n) return;
      await world.news(payment.place, newsOf(step.is, key, amount), crash);
      payment.left -= amount;
    } else if (step.is === 'prove') {
      const broken = await world.prove('due');
      if (broken.length > 0) throw new Error(`while others were at work: ${broken.join('\n')}`);
    } else if (step.is === 'credit') {
      const amountMicros = micros(BigInt(step.units) * unit);
      await world.request(parent, { tenantId: child, kind: 'credit_limit', amountMicros, idempotencyKey: key }, crash);
    } else if ('units' in step) {
      const kind = step.is === 'top_up' || step.is === 'withdrawal' ? step.is : 'correction';
      const amountMicros = micros(BigInt(step.units) * unit);
      const upward = step.is === 'correction_up';
      await world.request(
        parent,
        { tenantId: child, kind, upward, amountMicros, note: 'x', idempotencyKey: key },
        crash,
      );
    } else if ('call' in step) await this.#callStep(step, crash);
  }

  async #callStep(step: Extract<Command['step'], { call: number }>, crash: boolean): Promise<void> {
    const { world } = this;
    const call = this.#calls[step.call % Math.max(1, this.#calls.length)];
    const maker = world.makers.find(({ customer }) => customer.tenantId === call?.request.tenantId);
    if (call === undefined || maker === undefined) return;
    const { request } = call;
    if (step.is === 'extend') {
      if (call.told !== undefined) return;
      call.authorised =
        (await world.extend(request, call.authorised, call.authorised + step.by, crash)) ?? call.authorised;
    } else if (step.is === 'undo') {
      // What was never dialed has no end that anybody could tell of.
      if (call.told !== undefined) return;
      await world.undo(request, crash);
      this.#calls.splice(this.#calls.indexOf(call), 1);
    } else {
      const talk = step.is === 'unanswered' ? 0 : Math.min(step.talk, call.authorised);
      const ended = maker.finished(request, talk);
      const swept = { ...maker.finished(request, 0), result: 'unknown' as const };
      // An end is told as often as one likes, and always as the same; one that nobody saw may become known later.
      const told = call.told === undefined && step.is === 'sweep' ? swept : (call.told ?? ended);
      await world.finish(told.result === 'unknown' && step.is === 'late' ? (call.told = ended) : told, crash);
      call.told ??= told;
    }
  }

  #pair(place: number): [child: string, parent: string] {
    const { operatorId, agentId, subAgentId, customers } = this.world.hierarchy;
    const pairs: [string, string][] = [
      [agentId, operatorId],
      [subAgentId, agentId],
      ...customers.map(({ tenantId }): [string, string] => [tenantId, subAgentId]),
    ];
    return pairs[place % pairs.length] ?? ['', ''];
  }
}

test('many at once keep every invariant, and nobody waits in a circle', { timeout: 300_000 }, async () => {
  const lists = fc.array(fc.array(command, { minLength: 5, maxLength: 25, size: 'max' }), {
    ...{ minLength: actors, maxLength: actors },
  });
  await fc.assert(
    fc.asyncProperty(lists, async (commands) => {
      const world = await openLedgerWorld(actors);
      try {
        const people = commands.map((_, i) => new Actor(world, `actor ${i}`));
        const ended = await Promise.allSettled(people.map((actor, i) => actor.run(commands[i] ?? [])));
        expect(ended.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))).toEqual([]);
        expect(await world.prove('due')).toEqual([]);
        expect(await world.prove('full')).toEqual([]);
        const { main } = await world.wallets();
        // Only who gave money back by force may have spent it meanwhile.
        const forced = commands.flat().some(({ step }) => step.is === 'refund' || step.is === 'dispute');
        const over = [...main.values()].filter((w) => w.balance - w.held + w.credit - w.reserved < 0n);
        expect(forced ? [] : over.filter((w) => w.held > 0n || w.balance < 0n)).toEqual([]);
      } finally {
        await world.close();
      }
    }),
    runsOf(5),
  );
});
