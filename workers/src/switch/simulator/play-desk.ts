import type { PlaybackId, SwitchEvent, VerbResult } from '../switch.ts';
import type { Channel, Play } from './channel.ts';
import type { Schedule } from './schedule.ts';
import { stamp } from './stamp.ts';

/** The plays of all channels: one sounds at a time on each, the others wait their turn. */
export class PlayDesk {
  readonly #schedule: Schedule;
  readonly #tell: (event: SwitchEvent) => void;
  readonly #channels = new Map<PlaybackId, Channel>();

  constructor(schedule: Schedule, tell: (event: SwitchEvent) => void) {
    this.#schedule = schedule;
    this.#tell = tell;
  }

  add(channel: Channel, playbackId: PlaybackId, durationMs: number, nowMs: number): void {
    // A sound of no length would loop without time passing.
    channel.plays.push({ playbackId, durationMs: Math.max(1, durationMs), end: undefined });
    this.#channels.set(playbackId, channel);
    if (channel.plays.length === 1) this.#startFirst(channel, nowMs);
  }

  stop(playbackId: PlaybackId, nowMs: number): VerbResult {
    const channel = this.#channels.get(playbackId);
    const play = channel?.plays.find((candidate) => candidate.playbackId === playbackId);
    if (channel === undefined || play === undefined) return 'gone';
    const wasSounding = channel.plays[0] === play;
    this.#finish(channel, play, true, nowMs);
    if (wasSounding) this.#startFirst(channel, nowMs);
    return 'done';
  }

  stopAll(channel: Channel, atMs: number): void {
    for (const play of [...channel.plays]) this.#finish(channel, play, true, atMs);
  }

  #startFirst(channel: Channel, nowMs: number): void {
    const play = channel.plays[0];
    if (play === undefined) return;
    play.end = this.#schedule.at(nowMs + play.durationMs, (atMs) => {
      this.#finish(channel, play, false, atMs);
      this.#startFirst(channel, atMs);
    });
  }

  #finish(channel: Channel, play: Play, interrupted: boolean, atMs: number): void {
    if (play.end !== undefined) this.#schedule.cancel(play.end);
    channel.plays.splice(channel.plays.indexOf(play), 1);
    this.#channels.delete(play.playbackId);
    const { channelId } = channel.input;
    const { playbackId } = play;
    this.#tell({ type: 'playback-finished', channelId, playbackId, interrupted, at: stamp(channel, atMs) });
  }
}
