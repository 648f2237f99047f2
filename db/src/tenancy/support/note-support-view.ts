import type { PlatformTx } from '../../connect/index.ts';

/** So many different paths of a session are kept; after that, its routes. */
const maxPaths = 300;
const maxLength = 300;

/** Notes that something was looked at in a support session: a path without its query, counted. */
export async function noteSupportView(
  { sql }: PlatformTx,
  view: { tenantId: string; sessionId: string; path: string; route: string; at: Date },
): Promise<void> {
  const { tenantId, sessionId, at } = view;
  const path = view.path.slice(0, maxLength);
  await sql`
    with known as (
      select count(*) n, bool_or(path = ${path}) has from support_session_views where (tenant_id, session_id) = (${tenantId}, ${sessionId})
    )
    insert into support_session_views as v (tenant_id, session_id, path, first_at, last_at)
    select ${tenantId}, ${sessionId}, case when has or n < ${maxPaths} then ${path} else ${view.route.slice(0, maxLength)} end, ${at}, ${at} from known
    on conflict (tenant_id, session_id, path) do update set times = v.times + 1, last_at = excluded.last_at`;
}
