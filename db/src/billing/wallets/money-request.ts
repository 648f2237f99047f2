import type { Micros } from '../micros.ts';
import type { transferRequestKinds } from '../tables.ts';

/** What moves money or lends it; a tenant's own limit is asked for with its settings. */
export type MoneyRequestKind = Exclude<(typeof transferRequestKinds)[number], 'approval_limit'>;

export interface MoneyRequest {
  /** A direct child; an operator names itself to pay in (`top_up`) or out (`withdrawal`). */
  readonly tenantId: string;
  readonly kind: MoneyRequestKind;
  /** From the child to the current tenant; only of a correction, the other kinds have their one way. */
  readonly upward?: boolean | undefined;
  /** Above zero; of a credit limit the new limit, where zero withdraws it. */
  readonly amountMicros: Micros;
  /** At most 300 characters; a correction has to say why. */
  readonly note?: string | undefined;
  /** Of a correction: the transfer or call between the two that it corrects. */
  readonly correctsId?: string | undefined;
  /** 8 to 100 characters, one an intention: a repeat with the same one and content moves nothing and gets the same answer. */
  readonly idempotencyKey: string;
}

/** As the record's functions answer it. */
export interface RecordedAnswer {
  readonly requestId?: string;
  readonly transferId: string | null;
  readonly balanceMicros: string;
  readonly availableMicros: string;
  readonly creditLimitMicros: string;
  readonly ownBalanceMicros: string;
}
