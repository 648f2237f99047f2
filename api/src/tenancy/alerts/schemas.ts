import type { AlertKind } from '@yunhu/db/tenancy';
import { z } from 'zod';
import { id, instant, named, pageOf, pageQuery } from '../../http/schemas.ts';

const alertKinds = [
  'low_balance',
  'limit_reached',
  'wallet_blocked',
  'payment_disputed',
  'payment_mismatched',
  'transfer_waiting',
  'ledger_drift',
  'margin_lost',
  'job_failed',
  'caller_id_expiring',
  'caller_id_expired',
  'caller_id_decided',
  'audio_decided',
  'audio_changed',
  'audio_repaired',
  'support_session_opened',
  'session_replayed',
  'domain_unproven',
] as const satisfies readonly AlertKind[];

export const alertLevels = ['info', 'warning', 'critical'] as const;

export const alert = z
  .object({
    id,
    kind: z.enum(alertKinds),
    level: z.enum(alertLevels),
    subject: z.object({ type: z.string(), id: z.string() }),
    details: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .meta({ description: 'Figures for the words; money in decimal strings of micro-units.' }),
    times: z.int().meta({ description: 'How often it was raised since it is open.' }),
    raisedAt: instant,
    lastRaisedAt: instant,
    acknowledgedAt: instant.nullable(),
    acknowledgedBy: named.nullable(),
    resolvedAt: instant.nullable().meta({ description: 'When its cause was gone.' }),
  })
  .meta({ id: 'Alert' });

export const alertsQuery = pageQuery.extend({
  tenantId: id.optional().meta({ description: 'One below; oneself when absent.' }),
  state: z.enum(['open', 'all']).default('open'),
});

/** `unseen` is counted up to this; more are as many. */
export const maxUnseen = 100;

export const alertPage = pageOf(alert).extend({
  unseen: z.int().min(0).max(maxUnseen).meta({ description: 'Open and seen by nobody yet, over all pages.' }),
});

export type Alert = z.infer<typeof alert>;
export type AlertPage = z.infer<typeof alertPage>;
