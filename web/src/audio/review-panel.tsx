import { useQuery } from '@tanstack/solid-query';
import type { AudioReviewDetail } from '@yunhu/api/schemas';
import ArrowLeft from 'lucide-solid/icons/arrow-left';
import Ear from 'lucide-solid/icons/ear';
import { For, Show, createSignal, untrack } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { ApprovalPill, ApprovalTimeline, DecisionBar } from '../ui/approval.tsx';
import { Bone } from '../ui/bone.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { FactBelow } from '../ui/fact.tsx';
import { ErrorState, FormProblem } from '../ui/notice.tsx';
import { dataOf } from '../ui/query.ts';
import { TextArea } from '../ui/text-area.tsx';
import { toastDone } from '../ui/toast.tsx';
import { eventsOf } from './audio-drawer.tsx';
import { findReviewedSound, reviewQuery, useDecideAudio, useRevokeAudio } from './data.ts';
import { loadSound } from './player/load-sound.ts';
import { barsOf } from './player/peaks.ts';
import { Player } from './player/player.tsx';

const playerBars = 150;

/** How much of it this reviewer has heard, and of which bytes. */
type Heard = { readonly share: number; readonly whole: boolean; readonly sha256: string | null };

/** Who stands above the customer, down to it. */
function Chain(props: { review: AudioReviewDetail }) {
  const names = () => [...props.review.chain.map((one) => one.name).toReversed(), props.review.tenant.name];
  return (
    <ol class="flex flex-wrap items-center gap-x-1.5 gap-y-1 text-s">
      <For each={names()}>
        {(name, i) => (
          <li class="flex items-center gap-1.5">
            <Show when={i() > 0}>
              <span class="text-ink-3" aria-hidden="true">
                ›
              </span>
            </Show>
            <span classList={{ 'font-medium': i() === names().length - 1, 'text-ink-2': i() < names().length - 1 }}>
              {name}
            </span>
          </li>
        )}
      </For>
    </ol>
  );
}

function HeardLine(props: { heard: Heard }) {
  const format = useFormat();
  return (
    <p
      class={`flex items-center gap-2 rounded-s px-3 py-2 text-s ${props.heard.whole ? 'bg-ok-soft text-ok-ink' : 'bg-sunken text-ink-2'}`}
      data-testid="heard"
      data-whole={props.heard.whole}
    >
      <Ear class="size-4 shrink-0" aria-hidden="true" />
      {props.heard.whole
        ? t('audio.reviews.heardWhole')
        : props.heard.share === 0
          ? t('audio.reviews.heardNothing')
          : t('audio.reviews.heardPart', format.share(props.heard.share, 1))}
    </p>
  );
}

function templates(): string[] {
  return [
    t('audio.reviews.templates.unclear'),
    t('audio.reviews.templates.noName'),
    t('audio.reviews.templates.noOptOut'),
    t('audio.reviews.templates.promise'),
  ];
}

function Decide(props: { review: AudioReviewDetail; heard: Heard; onDecided: () => void }) {
  const decide = useDecideAudio();
  const [reason, setReason] = createSignal('');
  const [busy, setBusy] = createSignal<'approve' | 'reject' | null>(null);
  const send = (verb: 'approve' | 'reject'): void => {
    setBusy(verb);
    const { id, sha256, name } = props.review;
    const said = reason().trim();
    // What was heard is what is decided on: the API compares it with the record.
    const about = { sha256: props.heard.sha256 ?? sha256, heard: props.heard.whole };
    const body =
      verb === 'approve'
        ? { ...about, decision: 'approved' as const, ...(said !== '' && { reason: said }) }
        : { ...about, decision: 'rejected' as const, reason: said };
    decide.mutate(
      { id, body },
      {
        onSuccess: () => {
          toastDone(t(verb === 'approve' ? 'audio.reviews.approved' : 'audio.reviews.rejected', name));
          props.onDecided();
        },
        onSettled: () => setBusy(null),
      },
    );
  };
  return (
    <DecisionBar
      templates={templates()}
      reason={reason()}
      onReason={setReason}
      busy={busy()}
      problem={decide.error}
      blocked={props.review.playable ? '' : t('audio.reviews.notPlayable')}
      onApprove={() => send('approve')}
      onReject={() => send('reject')}
    >
      <HeardLine heard={props.heard} />
    </DecisionBar>
  );
}

