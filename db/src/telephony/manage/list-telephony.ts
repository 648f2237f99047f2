import type { TenantTx } from '../../connect/index.ts';
import type { seatStates } from '../tables.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

export interface ManagedExtension {
  readonly id: string;
  readonly number: string;
  /** What it registers by. */
  readonly sipId: string;
  readonly enabled: boolean;
  readonly createdAt: Date;
  /** Whose it is. */
  readonly seat: Named | null;
}

export interface ManagedSeat {
  readonly id: string;
  readonly name: string;
  readonly extension: { readonly id: string; readonly number: string } | null;
  readonly state: (typeof seatStates)[number];
  readonly stateSince: Date;
  readonly queues: readonly Named[];
}

export interface ManagedQueue {
  readonly id: string;
  readonly name: string;
  readonly wrapUpSeconds: number;
  readonly ringback: Named | null;
  /** In their order. */
  readonly seats: readonly Named[];
}

export interface Telephony {
  readonly extensions: readonly ManagedExtension[];
  readonly seats: readonly ManagedSeat[];
  readonly queues: readonly ManagedQueue[];
  /** What queues can play while they transfer: approved ones. */
  readonly ringbacks: readonly Named[];
}

const most = { extensions: 5000, seats: 5000, queues: 500, ringbacks: 500 } as const;

/** What the current tenant calls with: extensions by number, seats and queues by name. Never a password, nor its hash. */
export async function listTelephony(tx: TenantTx): Promise<Telephony> {
  const { sql } = tx;
  const { tenantId } = tx.actor;
  const extensions = await sql<ManagedExtension[]>`
    select e.id, e.number, e.sip_id as "sipId", e.enabled, e.created_at as "createdAt",
      (select jsonb_build_object('id', s.id, 'name', s.name) from seats s
        where (s.tenant_id, s.extension_id) = (e.tenant_id, e.id) order by s.id limit 1) as seat
    from extensions e where e.tenant_id = ${tenantId} order by length(e.number), e.number limit ${most.extensions}`;
  const seats = await sql<ManagedSeat[]>`
    select s.id, s.name, s.state, s.state_since as "stateSince",
      case when e.id is not null then jsonb_build_object('id', e.id, 'number', e.number) end as extension,
      coalesce((select jsonb_agg(jsonb_build_object('id', q.id, 'name', q.name) order by q.name, q.id)
        from queue_seats k join queues q on (q.tenant_id, q.id) = (k.tenant_id, k.queue_id)
        where (k.tenant_id, k.seat_id) = (s.tenant_id, s.id)), '[]') as queues
    from seats s left join extensions e on (e.tenant_id, e.id) = (s.tenant_id, s.extension_id)
    where s.tenant_id = ${tenantId} and s.retired_at is null order by s.name, s.id limit ${most.seats}`;
  const queues = await sql<ManagedQueue[]>`
    select q.id, q.name, q.wrap_up_seconds as "wrapUpSeconds",
      case when a.id is not null then jsonb_build_object('id', a.id, 'name', a.name) end as ringback,
      coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name) order by k.position, s.id)
        from queue_seats k join seats s on (s.tenant_id, s.id) = (k.tenant_id, k.seat_id)
        where (k.tenant_id, k.queue_id) = (q.tenant_id, q.id)), '[]') as seats
    from queues q left join audio a on (a.tenant_id, a.id) = (q.tenant_id, q.ringback_audio_id)
    where q.tenant_id = ${tenantId} and q.retired_at is null order by q.name, q.id limit ${most.queues}`;
  const ringbacks = await sql<Named[]>`
    select id, name from audio where tenant_id = ${tenantId} and kind = 'ringback' and state = 'approved' and deleted_at is null
    order by name, id limit ${most.ringbacks}`;
  return { extensions: [...extensions], seats: [...seats], queues: [...queues], ringbacks: [...ringbacks] };
}
