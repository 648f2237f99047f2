// What the record keeps of second factors. Which code belongs to which moment is worked out above: here stands that each is taken once.
import type { PlatformTx } from '../../connect/index.ts';

export interface Person {
  readonly tenantId: string;
  readonly staffId: string;
}

export interface SecondFactor {
  /** Sealed for the table second_factors, the tenant, the person. */
  readonly sealedSeed: string;
  readonly confirmedAt: Date | null;
  /** The newest step of time whose code was taken. */
  readonly lastStep: bigint;
}

/** A person's second factor, locked: two who bring the same code come one after the other. undefined where there is none, not even begun. */
export async function lockSecondFactor(
  tx: PlatformTx,
  { tenantId, staffId }: Person,
): Promise<SecondFactor | undefined> {
  const [factor] = await tx.sql<SecondFactor[]>`
    select sealed_seed as "sealedSeed", confirmed_at as "confirmedAt", last_step as "lastStep" from second_factors
    where tenant_id = ${tenantId} and staff_id = ${staffId} for update`;
  return factor;
}

/** Begins anew with a seed that is not confirmed yet. Changes nothing, and answers false, where one is confirmed. */
export async function beginSecondFactor(
  tx: PlatformTx,
  { tenantId, staffId }: Person,
  sealedSeed: string,
): Promise<boolean> {
  const written = await tx.sql`
    insert into second_factors as f (tenant_id, staff_id, sealed_seed) values (${tenantId}, ${staffId}, ${sealedSeed})
    on conflict (tenant_id, staff_id) do update set sealed_seed = excluded.sealed_seed, created_at = now(), last_step = 0
      where f.confirmed_at is null
    returning staff_id`;
  return written.length > 0;
}

/** Takes the code of a step, which no later one may repeat. Only under the lock of `lockSecondFactor`. */
export async function takeStep(tx: PlatformTx, { tenantId, staffId }: Person, step: bigint): Promise<void> {
  await tx.sql`update second_factors set last_step = ${step} where tenant_id = ${tenantId} and staff_id = ${staffId}`;
}

/** From now on a code is asked for beside the password. */
export async function confirmSecondFactor(tx: PlatformTx, { tenantId, staffId }: Person, at: Date): Promise<void> {
  await tx.sql`
    update second_factors set confirmed_at = ${at} where tenant_id = ${tenantId} and staff_id = ${staffId}`;
  await tx.sql`update staff set second_factor_at = ${at} where tenant_id = ${tenantId} and id = ${staffId}`;
}

/** Takes the second factor and its recovery codes away; false where there was none. */
export async function removeSecondFactor(tx: PlatformTx, { tenantId, staffId }: Person): Promise<boolean> {
  await tx.sql`delete from recovery_codes where tenant_id = ${tenantId} and staff_id = ${staffId}`;
  await tx.sql`update staff set second_factor_at = null where tenant_id = ${tenantId} and id = ${staffId}`;
  const removed = await tx.sql`
    delete from second_factors where tenant_id = ${tenantId} and staff_id = ${staffId} returning staff_id`;
  return removed.length > 0;
}

/** Puts new recovery codes in the place of all earlier ones, by their hashes. */
export async function replaceRecoveryCodes(
  tx: PlatformTx,
  { tenantId, staffId }: Person,
  hashes: readonly Buffer[],
): Promise<void> {
  await tx.sql`delete from recovery_codes where tenant_id = ${tenantId} and staff_id = ${staffId}`;
  for (const hash of hashes)
    await tx.sql`insert into recovery_codes (tenant_id, staff_id, hash) values (${tenantId}, ${staffId}, ${hash})`;
}

/** Uses a recovery code; false where it is none of the person's, or was used before. */
export async function takeRecoveryCode(
  tx: PlatformTx,
  { tenantId, staffId }: Person,
  hash: Buffer,
  at: Date,
): Promise<boolean> {
  const taken = await tx.sql`
    update recovery_codes set used_at = ${at}
    where tenant_id = ${tenantId} and staff_id = ${staffId} and hash = ${hash} and used_at is null returning staff_id`;
  return taken.length > 0;
}

/** How many recovery codes are left. */
export async function countRecoveryCodes(tx: PlatformTx, { tenantId, staffId }: Person): Promise<number> {
  const [{ left }] = await tx.sql<[{ left: number }]>`
    select count(*)::int as left from recovery_codes
    where tenant_id = ${tenantId} and staff_id = ${staffId} and used_at is null`;
  return left;
}
