import { z } from 'zod';
import { fileFormats, fileLanguages } from '../billing/ledger/schemas.ts';
import { id, instant, named, pageOf, pageQuery, words } from '../http/schemas.ts';

export type { AuditWords } from '@yunhu/db/tenancy';

export const auditActorKinds = ['self', 'below', 'above', 'system'] as const;
export const auditClients = ['chrome', 'edge', 'firefox', 'safari', 'wechat', 'browser', 'program'] as const;

const action = z.string().regex(/^[a-z-]+\.[a-z-]+$/);
const maxActions = 50;

const auditValue = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.union([z.string(), z.number()]))]);
const auditFields = z.record(z.string(), auditValue);

const filterFields = {
  tenantId: id.optional().meta({ description: 'Of one below; of oneself when absent.' }),
  scope: z.enum(['below']).optional().meta({ description: 'Of all below as one, in place of one tenant.' }),
  from: instant.optional().meta({ description: 'At or after.' }),
  to: instant.optional().meta({ description: 'Before.' }),
  personId: id.optional().meta({ description: 'Who acted: somebody of one’s own or of one below.' }),
  subjectId: words(100).min(1).optional().meta({ description: 'What was acted on.' }),
  supportSessionId: id.optional().meta({ description: 'What happened in a support session.' }),
  q: words(100)
    .min(2)
    .optional()
    .meta({ description: 'Words that stand in the action, the subject, the address or what changed.' }),
};

export const auditQuery = pageQuery.extend({
  ...filterFields,
  action: z
    .string()
    .max(2000)
    .transform((text) => text.split(','))
    .pipe(z.array(action).min(1).max(maxActions))
    .optional()
    .meta({ description: 'One or several, separated by commas.', type: 'string' }),
});

export const auditExportBody = z.strictObject({
  ...filterFields,
  actions: z.array(action).min(1).max(maxActions).optional(),
  format: z.enum(fileFormats),
  language: z.enum(fileLanguages),
});

export const auditEntry = z
  .object({
    id,
    tenant: named.meta({ description: 'Whose row it was.' }),
    actor: z.object({
      kind: z.enum(auditActorKinds),
      tenant: named.nullable().meta({ description: 'null for who stands above, but in a support session.' }),
      staff: named.nullable(),
    }),
    action: z.string(),
    subject: z.object({ type: z.string(), id: z.string(), name: z.string().nullable() }),
    details: auditFields,
    before: auditFields.nullable().meta({ description: 'What changed, as it was.' }),
    after: auditFields.nullable().meta({ description: 'What changed, as it is.' }),
    hidden: z.boolean().meta({ description: 'What it was about is the tenant’s alone.' }),
    address: z.string().nullable(),
    requestId: z.string().nullable(),
    client: z.enum(auditClients).nullable(),
    supportSessionId: id.nullable(),
    occurredAt: instant,
  })
  .meta({ id: 'AuditEntry' });

export const auditPage = pageOf(auditEntry).extend({
  searchedTo: instant.nullable().meta({
    description:
      'Where there was too much to look through at once: so far back the page is complete, and its cursor goes on.',
  }),
});

export const auditActionsQuery = z.object({
  tenantId: id.optional().meta({ description: 'Of one below; of oneself when absent.' }),
});
export const auditActions = z.object({ items: z.array(z.string()) });

export type AuditEntry = z.infer<typeof auditEntry>;
export type AuditPage = z.infer<typeof auditPage>;
