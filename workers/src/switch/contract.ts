/**
 * What every switch promises, as one suite. The carrier behind the switch follows the rule by the last digits of the number
 * (`simulator/carrier-fate.ts`), a seat answers at once and hangs up two seconds after it was connected. Time passes only
 * through the harness, so that the same suite runs on virtual and on real time; calls run side by side, because on a real
 * switch every second of ringing is one.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { connectionPromises } from './contract-connection.ts';
import { outcomePromises } from './contract-outcomes.ts';
import { playPromises } from './contract-plays.ts';
import { seatPromises } from './contract-seats.ts';
import { EventRecorder } from './event-recorder.ts';
import type { ChannelId, OriginateInput, Sound, Switch } from './switch.ts';

export interface ContractHarness {
  /** A controller of the one application under test, not yet connected; the suite closes it. */
  makeSwitch(): Switch;
  readonly trunk: string;
  readonly callerId: string;
  /** A number never given before that ends with these digits. */
  number(lastDigits: string): string;
  /** SIP ids of two registered seats that follow the rule above, and one that is not registered. */
  readonly seats: readonly [string, string];
  readonly unregisteredSeat: string;
  sound(durationMs: number): Promise<Sound>;
  /** Lets time pass until the condition holds; rejects when it does not within half a minute of the switch's time. */
  waitUntil(condition: () => boolean | Promise<boolean>): Promise<void>;
  /** Breaks the connection of the connected controller, and keeps it broken until `mend`. */
  cut(): void | Promise<void>;
  mend(): void | Promise<void>;
  /** How often the carrier was asked to ring this number, by its own log; leave out where there is none. */
  invites?(number: string): number;
  close(): Promise<void>;
}

/** The harness with one connected controller, and the ways the promises start their calls. */
export class ContractBench {
  readonly harness: ContractHarness;
  readonly recorder = new EventRecorder();
  readonly controller: Switch;

  constructor(harness: ContractHarness) {
    this.harness = harness;
    this.controller = harness.makeSwitch();
  }

  input(lastDigits: string, change: Partial<OriginateInput> = {}): OriginateInput {
    const { trunk, callerId } = this.harness;
    return {
      channelId: randomUUID(),
      destination: { kind: 'trunk', trunk, number: this.harness.number(lastDigits) },
      callerId,
      ringTimeoutSeconds: 20,
      maxAnsweredSeconds: 60,
      tag: `contract ${lastDigits}`,
      ...change,
    };
  }

  /** Dials and expects the switch to take it. */
  async dial(lastDigits: string, change: Partial<OriginateInput> = {}): Promise<ChannelId> {
    const input = this.input(lastDigits, change);
    expect(await this.controller.originate(input)).toEqual({ outcome: 'accepted' });
    return input.channelId;
  }

  async dialAnswered(count: number): Promise<ChannelId[]> {
    const calls = await Promise.all(Array.from({ length: count }, () => this.dial('20')));
    await this.until('answered', ...calls);
    return calls;
  }

  until(type: 'ringing' | 'answered' | 'ended', ...channels: readonly ChannelId[]): Promise<void> {
    return this.harness.waitUntil(() => channels.every((channelId) => this.recorder.has(channelId, type)));
  }

  async hangUp(...channels: readonly ChannelId[]): Promise<void> {
    await Promise.all(channels.map((channelId) => this.controller.hangup(channelId)));
    await this.until('ended', ...channels);
  }

  async live(channelId: ChannelId) {
    return (await this.controller.listChannels()).find((channel) => channel.channelId === channelId);
  }
}

export type BenchOf = () => ContractBench;

/** Runs every promise of the interface against one implementation. */
export function switchContract(name: string, makeHarness: () => Promise<ContractHarness>): void {
  describe(`${name} keeps the promises of a switch`, () => {
    let bench: ContractBench | undefined;
    const benchOf: BenchOf = () => {
      if (bench === undefined) throw new Error('the harness was not made');
      return bench;
    };

    beforeAll(async () => {
      bench = new ContractBench(await makeHarness());
      await bench.controller.connect(bench.recorder);
    }, 60_000);

    afterEach(() => expect(benchOf().recorder.disorderly()).toEqual([]));

    afterAll(async () => {
      await bench?.controller.close();
      await bench?.harness.close();
    }, 60_000);

    outcomePromises(benchOf);
    playPromises(benchOf);
    seatPromises(benchOf);
    // Last, because it takes the controller's connection away.
    connectionPromises(benchOf);
  });
}
