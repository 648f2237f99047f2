// A job and an alert of each actor of the world.
import type { TestApi } from '../setup/api.ts';
import type { Actor } from './world.ts';

/** Gives an actor a job that waits, a file that another one made, and an open alert; names them in its ids. */
export async function withJobs(api: TestApi, actor: Actor, mark: (name: string) => string): Promise<Actor> {
  const { tenantId, name } = actor;
  const [job] = await api.behind<[{ id: string }]>`
    insert into jobs (tenant_id, kind, input) values (${tenantId}, 'ledger-export', ${api.behind.json({ of: mark(name) })}) returning id`;
  const file = {
    key: `tenant/${tenantId}/jobs/${crypto.randomUUID()}`,
    name: mark(name),
    contentType: 'text/csv',
    bytes: 1,
  };
  await api.behind`
    insert into jobs (tenant_id, kind, state, result, started_at, ended_at)
    values (${tenantId}, 'ledger-export', 'done', ${api.behind.json({ file })}, now(), now())`;
  const [alert] = await api.behind<[{ id: string }]>`
    insert into alerts (tenant_id, kind, level, subject_type, subject_id, details)
    values (${tenantId}, 'job_failed', 'warning', 'job', ${job.id}, ${api.behind.json({ of: mark(name) })}) returning id`;
  return { ...actor, ids: { ...actor.ids, jobId: job.id, alertId: alert.id } };
}
