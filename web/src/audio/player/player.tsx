import Pause from 'lucide-solid/icons/pause';
import Play from 'lucide-solid/icons/play';
import { Show, untrack } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { problemText } from '../../session/problem.ts';
import { formatClock } from './clock.ts';
import type { LoadedSound } from './load-sound.ts';
import { usePlayer } from './use-player.ts';
import { Waveform } from './waveform.tsx';

type PlayerProps = {
  /** What is played, for those who hear the page. */
  label: string;
  bars: readonly number[];
  durationMs: number;
  load: () => Promise<LoadedSound>;
  onHeard?: (share: number, whole: boolean, sha256: string) => void;
};

type PlayerControl = ReturnType<typeof usePlayer>;

const stepSeconds = 5;

function keySeek(key: string, at: number, durationSeconds: number): number | undefined {
  if (key === 'ArrowLeft') return at - stepSeconds;
  if (key === 'ArrowRight') return at + stepSeconds;
  if (key === 'Home') return 0;
  return key === 'End' ? durationSeconds : undefined;
}

/** The waveform as a slider: press or drag to a place, arrows for five seconds, space for play. */
function Track(props: { label: string; bars: readonly number[]; durationSeconds: number; player: PlayerControl }) {
  const share = () => (props.durationSeconds === 0 ? 0 : props.player.at() / props.durationSeconds);
  const seekTo = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    void props.player.seek(((event.clientX - left) / width) * props.durationSeconds);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const seconds = keySeek(event.key, props.player.at(), props.durationSeconds);
    if (seconds === undefined && event.key !== ' ') return;
    event.preventDefault();
    if (seconds === undefined) props.player.toggle();
    else void props.player.seek(seconds);
  };
  return (
    <div
      role="slider"
      tabindex={0}
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={Math.round(props.durationSeconds)}
      aria-valuenow={Math.round(props.player.at())}
      aria-valuetext={t('audio.player.place', formatClock(props.player.at()), formatClock(props.durationSeconds))}
      class="min-w-0 grow cursor-pointer touch-none rounded-s px-1 py-1 select-none"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seekTo(event);
      }}
      onPointerMove={(event) => event.buttons === 1 && seekTo(event)}
      onKeyDown={onKeyDown}
      data-testid="player-track"
    >
      <Waveform bars={props.bars} share={share()} class="h-12 w-full" />
    </div>
  );
}

/** Plays one sound, with its waveform. */
export function Player(props: PlayerProps) {
  const durationSeconds = untrack(() => props.durationMs / 1000);
  const player = usePlayer({
    load: () => props.load(),
    durationSeconds,
    onHeard: (share, whole, sha256) => props.onHeard?.(share, whole, sha256),
  });
  const isPlaying = () => player.state() === 'playing';
  return (
    <div class="grid gap-1.5" data-testid="player" data-state={player.state()}>
      <div class="flex items-center gap-2 rounded-m border border-line bg-sunken py-1.5 pr-3 pl-2">
        <button
          type="button"
          class="grid size-9 shrink-0 place-items-center rounded-full bg-accent text-accent-ink hover:brightness-110 aria-busy:opacity-60"
          aria-label={isPlaying() ? t('audio.player.pause') : t('audio.player.play')}
          aria-busy={player.state() === 'loading' ? 'true' : undefined}
          onClick={() => player.toggle()}
          data-testid="player-toggle"
        >
          <Show when={isPlaying()} fallback={<Play class="size-4 translate-x-px fill-current" aria-hidden="true" />}>
            <Pause class="size-4 fill-current" aria-hidden="true" />
          </Show>
        </button>
        <Track label={props.label} bars={props.bars} durationSeconds={durationSeconds} player={player} />
        <div class="grid shrink-0 justify-items-end">
          <span class="code text-xs whitespace-nowrap text-ink-2">
            {formatClock(player.at())}
            <span class="text-ink-3"> / {formatClock(durationSeconds)}</span>
          </span>
          <button
            type="button"
            class="code rounded-s px-1 text-2xs text-ink-3 hover:text-ink"
            aria-label={t('audio.player.rate', String(player.rate()))}
            onClick={() => player.nextRate()}
          >
            {player.rate()}×
          </button>
        </div>
      </div>
      <Show when={player.problem()}>
        {(problem) => (
          <p role="alert" class="rounded-s bg-bad-soft px-3 py-2 text-s text-bad-ink" data-testid="player-problem">
            {problemText(problem())}
          </p>
        )}
      </Show>
    </div>
  );
}
