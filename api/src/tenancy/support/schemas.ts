import { z } from 'zod';
import { id, instant, named, pageOf, pageQuery, words } from '../../http/schemas.ts';

export const supportMinutes = { least: 5, most: 240 } as const;
export const supportReason = { least: 10, most: 500 } as const;
export const supportEnds = ['staff', 'tenant', 'time', 'replaced'] as const;

export const openSupportBody = z.strictObject({
  reason: words(supportReason.most).min(supportReason.least).meta({ description: 'The customer reads it.' }),
  minutes: z.int().min(supportMinutes.least).max(supportMinutes.most),
});

export const supportSession = z
  .object({
    id,
    tenant: named.meta({ description: 'The customer.' }),
    staff: named.meta({ description: 'Who looks, by the name of that time.' }),
    staffTenant: named,
    reason: z.string(),
    address: z.string().nullable(),
    openedAt: instant,
    until: instant,
    endedAt: instant.nullable(),
    endedBy: z.enum(supportEnds).nullable(),
    open: z.boolean(),
    views: z.int().meta({ description: 'How many different things were looked at.' }),
  })
  .meta({ id: 'SupportSession' });

export const supportSessionDetail = supportSession
  .extend({
    viewed: z.array(
      z.object({
        path: z.string().meta({ description: 'Of this API, without its query.' }),
        times: z.int(),
        firstAt: instant,
        lastAt: instant,
      }),
    ),
  })
  .meta({ id: 'SupportSessionDetail' });

export const supportSessionPage = pageOf(supportSession);

export const supportSessionsQuery = pageQuery.extend({
  tenantId: id.optional().meta({
    description: 'At one below; when absent, those at oneself and those that one’s own people opened.',
  }),
  state: z.enum(['open', 'ended', 'all']).default('all'),
});

export type SupportSession = z.infer<typeof supportSession>;
export type SupportSessionDetail = z.infer<typeof supportSessionDetail>;
export type SupportSessionPage = z.infer<typeof supportSessionPage>;
export type OpenSupportBody = z.infer<typeof openSupportBody>;
