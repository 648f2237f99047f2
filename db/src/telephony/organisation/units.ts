import { type TenantTx, violates } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';

const unitKinds = ['department', 'team', 'region'] as const;
export type UnitKind = (typeof unitKinds)[number];

export interface Unit {
  readonly id: string;
  readonly kind: UnitKind;
  /** The department it stands in. */
  readonly departmentId: string | null;
  readonly name: string;
  /** A larger one stands later. */
  readonly position: number;
  /** Logins and seats that belong to it directly. */
  readonly staffCount: number;
  readonly seatCount: number;
}

export interface NewUnit {
  readonly kind: UnitKind;
  readonly name: string;
  readonly departmentId?: string | null | undefined;
  readonly position?: number | undefined;
}

export type UnitChange = { readonly name?: string | undefined } & Pick<NewUnit, 'departmentId' | 'position'>;

const maxUnits = 2000;

/** Departments, teams and regions of the current tenant, in their order. */
export function listUnits(tx: TenantTx): Promise<Unit[]> {
  return select(tx, tx.sql`order by u.position, u.name, u.id`);
}

/**
 * Adds a department, team or region. Throws `name_taken` for a second one of its name in the same place, `not_found` for a parent that
 * is none of the tenant's, `invalid_input` for one that is no department or stands too deep, `limit_of_kind` beyond 2,000 in all.
 */
export async function createUnit(tx: TenantTx, { kind, name, departmentId, position }: NewUnit): Promise<Unit> {
  const { tenantId } = tx.actor;
  await refuseForeign(tx, departmentId);
  const [{ count }] = await tx.sql<[{ count: number }]>`
    select count(*)::int as count from organisation_units where tenant_id = ${tenantId}`;
  if (count >= maxUnits) throw new DomainError('limit_of_kind', `a company has at most ${maxUnits} units`);
  const [{ id }] = await named(
    tx.sql<[{ id: string }]>`
      insert into organisation_units (tenant_id, kind, parent_id, name, position)
      values (${tenantId}, ${kind}, ${departmentId ?? null}, ${name}, ${position ?? 0}) returning id`,
  );
  await recordAudit(tx, { ...about(tx, id), action: 'unit.create', details: { kind, name } });
  return getUnit(tx, id);
}

/** Renames, moves or orders. Throws as `createUnit` does; a department never comes to stand in itself. */
export async function updateUnit(tx: TenantTx, unitId: string, change: UnitChange): Promise<Unit> {
  const before = await getUnit(tx, unitId);
  await refuseForeign(tx, change.departmentId);
  const { name = before.name, departmentId = before.departmentId, position = before.position } = change;
  await named(
    tx.sql`
      update organisation_units set name = ${name}, parent_id = ${departmentId}, position = ${position}
      where tenant_id = ${tx.actor.tenantId} and id = ${unitId}`,
  );
  await recordAudit(tx, { ...about(tx, unitId), action: 'unit.update', details: { kind: before.kind, name } });
  return getUnit(tx, unitId);
}

/** Removes a unit that nobody and nothing stands in. Throws `not_found`, and `unit_in_use` otherwise. */
export async function deleteUnit(tx: TenantTx, unitId: string): Promise<void> {
  const { kind, name, staffCount, seatCount } = await getUnit(tx, unitId);
  const { tenantId } = tx.actor;
  const gone = await tx.sql`
    delete from organisation_units u where u.tenant_id = ${tenantId} and u.id = ${unitId} and ${staffCount + seatCount} = 0
      and not exists (select from organisation_units c where c.tenant_id = ${tenantId} and c.parent_id = ${unitId}) returning u.id`;
  if (gone.length === 0) throw new DomainError('unit_in_use');
  await recordAudit(tx, { ...about(tx, unitId), action: 'unit.delete', details: { kind, name } });
}

async function getUnit(tx: TenantTx, unitId: string): Promise<Unit> {
  const [unit] = await select(tx, tx.sql`and u.id = ${unitId}`);
  if (unit === undefined) throw new DomainError('not_found');
  return unit;
}

async function refuseForeign(tx: TenantTx, departmentId: string | null | undefined): Promise<void> {
  if (typeof departmentId === 'string') await getUnit(tx, departmentId);
}

async function named<T>(statement: Promise<T>): Promise<T> {
  try {
    return await statement;
  } catch (error) {
    if (!violates(error, 'organisation_units_name')) throw error;
    const field = { field: 'name', code: 'taken', message: 'another one here has this name' };
    throw new DomainError('name_taken', 'another one here has this name', [field], { cause: error });
  }
}

const about = (tx: TenantTx, subjectId: string) =>
  ({ tenantId: tx.actor.tenantId, subjectType: 'unit', subjectId }) as const;

function select({ sql, actor }: TenantTx, condition: ReturnType<TenantTx['sql']>) {
  const countIn = (table: 'staff' | 'seats') => sql`
    (select count(*)::int from ${sql(table)} m where m.tenant_id = u.tenant_id
      and u.id = case u.kind when 'department' then m.department_id when 'team' then m.team_id else m.region_id end)`;
  return sql<Unit[]>`
    select u.id, u.kind, u.parent_id as "departmentId", u.name, u.position, ${countIn('staff')} as "staffCount", ${countIn('seats')} as "seatCount"
    from organisation_units u where u.tenant_id = ${actor.tenantId} ${condition}`;
}
