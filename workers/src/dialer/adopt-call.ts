import type { RatedLevel } from '@yunhu/db/billing';
import type { FrozenRate, OpenAttempt } from '@yunhu/db/calls';
import type { ChannelEnd } from '../switch/index.ts';
import { Call } from './call.ts';
import type { CallDesk } from './call-desk.ts';
import { beginCall } from './call-flow.ts';
import type { CallState } from './call-flow-types.ts';
import type { Adoption } from './plan-reconcile.ts';
import type { TaskRun } from './task-run.ts';

/** The call of an attempt that another process, or this one before it forgot, has dialed, at the rates that it was admitted at. */
export function callOfAttempt(attempt: OpenAttempt, run: TaskRun, frozen: ReadonlyMap<string, FrozenRate>): Call {
  const call = new Call({ ...attempt, run, levels: levelsOf(attempt, frozen) });
  call.originatedAt = attempt.originatedAt ?? attempt.admittedAt;
  return call;
}

/**
 * Takes a living call up: a talk goes on to its end, a ringing one goes on by its events, and an answered one hears its message from
 * the beginning. Where the moment of the answer was not recorded, seconds count from now, in the customer's favour.
 */
export function adoptCall(desk: CallDesk, call: Call, { attempt, channel, seat }: Adoption, now: Date): void {
  const state = beginCall(call.run.callPlan);
  const answeredAt = attempt.answeredAt ?? now;
  if (channel.state === 'up' && seat !== undefined) {
    desk.adopt(call, talkingState(state, answeredAt, seat), seat.channel.channelId);
    return;
  }
  desk.adopt(call, state);
  if (channel.state === 'ringing') desk.feed(call, { type: 'ringing', at: channel.createdAt });
  if (channel.state !== 'up') return;
  if (attempt.answeredAt === null) desk.answer(call, answeredAt);
  else desk.feed(call, { type: 'answered', at: answeredAt });
}

/** A call that ended while nobody listened to it, but not before its end was kept: the kept events will finish it. */
export function adoptEnding(desk: CallDesk, call: Call, attempt: OpenAttempt): void {
  const state = beginCall(call.run.callPlan);
  if (attempt.answeredAt === null) desk.adopt(call, state);
  else desk.adopt(call, { ...state, phase: 'hangingUp', answeredAt: attempt.answeredAt });
}

/** Ends a call with what the switch remembers of its channel; false where that says too little. */
export function endByMemory(desk: CallDesk, call: Call, end: ChannelEnd): boolean {
  if (end.wasUp && call.state.answeredAt === undefined) {
    call.interrupted = true;
    return false;
  }
  const { cause, sipStatus, at } = end;
  desk.feed(call, { type: 'ended', cause, at, ...(sipStatus === undefined ? {} : { sipStatus }) });
  return true;
}

function talkingState(state: CallState, answeredAt: Date, { tag, channel }: NonNullable<Adoption['seat']>): CallState {
  const { seatId, sipId } = tag;
  const seat = { request: 1, leg: 1, seatId, sipId, originatedAt: channel.createdAt, answeredAt: channel.createdAt };
  return { ...state, phase: 'talking', answeredAt, requests: 1, seat, bridgedAt: answeredAt, bridgedSeatId: seatId };
}

/** Each level's seller is the next one's payer; empty where a rate is not known. */
function levelsOf({ tenantId, rateIds }: OpenAttempt, frozen: ReadonlyMap<string, FrozenRate>): readonly RatedLevel[] {
  let payerTenantId = tenantId;
  const levels: RatedLevel[] = [];
  for (const id of rateIds) {
    const found = frozen.get(id);
    if (found === undefined) return [];
    levels.push({ payerTenantId, payeeTenantId: found.sellerId, rate: found.rate });
    payerTenantId = found.sellerId;
  }
  return levels;
}
