import type { Job } from '@yunhu/api/schemas';
import { Show, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { JobProgress } from '../../jobs/job-progress.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { toastDone } from '../../ui/toast.tsx';
import { BelowCostProblem } from '../prices/below-cost-problem.tsx';
import { useForgetRates, useUndoVersion } from './data.ts';

export type Undoing = { readonly versionId: string; readonly title: string; readonly body: string };

type UndoVersionProps = {
  rateGroupId: string;
  /** What is to be taken back; nothing is asked while there is none. */
  undoing: Undoing | undefined;
  onClose: () => void;
};

/** Asks, and takes a version back: at once, or as a job that is followed where many rates are touched. */
export function UndoVersion(props: UndoVersionProps) {
  const undo = useUndoVersion(() => props.rateGroupId);
  const forget = useForgetRates();
  const [job, setJob] = createSignal<string>();
  const [refused, setRefused] = createSignal(false);
  const confirm = async (versionId: string, belowCostAllowed: boolean): Promise<void> => {
    setRefused(false);
    const undone = await undo.mutateAsync({ versionId, belowCostAllowed }).catch(() => undefined);
    if (undone === undefined) return;
    if (undone.jobId !== null) return void setJob(undone.jobId);
    toastDone(t('decks.versions.undoneNow'));
    props.onClose();
  };
  const close = (): void => {
    setJob(undefined);
    setRefused(false);
    undo.reset();
    props.onClose();
  };
  const ended = (known: Job): void => {
    setRefused(known.failure?.code === 'below_cost');
    void forget();
  };
  return (
    <Show when={props.undoing}>
      {(undoing) => (
        <Show
          when={job()}
          fallback={
            <Question
              undoing={undoing()}
              busy={undo.isPending}
              error={undo.error}
              onClose={close}
              onConfirm={(allowed) => void confirm(undoing().versionId, allowed)}
            />
          }
        >
          {(id) => (
            <Dialog open onClose={close} title={undoing().title} testId="undo-job">
              <JobProgress jobId={id()} onDone={ended} />
              <Show when={refused()}>
                <p class="mt-3 text-s text-ink-2">{t('prices.losses.allowBelowHelp')}</p>
                <DialogActions>
                  <Button busy={undo.isPending} onClick={() => void confirm(undoing().versionId, true)}>
                    {t('prices.losses.allowAndGo')}
                  </Button>
                </DialogActions>
              </Show>
            </Dialog>
          )}
        </Show>
      )}
    </Show>
  );
}

type QuestionProps = {
  undoing: Undoing;
  busy: boolean;
  error: unknown;
  onClose: () => void;
  onConfirm: (belowCostAllowed: boolean) => void;
};

/** Where prices would come back below cost, the same question again with their prefixes. */
function Question(props: QuestionProps) {
  return (
    <Dialog open onClose={props.onClose} title={props.undoing.title} testId="confirm-dialog">
      <div class="grid gap-5">
        <p class="text-s leading-6 text-ink-2">{props.undoing.body}</p>
        <BelowCostProblem error={props.error} busy={props.busy} onAllow={() => props.onConfirm(true)} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button look="main" busy={props.busy} onClick={() => props.onConfirm(false)} data-testid="confirm">
            {t('decks.versions.undo')}
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
