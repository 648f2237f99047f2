import { useQuery } from '@tanstack/solid-query';
import type { Audio, AudioDetail } from '@yunhu/api/schemas';
import { Show, createSignal } from 'solid-js';
import { t, tMaybe } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { usePermission } from '../session/session.ts';
import { type ApprovalEvent, ApprovalPill, ApprovalTimeline } from '../ui/approval.tsx';
import { Button } from '../ui/button.tsx';
import { Drawer } from '../ui/dialog.tsx';
import { FactLine } from '../ui/fact.tsx';
import { ErrorState } from '../ui/notice.tsx';
import { dataOf } from '../ui/query.ts';
import { TextArea } from '../ui/text-area.tsx';
import { toastDone, toastProblem } from '../ui/toast.tsx';
import { audioDetailQuery, findSound, useChangeAudio } from './data.ts';
import { saveSound } from './save-sound.ts';
import { formatClock } from './player/clock.ts';
import { loadSound } from './player/load-sound.ts';
import { barsOf } from './player/peaks.ts';
import { Player } from './player/player.tsx';

const playerBars = 110;

export type AudioAsk = { readonly verb: 'rename' | 'delete' | 'replace' | 'rerecord'; readonly audio: Audio };

function Facts(props: { audio: AudioDetail }) {
  return (
    <dl>
      <FactLine label={t('audio.columns.kind')}>{t(`audio.kinds.${props.audio.kind}`)}</FactLine>
      <Show when={props.audio.durationMs}>
        {(durationMs) => <FactLine label={t('audio.columns.duration')}>{formatClock(durationMs() / 1000)}</FactLine>}
      </Show>
      <Show when={props.audio.loudnessLufs}>
        {(lufs) => <FactLine label={t('audio.loudness')}>{`${lufs().toFixed(1)} LUFS`}</FactLine>}
      </Show>
      <Show when={props.audio.fileName}>{(name) => <FactLine label={t('audio.fileName')}>{name()}</FactLine>}</Show>
      <FactLine label={t('audio.columns.usedBy')}>
        {props.audio.usedBy.map((user) => t(`audio.usedBy.${user.kind}`, user.name)).join('、') || t('audio.unused')}
      </FactLine>
      <Show when={props.audio.sha256}>
        {(hash) => (
          <FactLine label={t('audio.fingerprint')}>
            <span class="code text-xs text-ink-3" title={hash()}>
              {hash().slice(0, 16)}…
            </span>
          </FactLine>
        )}
      </Show>
    </dl>
  );
}

/** What stands between the audio and its use, and what helps. */
function Notice(props: { audio: AudioDetail }) {
  const words = (): { text: string; bad: boolean } | null => {
    const { state, failureCode, decisionReason } = props.audio;
    if (state === 'converting') return { text: t('audio.notices.converting'), bad: false };
    if (state === 'failed') return { text: failureText(failureCode), bad: true };
    if (state === 'rejected') return { text: t('audio.notices.rejected', decisionReason ?? ''), bad: true };
    if (state === 'revoked') return { text: t('audio.notices.revoked', decisionReason ?? ''), bad: true };
    if (state === 'draft') return { text: t('audio.notices.draft'), bad: false };
    return state === 'submitted' ? { text: t('audio.notices.submitted'), bad: false } : null;
  };
  return (
    <Show when={words()}>
      {(said) => (
        <p
          class={`rounded-s px-3 py-2 text-s ${said().bad ? 'bad bg-bad-soft text-bad-ink' : 'bg-sunken text-ink-2'}`}
          data-testid="audio-notice"
        >
          {said().text}
        </p>
      )}
    </Show>
  );
}

function failureText(code: string | null): string {
  return tMaybe('audio.failures', code ?? '', t('audio.failures.unreadable'));
}

/** History as every approval shows it. */
export function eventsOf(audio: Pick<AudioDetail, 'history'>): ApprovalEvent[] {
  return audio.history
    .map(({ reason, heard, by, ...event }) => ({
      ...event,
      by: by ?? byWords(event.kind),
      reason: event.kind === 'failed' ? failureText(reason) : reason,
      note: heard === null ? null : t(heard ? 'audio.heardWhole' : 'audio.heardPart'),
    }))
    .toReversed();
}

function byWords(kind: string): string {
  return ['approved', 'rejected', 'revoked'].includes(kind) ? t('approval.reviewer') : t('approval.byTime');
}

function Submit(props: { audio: AudioDetail }) {
  const change = useChangeAudio();
  const isAgain = () => props.audio.state !== 'draft';
  const [note, setNote] = createSignal('');
  const submit = (): void =>
    change.mutate(
      { id: props.audio.id, verb: 'submit', note: note().trim() },
      { onSuccess: () => toastDone(t('audio.submitted')), onError: toastProblem },
    );
  return (
    <div class="grid gap-2">
      <Show when={isAgain()}>
        <TextArea
          rows={2}
          maxlength={500}
          aria-label={t('audio.noteToReviewer')}
          placeholder={t('audio.noteToReviewer')}
          value={note()}
          onValue={setNote}
          data-testid="submit-note"
        />
      </Show>
      <Button look="main" busy={change.isPending} onClick={submit} data-testid="audio-submit">
        {t(isAgain() ? 'audio.submitAgain' : 'audio.submit')}
      </Button>
    </div>
  );
}

