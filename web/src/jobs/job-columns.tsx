import type { Job } from '@yunhu/api/schemas';
import { Show } from 'solid-js';
import { formatDuration } from '../i18n/time.ts';
import { t } from '../i18n/translate.ts';
import type { useFormat } from '../session/format.ts';
import { now } from '../ui/now.ts';
import { Tag } from '../ui/status.tsx';
import type { Column } from '../ui/table-model.ts';
import { isOver } from './data.ts';
import { CancelButton, DownloadLink } from './job-progress.tsx';
import { failureWords, kindWords, stateTones, stateWords } from './job-words.ts';
import { ProgressBar } from './progress-bar.tsx';

type Format = ReturnType<typeof useFormat>;

/** How long it took, or takes so far; undefined before it began. */
export function tookSeconds(job: Job): number | undefined {
  if (job.startedAt === null) return undefined;
  return ((job.endedAt === null ? now() : Date.parse(job.endedAt)) - Date.parse(job.startedAt)) / 1000;
}

function NameCell(props: { job: Job; format: Format }) {
  return (
    <span class="flex min-w-0 items-baseline gap-2">
      <span class="font-medium">{kindWords(props.job.kind)}</span>
      <Show when={props.job.file}>
        {(file) => (
          <span class="block max-w-72 truncate text-xs text-ink-3 max-md:hidden" title={file().name}>
            {file().name} · {props.format.bytes(file().bytes)}
          </span>
        )}
      </Show>
      <Show when={props.job.failure}>
        {(failure) => (
          <span
            class="block max-w-80 truncate text-xs text-bad-ink max-md:hidden"
            title={failure().detail ?? failureWords(failure().code)}
          >
            {failure().detail ?? failureWords(failure().code)}
          </span>
        )}
      </Show>
    </span>
  );
}

function ProgressCell(props: { job: Job; format: Format }) {
  const progress = () => props.job.progress;
  return (
    <span class="flex min-w-32 items-center gap-3">
      <ProgressBar job={props.job} label={kindWords(props.job.kind)} class="h-1.5 w-24" />
      <Show when={progress().total ?? progress().done}>
        <span class="code text-ink-3">
          {progress().total === null
            ? props.format.count(progress().done)
            : t('jobs.of', props.format.count(progress().done), props.format.count(progress().total ?? 0))}
        </span>
      </Show>
    </span>
  );
}

function whenColumns(format: Format): Column<Job>[] {
  return [
    {
      id: 'staff',
      head: () => t('jobs.columns.staff'),
      from: 'lg',
      cell: (row) => <span class="block max-w-32 truncate text-ink-2">{row().staff?.name ?? t('ui.none')}</span>,
    },
    {
      id: 'createdAt',
      head: () => t('jobs.columns.createdAt'),
      from: 'md',
      cell: (row) => (
        <time
          dateTime={row().createdAt}
          class="code text-ink-3"
          title={`${format.dateTime(row().createdAt)} · ${format.relative(row().createdAt)}`}
        >
          {format.shortDateTime(row().createdAt)}
        </time>
      ),
    },
    {
      id: 'took',
      head: () => t('jobs.columns.took'),
      align: 'right',
      from: 'lg',
      cell: (row) => (
        <span class="code text-ink-3">
          {tookSeconds(row()) === undefined ? t('ui.none') : formatDuration(tookSeconds(row()) ?? 0)}
        </span>
      ),
    },
  ];
}

/** The columns of the jobs table. */
export function jobColumns(format: Format): Column<Job>[] {
  return [
    {
      id: 'kind',
      head: () => t('jobs.columns.kind'),
      always: true,
      grow: true,
      cell: (row) => <NameCell job={row()} format={format} />,
    },
    {
      id: 'state',
      head: () => t('jobs.columns.state'),
      always: true,
      cell: (row) => <Tag tone={stateTones[row().state]}>{stateWords(row())}</Tag>,
    },
    {
      id: 'progress',
      head: () => t('jobs.columns.progress'),
      from: 'md',
      cell: (row) => <ProgressCell job={row()} format={format} />,
    },
    ...whenColumns(format),
    {
      id: 'actions',
      head: () => t('jobs.columns.actions'),
      quietHead: true,
      always: true,
      align: 'right',
      cell: (row) => (
        <Show when={isOver(row())} fallback={<CancelButton job={row()} look="ghost" size="s" />}>
          <DownloadLink job={row()} look="plain" size="s" />
        </Show>
      ),
    },
  ];
}
