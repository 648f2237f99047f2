import { batch, createSignal, onCleanup } from 'solid-js';
import { createHeard } from './heard.ts';
import type { LoadedSound } from './load-sound.ts';

export const rates = [1, 1.5, 2] as const;

type PlayerOptions = {
  /** Fetched at the first press. */
  readonly load: () => Promise<LoadedSound>;
  readonly durationSeconds: number;
  /** How much of it was heard, 0 to 1, and whether that is the whole. */
  readonly onHeard?: ((share: number, whole: boolean, sha256: string) => void) | undefined;
};

/** One sound being played: its state as signals, and its verbs. Stops when the component goes. */
export function usePlayer({ load, durationSeconds, onHeard }: PlayerOptions) {
  const sound = new Audio();
  sound.preload = 'auto';
  const heard = createHeard(durationSeconds);
  const [state, setState] = createSignal<'idle' | 'loading' | 'paused' | 'playing'>('idle');
  const [problem, setProblem] = createSignal<unknown>(null);
  const [at, setAt] = createSignal(0);
  const [rate, setRate] = createSignal<number>(1);
  let loaded: LoadedSound | undefined;
  let loading: Promise<void> | undefined;
  let frame = 0;

  const follow = (): void => {
    setAt(Math.min(sound.currentTime, durationSeconds));
    if (loaded !== undefined) {
      heard.note(sound.currentTime);
      onHeard?.(heard.share(), heard.isWhole(), loaded.sha256);
    }
    frame = sound.paused ? 0 : requestAnimationFrame(follow);
  };
  sound.addEventListener('play', () => {
    heard.jump();
    setState('playing');
    cancelAnimationFrame(frame);
    follow();
  });
  sound.addEventListener('pause', () => setState('paused'));
  // A hidden tab draws no frames, and one may listen all the same.
  sound.addEventListener('timeupdate', () => !sound.paused && frame !== 0 && heard.note(sound.currentTime));
  sound.addEventListener('ended', () => {
    heard.note(durationSeconds);
    follow();
  });
  onCleanup(() => {
    cancelAnimationFrame(frame);
    sound.pause();
    if (loaded !== undefined) URL.revokeObjectURL(loaded.url);
  });

  const fetchSound = async (): Promise<void> => {
    setState('loading');
    try {
      loaded = await load();
      sound.src = loaded.url;
      setState('paused');
    } catch (error) {
      loading = undefined;
      batch(() => {
        setState('idle');
        setProblem(error);
      });
    }
  };
  const ready = (): Promise<void> => {
    setProblem(null);
    return (loading ??= fetchSound());
  };
  const play = async (): Promise<void> => {
    await ready();
    if (loaded === undefined) return;
    if (sound.ended || sound.currentTime >= durationSeconds) sound.currentTime = 0;
    // A press that follows at once ends the one before it.
    await sound.play().catch(() => undefined);
  };
  return {
    state,
    problem,
    at,
    rate,
    toggle: (): void => {
      if (sound.paused) void play();
      else sound.pause();
    },
    seek: async (seconds: number): Promise<void> => {
      await ready();
      if (loaded === undefined) return;
      heard.jump();
      sound.currentTime = Math.min(Math.max(0, seconds), durationSeconds);
      setAt(sound.currentTime);
    },
    nextRate: (): void => {
      const next = rates[(rates.findIndex((one) => one === rate()) + 1) % rates.length] ?? 1;
      sound.playbackRate = next;
      setRate(next);
    },
  };
}
