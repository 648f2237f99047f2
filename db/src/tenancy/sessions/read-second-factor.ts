import type { PlatformTx } from '../../connect/index.ts';
import { countRecoveryCodes, type Person } from './second-factor.ts';

export interface SecondFactorStand {
  /** null where none is set up. */
  readonly since: Date | null;
  /** Whether the company asks for one. */
  readonly required: boolean;
  readonly recoveryCodesLeft: number;
}

/** How somebody's second factor stands. */
export async function readSecondFactor(tx: PlatformTx, person: Person): Promise<SecondFactorStand> {
  const [stand] = await tx.sql<[{ since: Date | null; required: boolean }]>`
    select s.second_factor_at as since, t.second_factor_required as required
    from staff s join tenants t on t.id = s.tenant_id where s.tenant_id = ${person.tenantId} and s.id = ${person.staffId}`;
  return { ...stand, recoveryCodesLeft: await countRecoveryCodes(tx, person) };
}
