import { batch, createSignal, onCleanup } from 'solid-js';
import { createHeard } from './heard.ts';
import type { LoadedSound } from './load-sound.ts';

const rates = [1, 1.5, 2] as const;

type PlayerOptions = {
  /** Fetched at the first press. */
  readonly load: () => Promise<LoadedSound>;
  readonly durationSeconds: number;
  /** How much of it was heard, 0 to 1, and whether that is the whole. */
  readonly onHeard?: ((share: number, whole: boolean, sha256: string) => void) | undefined;
};

type PlayerState = 'idle' | 'loading' | 'paused' | 'playing';

/** Fetches a sound once and gives it to an element; after a failure it may be asked again. Gives it back when the component goes. */
function useSound(sound: HTMLAudioElement, load: () => Promise<LoadedSound>) {
  const [state, setState] = createSignal<PlayerState>('idle');
  const [problem, setProblem] = createSignal<unknown>(null);
  let loaded: LoadedSound | undefined;
  let loading: Promise<void> | undefined;
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
  onCleanup(() => {
    sound.pause();
    if (loaded !== undefined) URL.revokeObjectURL(loaded.url);
  });
  return {
    state,
    setState,
    problem,
    /** undefined where it cannot be had; `problem` says why. */
    ready: async (): Promise<LoadedSound | undefined> => {
      setProblem(null);
      await (loading ??= fetchSound());
      return loaded;
    },
    hash: (): string | undefined => loaded?.sha256,
  };
}

/** Where it is while it plays, frame by frame, and what was heard of it. */
function usePlace(
  sound: HTMLAudioElement,
  { durationSeconds, onHeard }: PlayerOptions,
  hash: () => string | undefined,
) {
  const heard = createHeard(durationSeconds);
  const [at, setAt] = createSignal(0);
  let frame = 0;
  const tell = (): void => {
    setAt(Math.min(sound.currentTime, durationSeconds));
    const sha256 = hash();
    if (sha256 !== undefined) onHeard?.(heard.share(), heard.isWhole(), sha256);
  };
  const follow = (): void => {
    heard.note(sound.currentTime);
    tell();
    frame = sound.paused ? 0 : requestAnimationFrame(follow);
  };
  sound.addEventListener('play', () => {
    heard.jump();
    cancelAnimationFrame(frame);
    follow();
  });
  // A hidden tab draws no frames, and one may listen all the same.
  sound.addEventListener('timeupdate', () => !sound.paused && heard.note(sound.currentTime));
  sound.addEventListener('ended', () => {
    heard.note(durationSeconds);
    tell();
  });
  onCleanup(() => cancelAnimationFrame(frame));
  return { at, setAt, jump: heard.jump };
}

/** One sound being played: its state as signals, and its verbs. Stops when the component goes. */
export function usePlayer(options: PlayerOptions) {
  const { durationSeconds } = options;
  const sound = new Audio();
  sound.preload = 'auto';
  const { state, setState, problem, ready, hash } = useSound(sound, options.load);
  const { at, setAt, jump } = usePlace(sound, options, hash);
  const [rate, setRate] = createSignal<number>(1);
  sound.addEventListener('play', () => setState('playing'));
  sound.addEventListener('pause', () => setState('paused'));
  const play = async (): Promise<void> => {
    if ((await ready()) === undefined) return;
    if (sound.ended || sound.currentTime >= durationSeconds) sound.currentTime = 0;
    // A press that follows at once ends the one before it.
    await sound.play().catch(() => undefined);
  };
  return {
    ...{ state, problem, at, rate },
    toggle: (): void => {
      if (sound.paused) void play();
      else sound.pause();
    },
    seek: async (seconds: number): Promise<void> => {
      if ((await ready()) === undefined) return;
      jump();
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
