import { flowDefinition, flowKeys, keyActions } from '@yunhu/db/tasks';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { beginCall, stepCall } from './call-flow.ts';
import type { CallEffect, CallInput, CallPlan, CallState } from './call-flow-types.ts';

const at = new Date(0);

const plans: fc.Arbitrary<CallPlan> = fc.record({
  flow: fc
    .record({
      plays: fc.integer({ min: 1, max: 3 }),
      keys: fc.dictionary(fc.constantFrom(...flowKeys.slice(0, 5)), fc.constantFrom(...keyActions)),
      keyWaitSeconds: fc.constantFrom(0, 5),
      seatWaitSeconds: fc.constantFrom(0, 20),
    })
    .map((flow) => flowDefinition.parse({ ...flow, keys: { ...flow.keys, '1': 'transfer' } })),
  queueId: fc.constant('queue'),
});

/** An input whose numbers are made from the state: mostly the present ones, else any. */
type Told = (state: CallState) => CallInput;

const fixed =
  (input: CallInput): Told =>
  () =>
    input;
const number = fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat(5) });

const anything: fc.Arbitrary<Told> = fc.oneof(
  fc.constantFrom<Told>(
    fixed({ type: 'ringing', at }),
    fixed({ type: 'answered', at }),
    fixed({ type: 'stop', at }),
    fixed({ type: 'lost', at }),
    fixed({ type: 'refused', at }),
    fixed({ type: 'ended', cause: 16, at }),
    fixed({ type: 'ended', cause: 17, sipStatus: 486, at }),
  ),
  fc.constantFrom('key-wait', 'seat-wait', 'seat-retry').map((timer) => fixed({ type: 'timer', timer, at })),
  fc.constantFrom('0', '1', '1', '2', '3', 'x').map((digit) => fixed({ type: 'digit', digit, at })),
  fc.tuple(number, fc.boolean()).map(([playback, interrupted]): Told => (state) => ({
    type: 'playback-finished',
    playback: playback ?? state.sounding ?? 0,
    interrupted,
    at,
  })),
  fc.tuple(number, fc.nat(3)).map(([request, seat]): Told => (state) => ({
    type: 'seat-offered',
    request: request ?? state.openRequest ?? 0,
    seatId: `s${seat}`,
    sipId: `x${seat}`,
    at,
  })),
  number.map((request): Told => (state) => ({ type: 'none-free', request: request ?? state.openRequest ?? 0, at })),
  fc
    .tuple(fc.constantFrom('seat-answered', 'seat-ended', 'bridge-failed'), number)
    .map(([type, leg]): Told => (state) => ({ type, leg: leg ?? state.seat?.leg ?? 0, at })),
);

/** The world that carries the effects out, and complains about each that makes no sense. */
class World {
  readonly complaints: string[] = [];
  finished = 0;
  readonly granted = new Set<number>();
  readonly released = new Set<number>();
  readonly #asked = new Set<number>();
  readonly #withdrawn = new Set<number>();
  readonly #timers = new Set<string>();
  readonly #liveLegs = new Set<number>();
  readonly #hungUp = new Set<number>();
  #sounding: number | undefined;
  #hangUps = 0;
  #calleeEnded = false;

