import type { Job } from '@yunhu/api/schemas';
import CircleAlert from 'lucide-solid/icons/circle-alert';
import Download from 'lucide-solid/icons/download';
import { type JSX, Show, createEffect, on } from 'solid-js';
import { formatDuration } from '../i18n/time.ts';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { Bone } from '../ui/bone.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { FormProblem } from '../ui/notice.tsx';
import { now } from '../ui/now.ts';
import { Tag } from '../ui/status.tsx';
import { fileAddress, isOver, useCancelJob } from './data.ts';
import { secondsLeft, shareOf } from './how-far.ts';
import { failureWords, kindWords, stateTones, stateWords } from './job-words.ts';
import { ProgressBar } from './progress-bar.tsx';
import { useJob } from './use-job.ts';

/** The file that a job made, to be saved. */
export function DownloadLink(props: { job: Job; look?: 'main' | 'plain' | 'ghost'; size?: 's' | 'm' }) {
  const format = useFormat();
  return (
    <Show when={props.job.file}>
      {(file) => (
        <a
          href={fileAddress(props.job.id)}
          download={file().name}
          class={buttonClass(props.look ?? 'main', props.size ?? 'm')}
          title={`${file().name} · ${format.bytes(file().bytes)}`}
          data-testid="job-download"
        >
          <Download class="size-3.5" aria-hidden="true" />
          {t('jobs.download')}
        </a>
      )}
    </Show>
  );
}

/** Ends a job that is not over. */
export function CancelButton(props: { job: Job; look?: 'plain' | 'ghost'; size?: 's' | 'm' }) {
  const cancel = useCancelJob();
  return (
    <Show when={!isOver(props.job)}>
      <Button
        look={props.look ?? 'plain'}
        size={props.size ?? 'm'}
        busy={cancel.isPending || props.job.cancelling}
        onClick={() => cancel.mutate(props.job.id)}
        data-testid="job-cancel"
      >
        {props.job.cancelling ? t('jobs.cancelling') : t('jobs.cancel')}
      </Button>
    </Show>
  );
}

/** Why a job failed: what to do, and what exactly was wrong. */
function FailureNote(props: { job: Job }) {
  return (
    <Show when={props.job.failure}>
      {(failure) => (
        <p
          role="alert"
          class="flex gap-2 rounded-s bg-bad-soft px-3 py-2 text-s text-bad-ink"
          data-testid="job-failure"
        >
          <CircleAlert class="mt-0.5 size-4 shrink-0" aria-hidden="true" />
          <span class="min-w-0 break-words">
            {failureWords(failure().code)}
            <Show when={failure().detail}>
              {(detail) => <span class="mt-0.5 block text-xs opacity-85">{detail()}</span>}
            </Show>
          </span>
        </p>
      )}
    </Show>
  );
}

function Figures(props: { job: Job; reconnecting: boolean }) {
  const format = useFormat();
  const progress = () => props.job.progress;
  const left = () => secondsLeft(props.job, now());
  return (
    <span class="flex flex-wrap items-baseline gap-x-3 text-xs text-ink-3 tabular">
      <Show when={progress().total ?? progress().done}>
        <span data-testid="job-figures">
          {progress().total === null
            ? format.count(progress().done)
            : t('jobs.of', format.count(progress().done), format.count(progress().total ?? 0))}
        </span>
      </Show>
      <Show when={left() !== undefined}>
        <span>{t('jobs.left', formatDuration(Math.ceil(left() ?? 0)))}</span>
      </Show>
      <Show when={props.reconnecting}>
        <span>{t('jobs.reconnecting')}</span>
      </Show>
    </span>
  );
}

type JobProgressProps = {
  jobId: string;
  /** Once, with the job as it ended: done, failed or cancelled. */
  onDone?: (job: Job) => void;
  /** What stands above the bar; what the job does, when absent. */
  title?: JSX.Element;
};

/** A job as it goes along: how far it is, how long it still takes, its end, its file. */
export function JobProgress(props: JobProgressProps) {
  const followed = useJob(() => props.jobId);
  const job = followed.job;
  createEffect(
    on(
      () => job()?.endedAt ?? null,
      (endedAt) => {
        const ended = job();
        if (endedAt !== null && ended !== undefined) props.onDone?.(ended);
      },
    ),
  );
  const percent = (known: Job) => {
    const share = shareOf(known);
    return share === undefined || known.state !== 'running' ? '' : ` ${Math.floor(share * 100)}%`;
  };
  return (
    <div class="grid gap-2.5" role="status" aria-live="off" data-testid="job" data-state={job()?.state}>
      <FormProblem error={followed.error()} />
      <Show when={job()} fallback={<Show when={followed.error() === null}>{<Bone class="h-12 w-full" />}</Show>}>
        {(known) => (
          <>
            <div class="flex flex-wrap items-center gap-x-3 gap-y-1 text-s">
              <span class="min-w-0 font-medium break-words">{props.title ?? kindWords(known().kind)}</span>
              <span class="grow" />
              <Tag tone={stateTones[known().state]}>
                <span class="tabular">{`${stateWords(known())}${percent(known())}`}</span>
              </Tag>
            </div>
            <ProgressBar job={known()} label={kindWords(known().kind)} />
            <FailureNote job={known()} />
            <div class="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-2">
              <Figures job={known()} reconnecting={!isOver(known()) && followed.connection() === 'reconnecting'} />
              <span class="grow" />
              <CancelButton job={known()} size="s" />
              <DownloadLink job={known()} size="s" />
            </div>
          </>
        )}
      </Show>
    </div>
  );
}
