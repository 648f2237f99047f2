import { getWallet, paymentBounds } from '@yunhu/db/billing';
import type { TenantTx } from '@yunhu/db/connect';
import { getSwitchStatus } from '@yunhu/db/tasks';
import { alertKindsSeenBy, findReplayNotice, type LiveSession } from '@yunhu/db/tenancy';
import type { Services } from '../../http/services.ts';
import type { Session } from '../schemas.ts';

/** Who is signed in, as the pages want to know it. While something has to be done first, nothing is permitted. */
export async function viewSession(
  tx: TenantTx,
  { staff, tenant, permissions: held, support, duty }: LiveSession,
  { clock, payments }: Services,
  accessEndsAt: Date | undefined,
): Promise<Session> {
  const permissions = duty === null ? [...held] : [];
  const wallet = permissions.includes('money.read') ? await getWallet(tx, tenant.id) : undefined;
  // What happened to a person's own sessions is nothing that somebody else looks at from inside.
  const notice = support === undefined ? await findReplayNotice(tx, staff.id) : undefined;
  return {
    staff,
    tenant,
    permissions,
    duty,
    accessSecondsLeft:
      accessEndsAt === undefined ? null : Math.max(0, Math.round((accessEndsAt.getTime() - clock.nowMs()) / 1000)),
    replayedAt: notice?.endedAt.toISOString() ?? null,
    seesAlerts: alertKindsSeenBy(permissions).length > 0,
    balance:
      wallet === undefined
        ? null
        : {
            balanceMicros: String(wallet.balanceMicros),
            heldMicros: String(wallet.heldMicros),
            availableMicros: String(wallet.availableMicros),
          },
    payments: permissions.includes('payments.write') ? viewCardPayments(payments, tenant.currency) : null,
    switch: await getSwitchStatus(tx, clock.now()),
    support: support === undefined ? null : viewSupport(support),
  };
}

function viewSupport({ id, reason, openedAt, until }: NonNullable<LiveSession['support']>): Session['support'] {
  return { id, reason, openedAt: openedAt.toISOString(), until: until.toISOString() };
}

function viewCardPayments(payments: Services['payments'], currency: string): Session['payments'] {
  if (payments === undefined) return null;
  const { minimumMicros, maximumMicros, stepMicros } = paymentBounds(currency);
  return {
    currency,
    minimumMicros: String(minimumMicros),
    maximumMicros: String(maximumMicros),
    stepMicros: String(stepMicros),
    testMode: payments.gateway.testMode,
  };
}
