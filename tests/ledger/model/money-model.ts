// The ledger as one would keep it on paper: a few numbers a wallet, and the rules in plain words. What the record says after each step
// has to be the same.
import { holdsForLevels, type RatedLevel, rateSeconds } from '@yunhu/db/billing';

export interface ModelWallet {
  readonly name: string;
  readonly tenantId: string;
  readonly parent: string | undefined;
  balance: bigint;
  held: bigint;
  credit: bigint;
  reserved: bigint;
  blocked: boolean;
}

export interface ModelCall {
  readonly attemptId: string;
  readonly levels: readonly RatedLevel[];
  authorised: number;
  state: 'open' | 'swept' | 'ended' | 'undone';
}

export interface ModelPayment {
  readonly payer: string;
  readonly micros: bigint;
  refunded: bigint;
  /** What the payer's bank holds. */
  disputed: bigint;
}

export type Refusal = 'insufficient_funds' | 'wallet_blocked' | 'credit_in_use' | undefined;

export class MoneyModel {
  readonly wallets = new Map<string, ModelWallet>();
  readonly calls: ModelCall[] = [];
  readonly payments: ModelPayment[] = [];
  external = 0n;

  wallet(tenantId: string): ModelWallet {
    const found = this.wallets.get(tenantId);
    if (found === undefined) throw new Error('no such wallet in the model');
    return found;
  }

  /** One of those below the operator; any number names one. */
  child(place: number): ModelWallet {
    const children = [...this.wallets.values()].filter((wallet) => wallet.parent !== undefined);
    return children[place % children.length] as ModelWallet;
  }

  call(place: number, fits: (call: ModelCall) => boolean): ModelCall | undefined {
    const fitting = this.calls.filter(fits);
    return fitting[place % Math.max(1, fitting.length)];
  }

  available({ balance, held, credit, reserved }: ModelWallet): bigint {
    return balance - held + credit - reserved;
  }

  /** A parent moves money to its child, or takes some back; the operator's own side is the world outside. */
  move(child: ModelWallet, amount: bigint, upward: boolean): Refusal {
    const parent = this.wallet(child.parent ?? '');
    const isOutside = parent.parent === undefined;
    const giver = upward ? child : isOutside ? undefined : parent;
    if (giver?.blocked === true) return 'wallet_blocked';
    if (giver !== undefined && this.available(giver) < amount) return 'insufficient_funds';
    const delta = upward ? -amount : amount;
    this.#add(child, delta);
    if (isOutside) this.external -= delta;
    else this.#add(parent, -delta);
    return undefined;
  }

  /** Credit stands reserved on the grantor; what is used of it cannot be taken away. */
  grant(child: ModelWallet, limit: bigint): Refusal {
    const parent = this.wallet(child.parent ?? '');
    const raised = limit - child.credit;
    if (raised < 0n && limit < child.held + child.reserved - child.balance) return 'credit_in_use';
    if (raised > 0n && parent.parent !== undefined) {
      if (parent.blocked) return 'wallet_blocked';
      if (this.available(parent) < raised) return 'insufficient_funds';
    }
    parent.reserved += raised;
    child.credit = limit;
    this.#mark(child);
    return undefined;
  }

  /** Money from outside, or back there by force. */
  outside(payer: ModelWallet, delta: bigint): void {
    this.external -= delta;
    this.#add(payer, delta);
  }

  /** Which calls of a batch are let through, in their order. */
  admit(calls: readonly ModelCall[], blockedAbove: boolean): (string | undefined)[] {
    return calls.map((call) => {
      if (blockedAbove) return 'wallet_blocked';
      const holds = this.#holds(call);
      // Who cannot lose on a call is not asked for money, not even where a dispute took what its other calls hold.
      if (holds.some(({ wallet, amount }) => amount > 0n && this.available(wallet) < amount))
        return 'insufficient_funds';
      for (const { wallet, amount } of holds) wallet.held += amount;
      this.calls.push(call);
      return undefined;
    });
  }

  /** A call was given so many seconds in all. */
  extended(call: ModelCall, authorised: number): void {
    this.#release(call);
    call.authorised = authorised;
    for (const { wallet, amount } of this.#holds(call)) wallet.held += amount;
  }

  /** A call is over: answered for so many seconds (0: not), or nobody knows. Told again, nothing happens. */
  end(call: ModelCall, how: 'settle' | 'sweep' | 'undo', talk: number): void {
    if (call.state === 'ended' || call.state === 'undone') return;
    if (call.state === 'open') this.#release(call);
    call.state = ({ settle: 'ended', sweep: 'swept', undo: 'undone' } as const)[how];
    if (how !== 'settle' || talk === 0) return;
    for (const { payerTenantId, payeeTenantId, rate } of call.levels) {
      const { amountMicros } = rateSeconds(rate, Math.min(talk, call.authorised));
      this.wallet(payerTenantId).balance -= amountMicros;
      this.wallet(payeeTenantId).balance += amountMicros;
    }
  }

  #holds({ levels, authorised }: ModelCall) {
    return holdsForLevels(levels, authorised).map(({ tenantId, amountMicros }) => ({
      wallet: this.wallet(tenantId),
      amount: amountMicros,
    }));
  }

  #release(call: ModelCall): void {
    for (const { wallet, amount } of this.#holds(call)) wallet.held -= amount;
  }

  #add(wallet: ModelWallet, delta: bigint): void {
    wallet.balance += delta;
    this.#mark(wallet);
  }

  /** Who moves money looks whether the wallet is below zero with all its credit; the operator's never is blocked. */
  #mark(wallet: ModelWallet): void {
    if (wallet.parent !== undefined) wallet.blocked = wallet.balance + wallet.credit < 0n;
  }
}
