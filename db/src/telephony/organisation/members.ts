import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';
import { holdSeats } from '../manage/retire-seat.ts';

export interface Member {
  /** A login, or a seat that answers calls. */
  readonly type: 'staff' | 'seat';
  readonly id: string;
  readonly name: string;
  /** The login name, or the extension's number. */
  readonly note: string | null;
  readonly departmentId: string | null;
  readonly teamId: string | null;
  readonly regionId: string | null;
}

/** Where members come to stand; what is left out stays, null takes them out. Who is in a team is in the team's department. */
export interface Place {
  readonly departmentId?: string | null | undefined;
  readonly teamId?: string | null | undefined;
  readonly regionId?: string | null | undefined;
}

const maxMembers = 5000;

/** The people and seats of the current tenant with the places they have. */
export function listMembers({ sql, actor }: TenantTx): Promise<Member[]> {
  return sql<Member[]>`
    select 'staff' as type, s.id, s.name, s.login_name as note, s.department_id as "departmentId", s.team_id as "teamId",
      s.region_id as "regionId"
    from staff s where s.tenant_id = ${actor.tenantId} and s.state = 'enabled'
    union all
    select 'seat', s.id, s.name, x.number, s.department_id, s.team_id, s.region_id
    from seats s left join extensions x on (x.tenant_id, x.id) = (s.tenant_id, s.extension_id) where s.tenant_id = ${actor.tenantId}
      and s.retired_at is null
    order by 1 desc, 3, 2 limit ${maxMembers}`;
}

/** Places people and seats, all or none. Throws `not_found` for whom or what is not the tenant's. */
export async function placeMembers(
  tx: TenantTx,
  members: readonly Pick<Member, 'type' | 'id'>[],
  place: Place,
): Promise<void> {
  const { sql, actor } = tx;
  await refuseForeign(tx, place);
  const idsOf = (type: Member['type']) => members.filter((one) => one.type === type).map((one) => one.id);
  // Leaving a department leaves its team; the team's own department is seen to by the record.
  const teamId = place.teamId === undefined && place.departmentId !== undefined ? null : place.teamId;
  const columns = [
    ['department_id', place.departmentId],
    ['team_id', teamId],
    ['region_id', place.regionId],
  ] as const;
  const change = Object.fromEntries(columns.filter(([, value]) => value !== undefined)) as Record<
    string,
    string | null
  >;
  await holdSeats(tx, idsOf('seat'), 'to change them');
  for (const [table, ids] of [
    ['staff', idsOf('staff')],
    ['seats', idsOf('seat')],
  ] as const) {
    if (ids.length === 0) continue;
    const placed = await sql`
      update ${sql(table)} set ${sql(change)} where tenant_id = ${actor.tenantId} and id = any (${ids}::uuid[]) returning id`;
    if (placed.length !== new Set(ids).size) throw new DomainError('not_found');
  }
  await recordAudit(tx, {
    tenantId: actor.tenantId,
    action: 'unit.place',
    subjectType: 'unit',
    subjectId: place.teamId ?? place.departmentId ?? place.regionId ?? 'none',
    details: { members: members.length },
  });
}

/** Also of a department that a team would overrule: nothing foreign is named without an answer. */
async function refuseForeign({ sql, actor }: TenantTx, { departmentId, teamId, regionId }: Place): Promise<void> {
  const named = [departmentId, teamId, regionId].filter((id) => typeof id === 'string');
  const found = await sql`
    select from organisation_units where tenant_id = ${actor.tenantId} and id = any (${named}::uuid[])`;
  if (found.length !== new Set(named).size) throw new DomainError('not_found');
}
