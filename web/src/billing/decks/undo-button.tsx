import type { UndoneVersion } from '@yunhu/api/schemas';
import { type JSX, Show, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { JobProgress } from '../../jobs/job-progress.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog, Dialog } from '../../ui/dialog.tsx';
import { toastDone } from '../../ui/toast.tsx';
import { useForgetRates, useUndoVersion } from './data.ts';

type UndoButtonProps = {
  rateGroupId: string;
  versionId: string;
  title: string;
  body: string;
  size?: 's' | 'm';
  children: JSX.Element;
};

/** Asks, and takes a version back: at once, or as a job that is followed where many rates are touched. */
export function UndoButton(props: UndoButtonProps) {
  const undo = useUndoVersion(() => props.rateGroupId);
  const forget = useForgetRates();
  const [asking, setAsking] = createSignal(false);
  const [job, setJob] = createSignal<string>();
  const begun = ({ jobId }: UndoneVersion): void => {
    setAsking(false);
    if (jobId === null) toastDone(t('decks.versions.undoneNow'));
    else setJob(jobId);
  };
  return (
    <>
      <Button
        size={props.size ?? 'm'}
        onClick={() => {
          undo.reset();
          setAsking(true);
        }}
        data-testid="undo-version"
      >
        {props.children}
      </Button>
      <ConfirmDialog
        open={asking()}
        onClose={() => setAsking(false)}
        title={props.title}
        body={props.body}
        confirm={t('decks.versions.undo')}
        look="main"
        busy={undo.isPending}
        error={undo.error}
        onConfirm={() => undo.mutate(props.versionId, { onSuccess: begun })}
      />
      <Show when={job()}>
        {(id) => (
          <Dialog open onClose={() => setJob(undefined)} title={props.title} testId="undo-job">
            <JobProgress jobId={id()} onDone={() => void forget()} />
          </Dialog>
        )}
      </Show>
    </>
  );
}