/** Whoever withdrew by mistake finds the button that submits in the same place. */
function Withdraw(props: { audio: AudioDetail }) {
  const change = useChangeAudio();
  const withdraw = (): void =>
    change.mutate(
      { id: props.audio.id, verb: 'withdraw' },
      { onSuccess: () => toastDone(t('audio.withdrawn')), onError: toastProblem },
    );
  return (
    <Button busy={change.isPending} onClick={withdraw} data-testid="audio-withdraw">
      {t('audio.withdraw')}
    </Button>
  );
}

const may = {
  submit: ['draft', 'rejected', 'revoked'],
  replace: ['failed', 'draft', 'rejected', 'revoked'],
  remove: ['converting', 'failed', 'draft', 'approved', 'rejected', 'revoked'],
} as const satisfies Record<string, readonly Audio['state'][]>;

const permits = (verb: keyof typeof may, audio: Audio) => may[verb].some((state) => state === audio.state);

function Actions(props: { audio: AudioDetail; ask: (ask: AudioAsk) => void }) {
  const ask = (verb: AudioAsk['verb']) => props.ask({ verb, audio: props.audio });
  const isUsed = () => props.audio.usedBy.length > 0;
  return (
    <div class="flex flex-wrap gap-2">
      <Show when={permits('replace', props.audio)}>
        <Button size="s" onClick={() => ask('replace')} data-testid="audio-replace">
          {t('audio.replace')}
        </Button>
        <Button size="s" onClick={() => ask('rerecord')}>
          {t('audio.rerecord')}
        </Button>
      </Show>
      <Button size="s" onClick={() => ask('rename')}>
        {t('audio.rename')}
      </Button>
      <Show when={props.audio.playable}>
        <Button size="s" onClick={() => void saveSound(props.audio).catch(toastProblem)} data-testid="audio-download">
          {t('audio.download')}
        </Button>
      </Show>
      <Show when={permits('remove', props.audio)}>
        <Button
          size="s"
          look="bad"
          disabled={isUsed()}
          title={isUsed() ? t('problems.audio_in_use') : undefined}
          onClick={() => ask('delete')}
          data-testid="audio-delete"
        >
          {t('audio.delete')}
        </Button>
      </Show>
    </div>
  );
}

function Body(props: { audio: AudioDetail; ask: (ask: AudioAsk) => void }) {
  const format = useFormat();
  const mayDo = usePermission();
  return (
    <div class="grid gap-5">
      <div class="flex items-center gap-2">
        <ApprovalPill state={props.audio.state} testId="audio-state" />
        <time class="code text-xs text-ink-3" dateTime={props.audio.changedAt}>
          {format.dateTime(props.audio.changedAt)}
        </time>
      </div>
      <Show when={props.audio.playable && props.audio.sha256} keyed>
        <Player
          label={props.audio.name}
          bars={barsOf(props.audio.peaks, playerBars)}
          durationMs={props.audio.durationMs ?? 1}
          load={() => findSound(props.audio.id).then(loadSound)}
        />
      </Show>
      <Notice audio={props.audio} />
      <Show when={mayDo('audio.write')}>
        <Show when={permits('submit', props.audio)}>
          <Submit audio={props.audio} />
        </Show>
        <Show when={props.audio.state === 'submitted'}>
          <Withdraw audio={props.audio} />
        </Show>
        <Actions audio={props.audio} ask={props.ask} />
      </Show>
      <Facts audio={props.audio} />
      <section class="grid gap-3">
        <h2>{t('approval.history')}</h2>
        <ApprovalTimeline events={eventsOf(props.audio)} />
      </section>
    </div>
  );
}

/** One audio beside the list: listen, submit, what became of it. */
export function AudioDrawer(props: { audioId: string; onClose: () => void; ask: (ask: AudioAsk) => void }) {
  const query = useQuery(() => audioDetailQuery(props.audioId));
  const audio = () => (props.audioId === '' ? undefined : dataOf(query));
  return (
    <Drawer
      open={props.audioId !== ''}
      onClose={() => props.onClose()}
      title={audio()?.name ?? t('audio.title')}
      testId="audio-drawer"
    >
      <Show when={query.isLoadingError && props.audioId !== ''}>
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      </Show>
      <Show when={audio()?.id} keyed>
        <Show when={audio()}>{(known) => <Body audio={known()} ask={props.ask} />}</Show>
      </Show>
    </Drawer>
  );
}
