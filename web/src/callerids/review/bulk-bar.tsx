import type { CallerIdReview } from '@yunhu/api/schemas';
import { createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { Button } from '../../ui/button.tsx';
import { toastDone, toastProblem } from '../../ui/toast.tsx';
import { useDecide, useUndo } from '../data.ts';

/** Decides several at once, with a way back. */
export function BulkBar(props: { rows: readonly CallerIdReview[]; onDone: () => void }) {
  const decide = useDecide();
  const undo = useUndo();
  const format = useFormat();
  const [reason, setReason] = createSignal('');
  const takeBack = (ids: string[]) =>
    undo.mutate(ids, { onSuccess: () => toastDone(t('callerIds.review.undone')), onError: toastProblem });
  const run = (decision: 'approve' | 'reject') => {
    const items = props.rows.map((row) => ({ reviewId: row.id, submission: row.submission }));
    decide.mutate(
      { items, decision, reason: reason().trim() },
      {
        onSuccess: (report) => {
          const done = report.items.filter((item) => item.outcome === 'decided').map((item) => item.reviewId);
          const left = report.items.length - done.length;
          const words = [
            t('callerIds.review.decidedMany', format.count(done.length)),
            ...(left > 0 ? [t('callerIds.review.leftMany', format.count(left))] : []),
          ];
          toastDone(
            words.join(' · '),
            done.length > 0 ? { label: t('ui.undo'), run: () => takeBack(done) } : undefined,
          );
          props.onDone();
        },
        onError: toastProblem,
      },
    );
  };
  return (
    <div class="grid gap-2 border-b border-line bg-sunken p-3 text-s" data-testid="bulk-bar">
      <span class="font-medium">{t('callerIds.review.chosen', format.count(props.rows.length))}</span>
      <input
        class="h-8 w-full rounded-s border border-line-strong bg-surface px-2 text-s"
        aria-label={t('approval.reasonLabel')}
        placeholder={t('approval.reasonLabel')}
        maxlength={500}
        value={reason()}
        onInput={(event) => setReason(event.currentTarget.value)}
      />
      <div class="grid grid-cols-2 gap-2">
        <Button
          look="bad"
          size="s"
          busy={decide.isPending}
          disabled={reason().trim() === ''}
          onClick={() => run('reject')}
        >
          {t('callerIds.review.rejectMany')}
        </Button>
        <Button look="main" size="s" busy={decide.isPending} onClick={() => run('approve')} data-testid="approve-many">
          {t('callerIds.review.approveMany')}
        </Button>
      </div>
    </div>
  );
}
