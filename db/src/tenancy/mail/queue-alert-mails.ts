import type { PlatformTx } from '../../connect/index.ts';
import { type AlertKind, alertKindsSeenBy } from '../alerts/alert-kinds.ts';
import type { alertLevels } from '../tables.ts';
import { type MailLocale, queueMail } from './queue-mail.ts';

/** An alert as a mail tells it. */
export interface MailedAlert {
  readonly id: string;
  readonly kind: AlertKind;
  readonly level: (typeof alertLevels)[number];
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
  readonly raisedAt: string;
}

export const alertMailLimits = {
  /** After a mail, what else happens to the tenant is gathered for so long. */
  quietMinutes: 10,
  /** What one mail tells one by one; of more, how many. */
  listed: 20,
  /** What was not mailed by then is left to the pages: nobody wants yesterday's when mail is set up. */
  ageHours: 24,
  tenantsAtOnce: 50,
  peopleOfATenant: 100,
} as const;

interface Person {
  readonly id: string;
  readonly email: string;
  readonly locale: MailLocale;
  readonly permissions: readonly string[];
}

/**
 * Queues mails for alerts of level warning and above that nobody was mailed of at this level: one for each of the tenant's people who
 * has an address, wants mails and may see them, with all that has come together since the last. Answers how many.
 */
export async function queueAlertMails(tx: PlatformTx, at: Date): Promise<number> {
  const { sql } = tx;
  const { quietMinutes, ageHours, tenantsAtOnce } = alertMailLimits;
  const tenants = await sql<{ tenantId: string }[]>`
    select distinct a.tenant_id as "tenantId" from alerts a left join alert_mail_turns q on q.tenant_id = a.tenant_id
    where a.resolved_at is null and a.level <> 'info' and a.mailed_level is distinct from a.level
      and a.last_raised_at > ${at}::timestamptz - make_interval(hours => ${ageHours})
      and (q.mailed_at is null or q.mailed_at <= ${at}::timestamptz - make_interval(mins => ${quietMinutes}))
    limit ${tenantsAtOnce}`;
  let queued = 0;
  for (const { tenantId } of tenants) queued += await tellTenant(tx, tenantId, at);
  return queued;
}

async function tellTenant(tx: PlatformTx, tenantId: string, at: Date): Promise<number> {
  const { sql } = tx;
  const alerts = await sql<(MailedAlert & { mailedLevel: string | null })[]>`
    with news as (
      select id, mailed_level from alerts
      where tenant_id = ${tenantId} and resolved_at is null and level <> 'info' and mailed_level is distinct from level
        and last_raised_at > ${at}::timestamptz - make_interval(hours => ${alertMailLimits.ageHours})
      order by id for update skip locked
    )
    update alerts a set mailed_level = a.level from news where a.tenant_id = ${tenantId} and a.id = news.id
    returning a.id, a.kind, a.level, a.details, a.raised_at::text as "raisedAt", news.mailed_level as "mailedLevel"`;
  // Less bad than what was mailed before is no news.
  const worse = alerts.filter((alert) => alert.mailedLevel !== 'critical').toSorted(byWorth);
  const [first] = worse;
  if (first === undefined) return 0;
  let queued = 0;
  for (const person of await findPeople(tx, tenantId)) {
    const kinds = alertKindsSeenBy(person.permissions);
    const seen = worse.filter((alert) => kinds.includes(alert.kind));
    if (seen.length === 0) continue;
    const listed = seen.slice(0, alertMailLimits.listed).map(tellingOf);
    const details = { alerts: listed, more: seen.length - listed.length };
    const key = `alerts:${person.id}:${seen[0]?.id}:${seen[0]?.level}:${at.toISOString()}`;
    const mail = {
      tenantId,
      key,
      kind: 'alerts',
      staffId: person.id,
      address: person.email,
      locale: person.locale,
    } as const;
    if (await queueMail(tx, { ...mail, details })) queued++;
  }
  if (queued > 0)
    await sql`
      insert into alert_mail_turns (tenant_id, mailed_at) values (${tenantId}, ${at})
      on conflict (tenant_id) do update set mailed_at = excluded.mailed_at`;
  return queued;
}

function tellingOf({ id, kind, level, details, raisedAt }: MailedAlert): MailedAlert {
  return { id, kind, level, details, raisedAt };
}

const worth = { info: 0, warning: 1, critical: 2 } as const;
const byWorth = (a: MailedAlert, b: MailedAlert) => worth[b.level] - worth[a.level] || (a.id < b.id ? 1 : -1);

function findPeople({ sql }: PlatformTx, tenantId: string) {
  return sql<Person[]>`
    select s.id, s.email, s.email_locale as locale, effective_permissions(s.tenant_id, s.id) as permissions
    from staff s
    where s.tenant_id = ${tenantId} and s.state = 'enabled' and s.wants_mail and s.email is not null and tenant_is_active(s.tenant_id)
    order by s.id limit ${alertMailLimits.peopleOfATenant}`;
}
