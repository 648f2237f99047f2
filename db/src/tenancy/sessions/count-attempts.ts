import type { Statement } from '../../connect/index.ts';
import { foldLoginName } from '../login-name.ts';

export interface AttemptWindow {
  /** What attempts have in common: an account, an address. */
  readonly key: string;
  readonly windowSeconds: number;
}

export interface AttemptCount {
  /** Within the window, this one included. */
  readonly attempts: number;
  readonly endsAt: Date;
}

/** Counts one more attempt under each key, over all processes; a window that is over begins anew. Answers in the order of the keys. */
export async function countAttempts(
  { sql }: Statement,
  windows: readonly AttemptWindow[],
  at: Date,
): Promise<AttemptCount[]> {
  // In one order, so that two who count the same keys never wait for each other.
  const sorted = windows.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const rows = await sql<(AttemptCount & { key: string })[]>`
    insert into login_attempts as a (key, attempts, ends_at)
      select w.key, 1, ${at}::timestamptz + make_interval(secs => w.seconds)
      from unnest(${sorted.map(({ key }) => key)}::text[], ${sorted.map(({ windowSeconds }) => windowSeconds)}::int[]) as w (key, seconds)
    on conflict (key) do update set
      attempts = case when a.ends_at <= ${at} then 1 else a.attempts + 1 end,
      ends_at = case when a.ends_at <= ${at} then excluded.ends_at else a.ends_at end
    returning a.key, a.attempts, a.ends_at as "endsAt"`;
  return windows.map(({ key }) => {
    const { attempts, endsAt } = rows.find((row) => row.key === key) ?? { attempts: 1, endsAt: at };
    return { attempts, endsAt };
  });
}

/** What is counted under a key now, without counting. */
export async function readAttempts({ sql }: Statement, key: string, at: Date): Promise<AttemptCount> {
  const [found] = await sql<AttemptCount[]>`
    select attempts, ends_at as "endsAt" from login_attempts where key = ${key} and ends_at > ${at}`;
  return found ?? { attempts: 0, endsAt: at };
}

/** Takes one attempt back under each key: it was none to guess. */
export async function takeAttemptsBack({ sql }: Statement, keys: readonly string[]): Promise<void> {
  await sql`update login_attempts set attempts = attempts - 1 where key = any (${[...keys]}::text[]) and attempts > 0`;
}

/** Forgets what was counted under a key. */
export async function forgetAttempts({ sql }: Statement, key: string): Promise<void> {
  await sql`delete from login_attempts where key = ${key}`;
}

/** More are those of nobody who has a usual place. */
const maxAddresses = 200;

/** Where somebody logged in to this account after `since`: each address once, the latest first. */
export async function findLoginAddresses(
  { sql }: Statement,
  { loginName, since }: { readonly loginName: string; readonly since: Date },
): Promise<string[]> {
  if (foldLoginName(loginName) === undefined) return [];
  const rows = await sql<{ address: string }[]>`
    select s.address from staff p join sessions s on (s.tenant_id, s.staff_id) = (p.tenant_id, p.id)
    where lower(p.login_name) = lower(${loginName}) and s.created_at > ${since} and s.address is not null
    group by s.address order by max(s.created_at) desc limit ${maxAddresses}`;
  return rows.map(({ address }) => address);
}
