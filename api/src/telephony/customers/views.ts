// Seats, extensions and queues of a customer as the API shows them to who looks after them.
import { DomainError } from '@yunhu/db';
import type { Telephony } from '@yunhu/db/telephony';
import type { CustomerExtension, CustomerQueue, CustomerSeat } from './schemas.ts';

/** One extension of these. Throws `not_found`. */
export function extensionOf({ extensions }: Telephony, extensionId: string): CustomerExtension {
  return viewExtension(found(extensions, extensionId));
}

/** One seat of these. Throws `not_found`. */
export function seatOf(seatId: string, { seats }: Telephony): CustomerSeat {
  return viewSeat(found(seats, seatId));
}

/** One queue of these. Throws `not_found`. */
export function queueOf(queueId: string, { queues }: Telephony): CustomerQueue {
  return viewQueue(found(queues, queueId));
}

function found<Item extends { readonly id: string }>(items: readonly Item[], wanted: string): Item {
  const item = items.find((one) => one.id === wanted);
  if (item === undefined) throw new DomainError('not_found');
  return item;
}

/** An extension as the API shows it. */
export function viewExtension({ createdAt, ...extension }: Telephony['extensions'][number]): CustomerExtension {
  return { ...extension, createdAt: createdAt.toISOString() };
}

/** A seat as the API shows it. */
export function viewSeat({ state, stateSince, queues, ...seat }: Telephony['seats'][number]): CustomerSeat {
  return {
    ...seat,
    state: state === 'reserved' ? 'ringing' : state,
    stateSince: stateSince.toISOString(),
    queues: [...queues],
  };
}

/** A queue as the API shows it. */
export function viewQueue({ seats, ...queue }: Telephony['queues'][number]): CustomerQueue {
  return { ...queue, seats: [...seats] };
}
