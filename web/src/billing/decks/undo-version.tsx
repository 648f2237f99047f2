import { Show, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { JobProgress } from '../../jobs/job-progress.tsx';
import { ConfirmDialog, Dialog } from '../../ui/dialog.tsx';
import { toastDone } from '../../ui/toast.tsx';
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
  const confirm = async (versionId: string): Promise<void> => {
    const undone = await undo.mutateAsync(versionId).catch(() => undefined);
    if (undone === undefined) return;
    if (undone.jobId !== null) return void setJob(undone.jobId);
    toastDone(t('decks.versions.undoneNow'));
    props.onClose();
  };
  const close = (): void => {
    setJob(undefined);
    undo.reset();
    props.onClose();
  };
  return (
    <Show when={props.undoing}>
      {(undoing) => (
        <Show
          when={job()}
          fallback={
            <ConfirmDialog
              open
              onClose={close}
              title={undoing().title}
              body={undoing().body}
              confirm={t('decks.versions.undo')}
              look="main"
              busy={undo.isPending}
              error={undo.error}
              onConfirm={() => void confirm(undoing().versionId)}
            />
          }
        >
          {(id) => (
            <Dialog open onClose={close} title={undoing().title} testId="undo-job">
              <JobProgress jobId={id()} onDone={() => void forget()} />
            </Dialog>
          )}
        </Show>
      )}
    </Show>
  );
}
