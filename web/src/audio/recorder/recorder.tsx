import Mic from 'lucide-solid/icons/mic';
import RotateCcw from 'lucide-solid/icons/rotate-ccw';
import Square from 'lucide-solid/icons/square';
import { For, Match, Show, Switch, createSignal, onCleanup, untrack } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { formatClock } from '../player/clock.ts';
import { barsOfSamples } from '../player/peaks.ts';
import { Player } from '../player/player.tsx';
import {
  longestSeconds,
  type MicrophoneProblem,
  NoMicrophone,
  readSamples,
  type Recording,
  startRecording,
} from './record.ts';

type Phase =
  | { readonly name: 'idle' | 'asking' }
  | { readonly name: 'refused'; readonly reason: MicrophoneProblem }
  | { readonly name: 'recording' }
  | { readonly name: 'done'; readonly file: File; readonly bars: readonly number[]; readonly seconds: number };

const shownBars = 120;
const meterBars = 24;

function useRecorder(onFile: (file: File | null) => void) {
  const [phase, setPhase] = createSignal<Phase>({ name: 'idle' });
  const [level, setLevel] = createSignal(0);
  const [seconds, setSeconds] = createSignal(0);
  let recording: Recording | undefined;
  let frame = 0;
  let isGone = false;

  const follow = (): void => {
    if (recording === undefined) return;
    setLevel(recording.level());
    setSeconds(recording.seconds());
    if (seconds() >= longestSeconds) void stop();
    else frame = requestAnimationFrame(follow);
  };
  const start = async (): Promise<void> => {
    onFile(null);
    setPhase({ name: 'asking' });
    try {
      recording = await startRecording();
      if (isGone) return recording.cancel();
      setPhase({ name: 'recording' });
      follow();
    } catch (error) {
      setPhase({ name: 'refused', reason: error instanceof NoMicrophone ? error.reason : 'busy' });
    }
  };
  const stop = async (): Promise<void> => {
    const ending = recording;
    recording = undefined;
    cancelAnimationFrame(frame);
    const file = await ending?.stop();
    if (file === undefined || isGone) return;
    const lasted = untrack(seconds);
    const read = await readSamples(file).catch(() => ({ samples: new Float32Array(), seconds: lasted }));
    setPhase({ name: 'done', file, bars: barsOfSamples(read.samples, shownBars), seconds: read.seconds });
    onFile(file);
  };
  onCleanup(() => {
    isGone = true;
    cancelAnimationFrame(frame);
    recording?.cancel();
  });
  return { phase, level, seconds, start, stop };
}

function Meter(props: { level: number }) {
  return (
    <div
      class="flex h-10 items-center justify-center gap-[3px]"
      role="meter"
      aria-label={t('audio.recorder.level')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(props.level * 100)}
      data-testid="level-meter"
    >
      <For each={Array.from({ length: meterBars }, (_, i) => i / meterBars)}>
        {(threshold) => (
          <i
            class="h-full w-1.5 rounded-full bg-queued transition-[height,background-color] duration-75"
            classList={{
              'bg-answered!': props.level > threshold && threshold < 0.8,
              'bg-failed!': props.level > threshold && threshold >= 0.8,
            }}
          />
        )}
      </For>
    </div>
  );
}

function Prompt(props: { reason: MicrophoneProblem | null; asking: boolean; onStart: () => void }) {
  return (
    <div class="grid justify-items-center gap-3 rounded-m border border-line bg-sunken px-5 py-7 text-center">
      <button
        type="button"
        class="grid size-14 place-items-center rounded-full bg-accent text-accent-ink hover:brightness-110 disabled:opacity-60"
        aria-label={t('audio.recorder.start')}
        disabled={props.asking}
        onClick={() => props.onStart()}
        data-testid="record-start"
      >
        <Mic class="size-6" aria-hidden="true" />
      </button>
      <Show
        when={props.reason}
        fallback={
          <p class="max-w-80 text-s text-ink-2">
            {props.asking ? t('audio.recorder.asking') : t('audio.recorder.explain')}
          </p>
        }
      >
        {(reason) => (
          <p role="alert" class="max-w-96 text-s text-bad-ink" data-testid="record-refused">
            {t(`audio.recorder.refused.${reason()}`)}
          </p>
        )}
      </Show>
    </div>
  );
}

/** Records, shows how loud it is, and lets one listen before anything is sent. */
export function Recorder(props: { onFile: (file: File | null) => void }) {
  const recorder = useRecorder((file) => props.onFile(file));
  const refused = () => {
    const phase = recorder.phase();
    return phase.name === 'refused' ? phase.reason : null;
  };
  const done = () => {
    const phase = recorder.phase();
    return phase.name === 'done' ? phase : null;
  };
  return (
    <Switch
      fallback={
        <Prompt reason={refused()} asking={recorder.phase().name === 'asking'} onStart={() => void recorder.start()} />
      }
    >
      <Match when={recorder.phase().name === 'recording'}>
        <div class="grid justify-items-center gap-3 rounded-m border border-line bg-sunken px-5 py-6">
          <p class="flex items-center gap-2 text-l tabular" aria-live="off">
            <i class="pulse-live size-2.5 rounded-full bg-failed" aria-hidden="true" />
            {formatClock(Math.floor(recorder.seconds()))}
            <span class="text-s text-ink-3">/ {formatClock(longestSeconds)}</span>
          </p>
          <Meter level={recorder.level()} />
          <Button look="main" onClick={() => void recorder.stop()} data-testid="record-stop">
            <Square class="size-3.5 fill-current" aria-hidden="true" />
            {t('audio.recorder.stop')}
          </Button>
        </div>
      </Match>
      <Match when={done()} keyed>
        {(recorded) => (
          <div class="grid gap-2">
            <Player
              label={t('audio.recorder.listen')}
              bars={untrack(() => recorded.bars)}
              durationMs={recorded.seconds * 1000}
              load={() => Promise.resolve({ url: URL.createObjectURL(recorded.file), sha256: '' })}
            />
            <div class="flex items-center gap-2">
              <span class="min-w-0 grow text-xs text-ink-3">{t('audio.recorder.listenFirst')}</span>
              <Button size="s" onClick={() => void recorder.start()} data-testid="record-again">
                <RotateCcw class="size-3.5" aria-hidden="true" />
                {t('audio.recorder.again')}
              </Button>
            </div>
          </div>
        )}
      </Match>
    </Switch>
  );
}
