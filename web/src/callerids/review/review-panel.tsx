// One submission with all that a decision needs: documents on one side, the form, warnings and history on the other.
import { useQuery } from '@tanstack/solid-query';
import type { CallerIdReviewDetail } from '@yunhu/api/schemas';
import { For, Show, createEffect, createSignal, on } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { ApprovalPill, ApprovalTimeline, DecisionBar } from '../../ui/approval.tsx';
import { Bone } from '../../ui/bone.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { ErrorState } from '../../ui/notice.tsx';
import { dataOf } from '../../ui/query.ts';
import { toastDone, toastProblem } from '../../ui/toast.tsx';
import { reviewQuery, useDecide, useUndo } from '../data.ts';
import { DocumentViewer } from '../document-viewer.tsx';
import { eventOf, stateOf } from '../words.ts';
import { EarlierDecisions } from './earlier-decisions.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';

type PanelProps = { id: string; onDecided: (id: string) => void };

const usualYears = 1;
const templates = ['unreadable', 'otherHolder', 'notShown', 'old', 'mismatch'] as const;

/** A year from today, as a date field holds it. */
function usualEnd(): string {
  const end = new Date();
  end.setFullYear(end.getFullYear() + usualYears);
  return end.toISOString().slice(0, 10);
}

function Facts(props: { detail: CallerIdReviewDetail }) {
  const format = useFormat();
  const chain = () => props.detail.chain.map((one) => one.name).join(' › ');
  return (
    <div class="grid gap-2">
      <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 class="code text-l" data-testid="review-number">
          {props.detail.display}
        </h2>
        <span class="text-s text-ink-2">{t(`callerIds.kinds.${props.detail.kind}`)}</span>
        <ApprovalPill state={stateOf(props.detail)} testId="review-state" />
      </div>
      <dl class="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-s">
        <dt class="text-ink-3">{t('callerIds.review.customer')}</dt>
        <dd class="truncate font-medium">{props.detail.tenant.name}</dd>
        <Show when={chain() !== ''}>
          <dt class="text-ink-3">{t('callerIds.review.chain')}</dt>
          <dd class="truncate">{chain()}</dd>
        </Show>
        <dt class="text-ink-3">{t('callerIds.columns.submitted')}</dt>
        <dd class="code">
          {format.dateTime(props.detail.submittedAt)} ·{' '}
          {t('callerIds.review.submissionOf', String(props.detail.submission))}
        </dd>
        <Show when={props.detail.note !== ''}>
          <dt class="text-ink-3">{t('callerIds.review.note')}</dt>
          <dd class="break-words whitespace-pre-line">{props.detail.note}</dd>
        </Show>
      </dl>
    </div>
  );
}

function Warnings(props: { detail: CallerIdReviewDetail }) {
  const names = (isApproved: boolean) =>
    props.detail.others
      .filter((other) => (isApproved ? other.state === 'approved' : other.state === 'submitted'))
      .map((other) => other.tenant.name)
      .join('、');
  const words = () => [
    ...(props.detail.warnings.approvedElsewhere > 0 ? [t('callerIds.review.approvedElsewhere', names(true))] : []),
    ...(props.detail.warnings.waitingElsewhere > 0 ? [t('callerIds.review.waitingElsewhere', names(false))] : []),
    ...(props.detail.warnings.refusedBefore > 0
      ? [t('callerIds.review.refusedBefore', String(props.detail.warnings.refusedBefore))]
      : []),
  ];
  return (
    <Show when={words().length > 0}>
      <ul class="grid gap-1 rounded-s bg-warn-soft px-3 py-2 text-s text-warn-ink" data-testid="review-warnings">
        <For each={words()}>{(word) => <li>{word}</li>}</For>
      </ul>
    </Show>
  );
}