  /** What the input does to the world, before the call hears of it. */
  see(state: CallState, input: CallInput): void {
    if (input.type === 'seat-offered' && this.#asked.delete(input.request)) this.granted.add(input.request);
    if (input.type === 'none-free') this.#asked.delete(input.request);
    if (input.type === 'timer') this.#timers.delete(input.timer);
    if (input.type === 'seat-ended') this.#liveLegs.delete(input.leg);
    if (input.type === 'playback-finished' && input.playback === this.#sounding) this.#sounding = undefined;
    this.#calleeEnded = state.end !== undefined;
  }

  carryOut(effects: readonly CallEffect[], state: CallState): void {
    if (state.end !== undefined) this.#calleeEnded = true;
    for (const effect of effects) {
      if (this.finished > 0 && effect.type !== 'release-seat') this.#complain(`${effect.type} after the end`);
      const toCallee = ['play', 'stop-play', 'bridge', 'hang-up-callee'].includes(effect.type);
      if (this.#calleeEnded && toCallee) this.#complain(`${effect.type} to an ended channel`);
      this.#one(effect, state);
    }
  }

  #one(effect: CallEffect, state: CallState): void {
    switch (effect.type) {
      case 'play':
        if (this.#sounding !== undefined || state.answeredAt === undefined) this.#complain('a play where none may be');
        this.#sounding = effect.playback;
        return;
      case 'stop-play':
        if (this.#sounding !== effect.playback) this.#complain('stops what does not sound');
        this.#sounding = undefined;
        return;
      case 'request-seat':
        if (this.#asked.size > 0) this.#complain('asks twice at once');
        this.#asked.add(effect.request);
        return;
      case 'release-seat':
        if (!this.granted.has(effect.request) || this.released.has(effect.request))
          this.#complain('releases what it has not');
        this.released.add(effect.request);
        return;
      case 'originate-seat':
        if (this.#liveLegs.size > 0) this.#complain('rings two seats');
        this.#liveLegs.add(effect.leg);
        return;
      case 'bridge':
        if (!this.#liveLegs.has(effect.leg)) this.#complain('joins a leg that is gone');
        return;
      case 'hang-up-seat':
        if (!this.#liveLegs.has(effect.leg) || this.#hungUp.has(effect.leg)) this.#complain('hangs up a seat twice');
        this.#hungUp.add(effect.leg);
        return;
      case 'hang-up-callee':
        if (this.#hangUps++ > 0) this.#complain('hangs up the callee twice');
        return;
      case 'start-timer':
        if (this.#timers.has(effect.timer)) this.#complain(`starts ${effect.timer} twice`);
        this.#timers.add(effect.timer);
        return;
      case 'cancel-timer':
        this.#timers.delete(effect.timer);
        return;
      case 'finish':
        this.#finish(effect, state);
        return;
      case 'withdraw-request':
        if (!this.#asked.has(effect.request) || this.#withdrawn.has(effect.request)) this.#complain('withdraws twice');
        this.#withdrawn.add(effect.request);
        return;
      case 'opt-out':
        return;
    }
  }

  #finish({ result }: CallEffect & { type: 'finish' }, state: CallState): void {
    this.finished++;
    if (result.transferred && result.abandoned) this.#complain('both transferred and abandoned');
    if (this.granted.size !== this.released.size) this.#complain('a seat stays reserved');
    if (this.#liveLegs.size > 0) this.#complain('a seat leg outlives the call');
    if (this.#timers.size > 0) this.#complain(`timers outlive the call: ${[...this.#timers].join()}`);
    if (state.phase !== 'over' || this.finished > 1) this.#complain('ends more than once');
  }

  #complain(about: string): void {
    this.complaints.push(about);
  }
}

function run(plan: CallPlan, told: readonly Told[]): { world: World; state: CallState } {
  const world = new World();
  let state = beginCall(plan);
  const tell = (make: Told): void => {
    const input = make(state);
    world.see(state, input);
    const step = stepCall(state, input);
    state = step.state;
    world.carryOut(step.effects, state);
  };
  for (const make of told) tell(make);
  // Whatever was told before: both legs end, and a request that is still open is answered.
  tell(fixed({ type: 'ended', cause: 16, at }));
  tell((now) => ({ type: 'seat-ended', leg: now.seat?.leg ?? 0, at }));
  tell((now) => ({ type: 'seat-offered', request: now.openRequest ?? 0, seatId: 'late', sipId: 'late', at }));
  return { world, state };
}

/** Calls that mostly get as far as a seat. */
const begun = fc.constantFrom<readonly Told[]>(
  [],
  [fixed({ type: 'answered', at })],
  [fixed({ type: 'answered', at }), fixed({ type: 'digit', digit: '1', at })],
);

it('ends once, frees every seat once and does nothing to an ended channel, whatever is told in whatever order', () => {
  fc.assert(
    fc.property(plans, begun, fc.array(anything, { maxLength: 40 }), (plan, beginning, told) => {
      const { world, state } = run(plan, [...beginning, ...told]);
      expect(world.complaints).toEqual([]);
      expect(world.finished).toBe(1);
      expect(state.phase).toBe('over');
      expect(world.released).toEqual(world.granted);
    }),
    { numRuns: 2_000 },
  );
});

it('reaches every phase in those sequences, so that the property above is not empty', () => {
  const seen = new Set<string>();
  for (const [plan, beginning, told] of fc.sample(fc.tuple(plans, begun, fc.array(anything, { maxLength: 40 })), {
    numRuns: 2_000,
    seed: 1,
  })) {
    let state = beginCall(plan);
    for (const make of [...beginning, ...told]) {
      state = stepCall(state, make(state)).state;
      seen.add(state.phase);
    }
  }
  expect(seen.size).toBe(10);
});
