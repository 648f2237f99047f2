import type { PlatformTx } from '../connect/index.ts';
import {
  type CallerIdStand,
  type CallerIdState,
  callerIdTransitions,
  type CallerIdVerb,
  movesOf,
} from './caller-id-state.ts';

type Fragment = ReturnType<PlatformTx['sql']>;

export interface StandRow {
  readonly state: CallerIdState;
  readonly renewing: boolean;
}

export function standOf({ state, renewing }: StandRow): CallerIdStand {
  return renewing ? 'renewing' : state;
}

/** What a verb makes of a number that stands so; undefined where it may not begin there. */
export function standAfter(verb: CallerIdVerb, stand: CallerIdStand): CallerIdStand | undefined {
  const moves: Partial<Record<CallerIdStand, CallerIdStand>> = callerIdTransitions[verb];
  return moves[stand];
}

/** The moves of a verb as a table `move` of an update's `from`; `setMove` and `mayMove` name it, and the number as `c`. */
export function movesTable({ sql }: PlatformTx, verb: CallerIdVerb): Fragment {
  const moves = movesOf(verb);
  return sql`unnest(${moves.map(([from]) => from)}::text[], ${moves.map(([, to]) => to)}::text[]) as move (from_stand, to_stand)`;
}

export const setMove = ({ sql }: PlatformTx): Fragment => sql`
  state = case move.to_stand when 'renewing' then 'approved' else move.to_stand end, renewing = move.to_stand = 'renewing'`;

export const mayMove = ({ sql }: PlatformTx): Fragment => sql`
  move.from_stand = case when c.renewing then 'renewing' else c.state end`;

/** Moves one number as the verb does, and sets what else changes with it. False where it may not begin how the number stands. */
export async function moveCallerId(
  tx: PlatformTx,
  verb: CallerIdVerb,
  { tenantId, callerIdId, also }: { readonly tenantId: string; readonly callerIdId: string; readonly also: Fragment },
): Promise<boolean> {
  const moved = await tx.sql`
    update caller_ids c set ${setMove(tx)}, ${also} from ${movesTable(tx, verb)}
    where c.tenant_id = ${tenantId} and c.id = ${callerIdId} and ${mayMove(tx)} returning c.id`;
  return moved.length > 0;
}
