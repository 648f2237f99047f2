// Which sounds may be played now. A task dials only while its sounds are known to be the approved ones; every play looks again.
import type { Database } from '@yunhu/db/connect';
import { tellSoundChanged, tellSoundRepaired, tellSoundRight } from '@yunhu/db/audio';
import type { TaskAudio } from '@yunhu/db/tasks';
import type { Clock } from '@yunhu/db/time';
import { describeError, type Log } from '../../log.ts';
import type { Sound } from '../../switch/index.ts';
import type { Call } from '../call.ts';
import type { TaskRun } from '../task-run.ts';
import type { SoundFolder } from './sound-folder.ts';

export interface SoundDeskOptions {
  readonly database: Database;
  readonly log: Log;
  readonly clock: Clock;
  readonly folder: SoundFolder;
  /** Every task that is dialed or has calls here. */
  readonly runs: () => Iterable<TaskRun>;
  /** The task's sounds are not the approved ones: it cannot go on. */
  readonly onChanged: (run: TaskRun) => void;
  /** Sounds that were waited for are there. */
  readonly onReady: () => void;
}

/** All bytes are hashed again after this time, also where nothing looks touched. Milliseconds. */
const hashAgainMs = 5 * 60_000;
/** The store is asked again after this time where it did not answer. Milliseconds. */
const askAgainMs = 2_000;
/** What was changed is looked at again after this time, while calls of a task that is halted go on. Milliseconds. */
const tellAgainMs = 60_000;
const sweepEveryMs = 10 * 60_000;

/** wanted: nothing is known yet. away: neither the folder has it nor does the store answer. */
type Known = 'wanted' | 'ready' | 'away' | 'changed';

interface Entry {
  known: Known;
  checking: boolean;
  hashedMs: number;
  nextTryMs: number;
}

export class SoundDesk {
  readonly #options: SoundDeskOptions;
  readonly #entries = new Map<string, Entry>();
  #nextSweepMs = 0;

  constructor(options: SoundDeskOptions) {
    this.#options = options;
  }

  /** Called at each beat: sees that the sounds of the tasks are there and right, and says so to the runs. */
  tend(): void {
    const nowMs = this.#options.clock.nowMs();
    const wanted = new Set<string>();
    for (const run of this.#options.runs()) {
      for (const sound of soundsOf(run)) {
        wanted.add(sound.sha256);
        if (run.owned || run.open > 0) this.#look(run.task.tenantId, sound, nowMs);
      }
    }
    this.#settle();
    for (const [sha256, entry] of this.#entries)
      if (!wanted.has(sha256) && !entry.checking) this.#entries.delete(sha256);
    if (nowMs >= this.#nextSweepMs) this.#sweep(nowMs);
  }

  /** The sound to play, looked at a moment ago; undefined where there is none, or where it is not known to be the approved one. */
  soundOf(call: Call, kind: 'voice' | 'ringback'): Sound | undefined {
    const { folder } = this.#options;
    const { audio, queue, tenantId } = call.run.task;
    const chosen = kind === 'voice' ? audio : queue?.ringback;
    if (chosen === undefined) return undefined;
    // One that was touched, or that a call taken over wants before anybody has looked, is hashed here and now: that is rare, and short.
    if (folder.isUntouched(chosen.sha256) || folder.isRight(chosen.sha256)) {
      return { sha256: chosen.sha256, durationMs: chosen.durationMs, path: folder.pathOf(chosen.sha256) };
    }
    call.run.soundsReady = false;
    this.#check(tenantId, chosen);
    return undefined;
  }

  #look(tenantId: string, sound: TaskAudio, nowMs: number): void {
    const entry = this.#entries.get(sound.sha256);
    const isRight =
      entry?.known === 'ready' &&
      nowMs - entry.hashedMs < hashAgainMs &&
      this.#options.folder.isUntouched(sound.sha256);
    const isLater = entry?.known === 'away' || entry?.known === 'changed';
    if (isRight || (isLater && nowMs < entry.nextTryMs)) return;
    this.#check(tenantId, sound);
  }

  /** Says to every run what is known of its sounds. */
  #settle(): void {
    const told = new Set<string>();
    for (const run of this.#options.runs()) {
      const hashes = soundsOf(run).map(({ sha256 }) => sha256);
      const known = hashes.map((sha256) => this.#entries.get(sha256)?.known);
      run.soundsReady = run.task.audio !== undefined && known.every((one) => one === 'ready');
      run.soundsAway = known.includes('away');
      if (!run.owned || run.halting !== undefined || !known.includes('changed')) continue;
      this.#options.onChanged(run);
      for (const sha256 of hashes) told.add(sha256);
    }
    // Whoever starts such a task again is to have the store asked anew.
    for (const sha256 of told) if (this.#entries.get(sha256)?.known === 'changed') this.#entries.delete(sha256);
  }

  #check(tenantId: string, sound: TaskAudio): void {
    const { folder, onReady } = this.#options;
    const entry = this.#entries.get(sound.sha256) ?? { known: 'wanted', checking: false, hashedMs: 0, nextTryMs: 0 };
    this.#entries.set(sound.sha256, entry);
    if (entry.checking) return;
    entry.checking = true;
    // While it is hashed again for the time that has passed it goes on being played; a touched one is looked at anyway.
    if (entry.known !== 'ready' || !folder.isUntouched(sound.sha256)) entry.known = 'wanted';
    void this.#hash(tenantId, sound, entry).then(() => {
      entry.checking = false;
      this.#settle();
      return onReady();
    });
  }

  async #hash(tenantId: string, sound: TaskAudio, entry: Entry): Promise<void> {
    const isFirst = entry.hashedMs === 0;
    try {
      const found = await this.#options.folder.check(sound);
      entry.hashedMs = this.#options.clock.nowMs();
      entry.known = found === 'ready' || found === 'repaired' ? 'ready' : 'changed';
      entry.nextTryMs = entry.hashedMs + tellAgainMs;
      if (isFirst || found !== 'ready') await this.#tell(tenantId, sound, found);
    } catch (error) {
      if (entry.known === 'wanted') entry.known = 'away';
      entry.nextTryMs = this.#options.clock.nowMs() + askAgainMs;
      this.#options.log.warn('sound.not-checked', { sha256: sound.sha256, error: describeError(error) });
    }
  }

  async #tell(tenantId: string, { audioId, sha256 }: TaskAudio, found: string): Promise<void> {
    const { database, log } = this.#options;
    const about = { tenantId, audioId, sha256 };
    if (found === 'ready') return database.withPlatform('a sound is right', (tx) => tellSoundRight(tx, about));
    log[found === 'repaired' ? 'warn' : 'error'](`sound.${found}`, about);
    await database.withPlatform('a sound was changed', (tx) =>
      found === 'repaired'
        ? tellSoundRepaired(tx, about)
        : tellSoundChanged(tx, { ...about, missing: found === 'missing' }),
    );
  }

  #sweep(nowMs: number): void {
    this.#nextSweepMs = nowMs + sweepEveryMs;
    const { folder, log } = this.#options;
    folder.sweep(nowMs).then(
      (removed) => removed > 0 && log.info('sounds.swept', { removed }),
      (error: unknown) => log.warn('sounds.not-swept', { error: describeError(error) }),
    );
  }
}

function soundsOf({ task: { audio, queue } }: TaskRun): TaskAudio[] {
  return [audio, queue?.ringback].filter((sound) => sound !== undefined);
}