function useVerdict(props: PanelProps, detail: () => CallerIdReviewDetail) {
  const decide = useDecide();
  const undo = useUndo();
  const [reason, setReason] = createSignal('');
  const [until, setUntil] = createSignal(usualEnd());
  const [shared, setShared] = createSignal(false);
  const [verdict, setVerdict] = createSignal<'approve' | 'reject' | null>(null);
  createEffect(
    on(
      () => detail().id,
      () => (setReason(''), setUntil(usualEnd()), setShared(false), decide.reset()),
      { defer: true },
    ),
  );
  const takeBack = (id: string) =>
    undo.mutate([id], {
      onSuccess: ({ items }) =>
        toastDone(t(items[0]?.outcome === 'decided' ? 'callerIds.review.undone' : 'callerIds.review.notUndone')),
      onError: toastProblem,
    });
  const run = (decision: 'approve' | 'reject'): void => {
    const { id, submission, display } = detail();
    setVerdict(decision);
    const end = decision === 'approve' ? { approvedUntil: new Date(`${until()}T23:59:59`).toISOString() } : {};
    const body = {
      items: [{ reviewId: id, submission }],
      decision,
      reason: reason().trim(),
      evenIfShared: shared(),
      ...end,
    };
    decide.mutate(body, {
      onSuccess: ({ items }) => {
        if (items[0]?.outcome !== 'decided') return toastDone(t('callerIds.review.decidedAlready'));
        const words = decision === 'approve' ? 'callerIds.review.approved' : 'callerIds.review.rejected';
        toastDone(t(words, display), { label: t('ui.undo'), run: () => takeBack(id) });
        props.onDecided(id);
      },
      onSettled: () => setVerdict(null),
    });
  };
  return { reason, setReason, until, setUntil, shared, setShared, verdict, run, problem: () => decide.error };
}

function Decide(props: PanelProps & { detail: CallerIdReviewDetail }) {
  const verdict = useVerdict(props, () => props.detail);
  const isShared = () => props.detail.warnings.approvedElsewhere > 0;
  const isUntilWrong = () => !(Date.parse(verdict.until()) > Date.now());
  const blocked = () => {
    if (isUntilWrong()) return t('callerIds.review.untilInvalid');
    return isShared() && !verdict.shared() ? t('callerIds.review.needConfirm') : '';
  };
  return (
    <DecisionBar
      templates={templates.map((template) => t(`callerIds.review.templates.${template}`))}
      reason={verdict.reason()}
      onReason={verdict.setReason}
      busy={verdict.verdict()}
      problem={verdict.problem()}
      blocked={blocked()}
      onApprove={() => verdict.run('approve')}
      onReject={() => verdict.run('reject')}
    >
      <Show when={isShared()}>
        <label class="flex items-start gap-2 text-s">
          <input
            type="checkbox"
            class="mt-0.5 size-4 accent-accent"
            checked={verdict.shared()}
            onChange={(event) => verdict.setShared(event.currentTarget.checked)}
            data-testid="confirm-shared"
          />
          {t('callerIds.review.confirmShared')}
        </label>
      </Show>
      <TextField
        label={t('callerIds.review.until')}
        type="date"
        value={verdict.until()}
        onValue={verdict.setUntil}
        error={isUntilWrong() ? t('callerIds.review.untilInvalid') : undefined}
      />
    </DecisionBar>
  );
}

function Panel(props: PanelProps & { detail: CallerIdReviewDetail }) {
  const format = useFormat();
  const [revoking, setRevoking] = createSignal(false);
  const waits = () => props.detail.state === 'submitted' || props.detail.renewing;
  return (
    <div class="grid min-h-0 grid-cols-[minmax(0,1fr)] lg:h-full lg:grid-cols-[minmax(0,1fr)_360px]">
      <DocumentViewer
        class="min-h-96 max-lg:h-[60dvh] max-lg:border-b max-lg:border-line lg:border-r lg:border-line"
        documents={props.detail.documents}
        base={(id) => `/v1/caller-id-reviews/${props.detail.id}/documents/${id}`}
      />
      <div class="grid content-start gap-5 overflow-y-auto p-4" data-testid="review-panel">
        <Facts detail={props.detail} />
        <Warnings detail={props.detail} />
        <Show when={waits()}>
          <Decide id={props.id} onDecided={props.onDecided} detail={props.detail} />
        </Show>
        <Show when={props.detail.state === 'approved'}>
          <Button look="bad" onClick={() => setRevoking(true)} data-testid="revoke">
            {t('callerIds.review.revoke')}
          </Button>
        </Show>
        <section class="grid gap-2">
          <h2>{t('approval.history')}</h2>
          <ApprovalTimeline events={props.detail.events.map((event) => eventOf(event, format))} />
        </section>
        <EarlierDecisions detail={props.detail} />
      </div>
      <Show when={revoking()}>
        <RevokeDialog detail={props.detail} onClose={() => setRevoking(false)} />
      </Show>
    </div>
  );
}

/** The panel of one number, while it is read and afterwards. */
export function ReviewPanel(props: PanelProps) {
  const query = useQuery(() => reviewQuery(props.id));
  return (
    <Show
      when={dataOf(query)}
      fallback={
        <Show when={query.isLoadingError} fallback={<Bone class="m-4 h-72" />}>
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        </Show>
      }
    >
      {(detail) => <Panel id={props.id} onDecided={props.onDecided} detail={detail()} />}
    </Show>
  );
}