function Revoke(props: { review: AudioReviewDetail }) {
  const revoke = useRevokeAudio();
  const [reason, setReason] = createSignal('');
  const send = (): void =>
    revoke.mutate(
      { id: props.review.id, sha256: props.review.sha256, reason: reason().trim() },
      { onSuccess: ({ haltedTasks }) => toastDone(t('audio.reviews.revoked', String(haltedTasks))) },
    );
  return (
    <section class="grid gap-2">
      <h2>{t('audio.reviews.revoke')}</h2>
      <p class="text-s text-ink-2">{t('audio.reviews.revokeLead')}</p>
      <TextArea
        rows={2}
        maxlength={500}
        aria-label={t('approval.reasonLabel')}
        placeholder={t('approval.reasonLabel')}
        value={reason()}
        onValue={setReason}
        data-testid="revoke-reason"
      />
      <FormProblem error={revoke.error} />
      <Button
        look="bad"
        disabled={reason().trim() === ''}
        busy={revoke.isPending}
        onClick={send}
        data-testid="revoke-audio"
      >
        {t('audio.reviews.revoke')}
      </Button>
    </section>
  );
}

function Listen(props: { review: AudioReviewDetail; onHeard: (heard: Heard) => void }) {
  const { id, name, peaks, durationMs } = untrack(() => props.review);
  return (
    <Player
      label={name}
      bars={barsOf(peaks, playerBars)}
      durationMs={durationMs}
      load={() => findReviewedSound(id).then(loadSound)}
      onHeard={(share, whole, sha256) => props.onHeard({ share, whole, sha256 })}
    />
  );
}

function Body(props: { review: AudioReviewDetail; onDecided: () => void }) {
  const format = useFormat();
  const [heard, setHeard] = createSignal<Heard>({ share: 0, whole: false, sha256: null });
  return (
    <div class="grid gap-5 p-4">
      <Show when={props.review.playable} fallback={<p class="text-s text-ink-2">{t('audio.reviews.notPlayable')}</p>}>
        <Listen review={props.review} onHeard={setHeard} />
        <p class="-mt-3 text-xs text-ink-3">{t('audio.reviews.veryBytes')}</p>
      </Show>
      <dl class="grid grid-cols-2 gap-x-6 gap-y-3 md:grid-cols-4">
        <FactBelow label={t('audio.columns.kind')}>{t(`audio.kinds.${props.review.kind}`)}</FactBelow>
        <FactBelow label={t('audio.loudness')}>
          {props.review.loudnessLufs === null ? t('ui.none') : `${props.review.loudnessLufs.toFixed(1)} LUFS`}
        </FactBelow>
        <FactBelow label={t('audio.columns.changedAt')}>
          <time class="code" dateTime={props.review.changedAt}>
            {format.shortDateTime(props.review.changedAt)}
          </time>
        </FactBelow>
        <FactBelow label={t('audio.fingerprint')}>
          <span class="code text-xs" title={props.review.sha256}>
            {props.review.sha256.slice(0, 12)}…
          </span>
        </FactBelow>
      </dl>
      <Show when={props.review.state === 'submitted'}>
        <Decide review={props.review} heard={heard()} onDecided={props.onDecided} />
      </Show>
      <Show when={props.review.state === 'approved'}>
        <Revoke review={props.review} />
      </Show>
      <section class="grid gap-3">
        <h2>{t('approval.history')}</h2>
        <ApprovalTimeline events={eventsOf(props.review)} />
      </section>
    </div>
  );
}

/** One submission: listen, see whose it is, decide. */
export function ReviewPanel(props: { id: string; onDecided: () => void; onBack: () => void }) {
  const query = useQuery(() => reviewQuery(props.id));
  const review = () => dataOf(query);
  return (
    <Card label={t('audio.reviews.one')}>
      <header class="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-3">
        <Button look="ghost" size="icon" class="lg:hidden" aria-label={t('audio.reviews.back')} onClick={props.onBack}>
          <ArrowLeft class="size-4" aria-hidden="true" />
        </Button>
        <div class="min-w-0 grow">
          <h2 class="truncate" data-testid="review-name">
            {review()?.name}
          </h2>
          <Show when={review()}>{(known) => <Chain review={known()} />}</Show>
        </div>
        <Show when={review()}>{(known) => <ApprovalPill state={known().state} testId="review-state" />}</Show>
      </header>
      <Show
        when={!query.isLoadingError}
        fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}
      >
        <Show when={review()} fallback={<Bone class="m-4 h-16" />}>
          {(known) => <Body review={known()} onDecided={props.onDecided} />}
        </Show>
      </Show>
    </Card>
  );
}
