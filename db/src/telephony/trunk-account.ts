import type { PlatformTx, TenantTx } from '../connect/index.ts';
import { DomainError, invalidField } from '../errors.ts';
import { openSecret, type SecretKeys, sealSecret } from '../secrets/index.ts';
import { recordAudit } from '../tenancy/index.ts';

/** What a trunk answers a carrier that challenges its calls (RFC 3261, 22.3). */
export interface TrunkAccount {
  readonly user: string;
  readonly password: string;
}

const maxPassword = 128;

/**
 * Sets the account of a trunk of the current tenant, or takes it away. The password is kept sealed. Throws `not_found`; `invalid_input`
 * for what no SIP user or password can be; `SecretError` where no key is set.
 */
export async function setTrunkAccount(
  tx: TenantTx,
  keys: SecretKeys,
  trunkId: string,
  account: TrunkAccount | null,
): Promise<void> {
  const { tenantId } = tx.actor;
  if (account !== null) refuseUnspeakable(account);
  const sealed = account && sealSecret(keys, account.password, contextOf(tenantId, trunkId));
  const changed = await tx.sql`
    update trunks set account_user = ${account?.user ?? null}, sealed_password = ${sealed}
    where tenant_id = ${tenantId} and id = ${trunkId} returning id`;
  if (changed.length === 0) throw new DomainError('not_found');
  await recordAudit(tx, {
    ...{ tenantId, action: 'trunk.account', subjectType: 'trunk', subjectId: trunkId },
    details: { user: account?.user ?? null },
  });
}

/** The accounts of all enabled trunks by their names, opened for the switch. Throws `SecretError` for one that does not open. */
export async function openTrunkAccounts(tx: PlatformTx, keys: SecretKeys): Promise<ReadonlyMap<string, TrunkAccount>> {
  const rows = await tx.sql<{ tenantId: string; id: string; name: string; user: string; sealed: string }[]>`
    select tenant_id as "tenantId", id, name, account_user as user, sealed_password as sealed
    from trunks where enabled and sealed_password is not null`;
  return new Map(
    rows.map(({ tenantId, id, name, user, sealed }) => [
      name,
      { user, password: openSecret(keys, sealed, contextOf(tenantId, id)) },
    ]),
  );
}

const contextOf = (tenantId: string, rowId: string) => ({ table: 'trunks', tenantId, rowId });

/** Printable ASCII without the semicolon, which would begin a comment in the switch's configuration. */
function refuseUnspeakable({ user, password }: TrunkAccount): void {
  const refuse = (field: string, message: string) => {
    throw invalidField(field, 'invalid_format', message);
  };
  if (!/^[!-:<-~]{1,64}$/.test(user)) refuse('user', '1 to 64 ASCII characters without spaces and semicolons');
  if (!/^[ -~]+$/.test(password) || password.length > maxPassword)
    refuse('password', `1 to ${maxPassword} ASCII characters`);
}
