// Plays commands on the record and in the model, step by step, and compares.
import { micros, type MoneyRequest } from '@yunhu/db/billing';
import type { AdmissionRequest } from '@yunhu/db/calls';
import { DomainError } from '@yunhu/db';
import { expect } from 'vitest';
import type { Command, Step } from './commands.ts';
import { firstBalances, type LedgerWorld, unit } from './ledger-world.ts';
import { type ModelCall, MoneyModel, type ModelPayment, type ModelWallet, type Refusal } from './money-model.ts';
import { newsOf } from './news.ts';

/** The kind of step that can be this. */
type StepOf<Is extends Step['is'], S = Step> = S extends { is: infer Any } ? (Is extends Any ? S : never) : never;

/** One run of commands; `play` throws where record and model part. */
export class Play {
  readonly #world: LedgerWorld;
  readonly #model = new MoneyModel();
  readonly #requests = new Map<ModelCall, AdmissionRequest>();
  readonly #talks = new Map<ModelCall, number>();
  readonly #ids = new Map<ModelPayment, string>();
  #keys = 0;

  constructor(world: LedgerWorld) {
    this.#world = world;
    const { operatorId, agentId, subAgentId, customers } = world.hierarchy;
    const [first, ...others] = customers;
    const chain = [
      { name: 'operator', tenantId: operatorId, parent: undefined, balance: 0n },
      { name: 'agent', tenantId: agentId, parent: operatorId, balance: firstBalances[2] },
      { name: 'sub-agent', tenantId: subAgentId, parent: agentId, balance: firstBalances[1] },
      ...[first, ...others].map(({ tenantId }, i) => ({
        ...{ name: `customer ${i + 1}`, tenantId, parent: subAgentId, balance: firstBalances[0] },
      })),
    ];
    for (const wallet of chain) {
      this.#model.wallets.set(wallet.tenantId, { ...wallet, held: 0n, credit: 0n, reserved: 0n, blocked: false });
      this.#model.external -= wallet.balance;
    }
  }

