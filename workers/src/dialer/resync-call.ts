import type { ChannelEnd, LiveChannel } from '../switch/index.ts';
import { endByMemory } from './adopt-call.ts';
import type { Call } from './call.ts';
import type { CallDesk } from './call-desk.ts';

/** The switch's channels as listed, and what it remembers of those that are gone. */
export interface SeenOnSwitch {
  readonly live: ReadonlyMap<string, LiveChannel>;
  readonly ends: ReadonlyMap<string, ChannelEnd>;
}

/**
 * Brings a call back in step with the switch after events may have been lost: what its channels say by now is told to its machine,
 * what may not have arrived is done again, and a voice whose end was perhaps missed starts anew.
 */
export function resyncCall(desk: CallDesk, call: Call, seen: SeenOnSwitch, downSince: Date, now: Date): void {
  const { live, ends } = seen;
  const callee = live.get(call.attemptId);
  resyncSeat(desk, call, live, now);
  if (callee === undefined) {
    const end = ends.get(call.attemptId);
    if (end === undefined || !endByMemory(desk, call, end)) desk.feed(call, { type: 'lost', at: downSince });
    return;
  }
  desk.confirm(call);
  switch (call.state.phase) {
    case 'dialing':
      if (callee.state === 'ringing') desk.feed(call, { type: 'ringing', at: now });
      if (callee.state === 'up') desk.answer(call, now);
      return;
    case 'playing':
      return restart(desk, call);
    case 'talking':
      if (call.state.seat !== undefined && callee.bridgeId === undefined) {
        desk.repeat(call, { type: 'bridge', leg: call.state.seat.leg });
      }
      return;
    case 'hangingUp':
    case 'hangingUpBoth':
      return desk.repeat(call, { type: 'hang-up-callee' });
    default:
      return;
  }
}

function resyncSeat(desk: CallDesk, call: Call, live: ReadonlyMap<string, LiveChannel>, now: Date): void {
  const { seat, phase } = call.state;
  if (seat === undefined) return;
  const channel = live.get(call.seatChannels.get(seat.leg) ?? '');
  if (channel === undefined) desk.feed(call, { type: 'seat-ended', leg: seat.leg, at: now });
  else if (phase === 'hangingUpBoth' || phase === 'hangingUpSeat') {
    desk.repeat(call, { type: 'hang-up-seat', leg: seat.leg });
  } else if (channel.state === 'up' && phase === 'ringingSeat') {
    desk.feed(call, { type: 'seat-answered', leg: seat.leg, at: now });
  }
}

/** The voice from its beginning, as after the answer. */
function restart(desk: CallDesk, call: Call): void {
  const { sounding, answeredAt } = call.state;
  if (answeredAt === undefined) return;
  if (sounding !== undefined) desk.repeat(call, { type: 'stop-play', playback: sounding });
  call.state = { ...call.state, phase: 'dialing', sounding: undefined };
  desk.feed(call, { type: 'answered', at: answeredAt });
}
