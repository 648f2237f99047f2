import { useQuery } from '@tanstack/solid-query';
import type { Job } from '@yunhu/api/schemas';
import { Show } from 'solid-js';
import { formatDuration } from '../i18n/time.ts';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { Drawer } from '../ui/dialog.tsx';
import { FactLine } from '../ui/fact.tsx';
import { dataOf } from '../ui/query.ts';
import { jobQuery } from './data.ts';
import { tookSeconds } from './job-columns.tsx';
import { JobProgress } from './job-progress.tsx';
import { kindWords } from './job-words.ts';

function Facts(props: { job: Job }) {
  const format = useFormat();
  const took = () => tookSeconds(props.job);
  return (
    <dl>
      <FactLine label={t('jobs.columns.createdAt')}>
        <time dateTime={props.job.createdAt} class="code" title={format.relative(props.job.createdAt)}>
          {format.dateTime(props.job.createdAt)}
        </time>
      </FactLine>
      <FactLine label={t('jobs.columns.staff')}>{props.job.staff?.name ?? t('ui.none')}</FactLine>
      <FactLine label={t('jobs.columns.took')}>
        <span class="code">{took() === undefined ? t('ui.none') : formatDuration(took() ?? 0)}</span>
      </FactLine>
      <Show when={props.job.file}>
        {(file) => (
          <FactLine label={t('jobs.file')}>
            {file().name}
            <span class="ml-2 text-xs text-ink-3">{format.bytes(file().bytes)}</span>
          </FactLine>
        )}
      </Show>
    </dl>
  );
}

/** One job beside the list: live while it runs, with what is known of it. */
export function JobDrawer(props: {
  /** Empty while none is open. */
  jobId: string;
  onClose: () => void;
  onDone: () => void;
}) {
  const query = useQuery(() => ({ ...jobQuery(props.jobId), enabled: props.jobId !== '' }));
  const job = () => (props.jobId === '' ? undefined : dataOf(query));
  const title = () => {
    const known = job();
    return known === undefined ? t('jobs.title') : kindWords(known.kind);
  };
  return (
    <Drawer open={props.jobId !== ''} onClose={() => props.onClose()} title={title()} testId="job-drawer">
      <Show when={props.jobId} keyed>
        {(jobId) => (
          <div class="grid gap-5">
            <JobProgress jobId={jobId} title={t('jobs.columns.progress')} onDone={() => props.onDone()} />
            <Show when={job()}>{(known) => <Facts job={known()} />}</Show>
          </div>
        )}
      </Show>
    </Drawer>
  );
}