  async play({ step, crash }: Command): Promise<void> {
    await this.#take(step, crash);
    expect(await this.#recorded()).toEqual(this.#modelled());
  }

  async #take(step: Step, crash: boolean): Promise<void> {
    switch (step.is) {
      case 'top_up':
      case 'withdrawal':
      case 'correction_up':
      case 'correction_down':
        return this.#move(step, crash);
      case 'credit':
        return this.#grant(step, crash);
      case 'pay':
        return this.#pay(step, crash);
      case 'refund':
      case 'dispute':
      case 'dispute_reversal':
        return this.#reverse(step, crash);
      case 'admit':
        return this.#admit(step, crash);
      case 'extend':
        return this.#extend(step, crash);
      case 'prove':
        return expect(await this.#world.prove('due')).toEqual([]);
      default:
        return this.#end(step, crash);
    }
  }

  /** Does it on the record; in the model only where it was not made to die. */
  async #both(crash: boolean, record: () => Promise<unknown>, model: () => Refusal | void): Promise<void> {
    if (crash) {
      await expect(record(), 'a process that dies').rejects.toThrow();
      return;
    }
    const refused = await record().then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof DomainError) return error.code;
        throw error;
      },
    );
    expect(refused).toBe(model() ?? undefined);
  }

  async #move({ is, child: place, units, twice }: StepOf<'top_up'>, crash: boolean): Promise<void> {
    const child = this.#model.child(place);
    const upward = is === 'withdrawal' || is === 'correction_up';
    const kind = is === 'top_up' || is === 'withdrawal' ? is : 'correction';
    const amount = BigInt(units) * unit;
    const request = this.#request(child, { kind, upward, amountMicros: micros(amount), note: 'of the model' });
    await this.#both(
      crash,
      () => request(crash),
      () => this.#model.move(child, amount, upward),
    );
    // The same key again: what was done stays done once, and what was refused or lost may be tried again.
    if (twice && !crash) await this.#repeat(request, child, amount, upward);
  }

  async #repeat(request: () => Promise<void>, child: ModelWallet, amount: bigint, upward: boolean): Promise<void> {
    const before = await this.#recorded();
    const again = await request().then(
      () => 'done',
      () => 'refused',
    );
    if (again === 'done') expect(await this.#recorded()).toEqual(before);
    else expect(this.#model.move(child, amount, upward)).toBeDefined();
  }

  async #grant({ child: place, units }: StepOf<'credit'>, crash: boolean): Promise<void> {
    const child = this.#model.child(place);
    const limit = BigInt(units) * unit;
    const request = this.#request(child, { kind: 'credit_limit', amountMicros: micros(limit) });
    await this.#both(
      crash,
      () => request(crash),
      () => this.#model.grant(child, limit),
    );
  }

  #request(child: ModelWallet, more: Omit<MoneyRequest, 'tenantId' | 'idempotencyKey'>) {
    const request = { tenantId: child.tenantId, idempotencyKey: `key number ${++this.#keys}`, ...more };
    return (crash = false) => this.#world.request(child.parent ?? '', request, crash);
  }

  async #pay({ payer: place, units }: StepOf<'pay'>, crash: boolean): Promise<void> {
    const payer = this.#model.child(place);
    const amount = BigInt(units) * unit;
    const payment = { payer: payer.tenantId, micros: amount, refunded: 0n, disputed: 0n };
    await this.#both(
      crash,
      async () => this.#ids.set(payment, await this.#world.pay(payer.tenantId, amount, `pi_${++this.#keys}`, crash)),
      () => {
        this.#model.payments.push(payment);
        this.#model.outside(payer, amount);
      },
    );
  }

  async #reverse(step: StepOf<'refund'> | StepOf<'dispute_reversal'>, crash: boolean): Promise<void> {
    const { payments } = this.#model;
    const payment = payments[step.payment % Math.max(1, payments.length)];
    if (payment === undefined) return;
    const out = step.is !== 'dispute_reversal';
    const left = payment.micros - payment.refunded - payment.disputed;
    const cents = 'percent' in step ? ((left / 10_000n) * BigInt(step.percent)) / 100n : 0n;
    const amount = out ? cents * 10_000n : payment.disputed;
    if (amount === 0n) return;
    const news = newsOf(step.is, `news ${++this.#keys}`, amount);
    const place = { tenantId: payment.payer, id: this.#ids.get(payment) ?? '' };
    await this.#both(
      crash,
      () => this.#world.news(place, news, crash),
      () => {
        if (step.is === 'refund') payment.refunded += amount;
        else payment.disputed += out ? amount : -amount;
        this.#model.outside(this.#model.wallet(payment.payer), out ? -amount : amount);
      },
    );
    // The service tells what it has told before: nothing more happens.
    if ('twice' in step && step.twice && !crash) await this.#world.news(place, news);
  }

  async #admit({ customer: place, calls: count, authorised }: StepOf<'admit'>, crash: boolean): Promise<void> {
    const customer = place % this.#world.makers.length;
    const requests = await this.#world.makeRequests(customer, count, authorised);
    if (crash) {
      await expect(this.#world.admit(requests, true)).rejects.toThrow();
      return;
    }
    const chain = requests[0]?.levels.map((level) => level.payerTenantId) ?? [];
    const calls = requests.map(({ attemptId, levels }): ModelCall => ({
      attemptId,
      levels,
      authorised,
      state: 'open',
    }));
    const blocked = chain.some((tenantId) => this.#model.wallet(tenantId).blocked);
    const expected = this.#model.admit(calls, blocked);
    const refusals = await this.#world.admit(requests);
    expect(requests.map(({ attemptId }) => refusals.get(attemptId))).toEqual(expected);
    for (const [i, call] of calls.entries()) this.#requests.set(call, requests[i] as AdmissionRequest);
  }

  async #extend({ call: place, by }: StepOf<'extend'>, crash: boolean): Promise<void> {
    const call = this.#model.call(place, (one) => one.state === 'open');
    const request = call && this.#requests.get(call);
    if (call === undefined || request === undefined) return;
    const wanted = call.authorised + by;
    const extending = this.#world.extend(request, call.authorised, wanted, crash);
    if (crash) return expect(extending).rejects.toThrow();
    const authorised = (await extending) ?? 0;
    expect(authorised).toBeGreaterThanOrEqual(call.authorised);
    expect(authorised).toBeLessThanOrEqual(wanted);
    this.#model.extended(call, authorised);
    for (const { payerTenantId } of authorised > call.authorised ? call.levels : [])
      expect(this.#model.available(this.#model.wallet(payerTenantId))).toBeGreaterThanOrEqual(0n);
  }

  async #end({ is, call: place, talk }: StepOf<'settle'>, crash: boolean): Promise<void> {
    const wanted = { late: 'swept', again: 'ended' }[is as string] ?? 'open';
    const call = this.#model.call(place, (one) => one.state === wanted);
    const request = call && this.#requests.get(call);
    const maker = this.#world.makers.find(({ customer }) => customer.tenantId === request?.tenantId);
    if (call === undefined || request === undefined || maker === undefined) return;
    if (is === 'undo') {
      return this.#both(
        crash,
        () => this.#world.undo(request, crash),
        () => this.#model.end(call, 'undo', 0),
      );
    }
    const talked = is === 'again' ? (this.#talks.get(call) ?? 0) : ['unanswered', 'sweep'].includes(is) ? 0 : talk;
    const finished = maker.finished(request, Math.min(talked, call.authorised));
    const told = is === 'sweep' ? { ...finished, result: 'unknown' as const } : finished;
    await this.#both(
      crash,
      () => this.#world.finish(told, crash),
      () => {
        this.#talks.set(call, talked);
        this.#model.end(call, is === 'sweep' ? 'sweep' : 'settle', talked);
      },
    );
  }

  #modelled() {
    const wallets = [...this.#model.wallets.values()].map(({ name, balance, held, credit, reserved, blocked }) => ({
      ...{ name, balance, held, credit, reserved, blocked },
    }));
    return { wallets, external: this.#model.external };
  }

  async #recorded() {
    const { main, external } = await this.#world.wallets();
    return {
      wallets: [...this.#model.wallets.values()].map(({ name, tenantId }) => ({ name, ...main.get(tenantId) })),
      external,
    };
  }
}
