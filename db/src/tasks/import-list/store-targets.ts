import type { TenantTx } from '../../connect/index.ts';
import type { E164 } from '../../contacts/index.ts';

export interface StoredTargets {
  /** Targets made. */
  readonly made: number;
  /** Of these, skipped because a black list has them. */
  readonly blackListed: number;
  /** Indexes of the numbers that the task had already. */
  readonly known: ReadonlySet<number>;
}

/**
 * Makes targets of numbers that are all different, in their order. One statement with one parameter: COPY refuses a
 * table with row-level security, and a temporary table costs catalog rows and a second write.
 */
export async function storeTargets(
  tx: TenantTx,
  { taskId, numbers, at }: { taskId: string; numbers: readonly E164[]; at: Date },
): Promise<StoredTargets> {
  const { tenantId } = tx.actor;
  if (numbers.length === 0) return { made: 0, blackListed: 0, known: new Set() };
  const [row] = await tx.sql<[{ made: number; blackListed: number; known: number[] }]>`
    with list as materialized (
      select string_to_array(${numbers.join(',')}, ',') numbers
    ), listed as materialized (
      select l.number, l.place from list, unnest(list.numbers) with ordinality l (number, place)
    ), blocked as materialized (
      select b.number from list, blocked_numbers(${tenantId}, list.numbers, ${at}) b (number)
    ), made as (
      insert into targets (tenant_id, task_id, number, state, reason, changed_at)
      select ${tenantId}, ${taskId}, l.number, case when b.number is null then 'waiting' else 'skipped' end,
        case when b.number is not null then 'black_list' end, ${at}
      from listed l left join blocked b on b.number = l.number
      order by l.place
      on conflict (tenant_id, task_id, number) do nothing
      returning number, state
    )
    select (select count(*)::int from made) made, (select count(*)::int from made where state = 'skipped') "blackListed",
      case when (select count(*) from made) = (select count(*) from listed) then '{}'::int[]
        else array(select l.place::int - 1 from listed l where not exists (select from made m where m.number = l.number))
      end known`;
  return { ...row, known: new Set(row.known) };
}
