import { findChainRates, type ChainLevel } from '@yunhu/db/billing';
import { type DestinationRefusal, type DestinationRules, destinationRefusal } from '@yunhu/db/calls';
import { originOf } from '@yunhu/db/contacts';
import type { LeasedTarget } from '@yunhu/db/tasks';
import { routesOf, type RouteTable } from './route-table.ts';

/** Why a target is not dialed; stays with the target. */
export type GateReason = 'black_list' | DestinationRefusal | 'no_rate' | 'no_route';

/** Everything the gates look at. */
export interface GateFacts {
  readonly at: Date;
  /** Without a level's price list there is no price for any number. */
  readonly chain: readonly ChainLevel[] | undefined;
  readonly routes: RouteTable;
  /** Where the tenant may call; unknown only before its limits were read, and then admission asks. */
  readonly rules: DestinationRules | undefined;
}

type Gate = (target: LeasedTarget, facts: GateFacts) => GateReason | undefined;

const notBlackListed: Gate = (target) => (target.blocked ? 'black_list' : undefined);

const goesWhereItMay: Gate = (target, { rules }) =>
  rules && destinationRefusal(rules, target.number, originOf(target.number));

const hasPriceOnEachLevel: Gate = (target, { chain, at }) =>
  chain !== undefined && findChainRates(chain, target.number, at).ok ? undefined : 'no_rate';

const hasWayOut: Gate = (target, { routes }) =>
  routesOf(routes, target.number) === undefined ? 'no_route' : undefined;

/** In the order in which they are asked; the first one that closes names the reason. */
const gates: readonly Gate[] = [notBlackListed, goesWhereItMay, hasPriceOnEachLevel, hasWayOut];

/** The first gate that keeps the target from being dialed; undefined where all are open. */
export function closedGate(target: LeasedTarget, facts: GateFacts): GateReason | undefined {
  for (const gate of gates) {
    const reason = gate(target, facts);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
