import type { Target } from '@yunhu/api/schemas';
import { Show } from 'solid-js';
import { formatDuration } from '../i18n/time.ts';
import { t } from '../i18n/translate.ts';
import type { useFormat } from '../session/format.ts';
import { Tag } from '../ui/status.tsx';
import type { Column } from '../ui/table-model.ts';
import { targetSaid } from './task-words.ts';

function ResultCell(props: { target: Target }) {
  const said = () => targetSaid(props.target);
  return (
    <span class="block max-w-52 truncate max-sm:max-w-36">
      <Tag tone={said().tone}>{said().words}</Tag>
    </span>
  );
}

type Format = ReturnType<typeof useFormat>;

const heads = (key: 'number' | 'time' | 'result' | 'keys' | 'duration' | 'charged' | 'attempts' | 'sip') => () =>
  t(`taskLive.targets.columns.${key}`);
const isDone = (target: Target) => target.state === 'done';

type ColumnsFrom = { format: Format; decimals: () => number };

function TimeCell(props: { at: string | null; format: Format }) {
  return (
    <Show when={props.at} fallback={<span class="text-ink-3">{t('ui.none')}</span>}>
      {(at) => (
        <time
          dateTime={at()}
          class="code text-ink-3"
          title={`${props.format.dateTime(at())} · ${props.format.relative(at())}`}
        >
          {props.format.time(at())}
        </time>
      )}
    </Show>
  );
}

function callColumns({ format, decimals }: ColumnsFrom): Column<Target>[] {
  return [
    {
      id: 'duration',
      head: heads('duration'),
      align: 'right',
      cell: (row) => (
        <span class="code">
          {isDone(row()) && row().result === 'answered' ? formatDuration(row().billedSeconds) : t('ui.none')}
        </span>
      ),
    },
    {
      id: 'charged',
      head: () => `${heads('charged')()} ${format.sign()}`,
      from: 'sm',
      align: 'right',
      cell: (row) => (
        <span class="code">{isDone(row()) ? format.amount(row().chargedMicros, decimals()) : t('ui.none')}</span>
      ),
    },
    {
      id: 'attempts',
      head: heads('attempts'),
      from: 'md',
      align: 'right',
      cell: (row) => (
        <span class="code text-ink-3">
          {row().attempts}/{row().maxAttempts}
        </span>
      ),
    },
  ];
}

/** The columns of the numbers table; charges align at `decimals`. */
export function targetColumns(from: ColumnsFrom): Column<Target>[] {
  const { format } = from;
  return [
    { id: 'number', head: heads('number'), always: true, cell: (row) => <span class="code">{row().display}</span> },
    {
      id: 'time',
      head: heads('time'),
      from: 'md',
      cell: (row) => <TimeCell at={row().lastAttemptAt} format={format} />,
    },
    { id: 'result', head: heads('result'), always: true, grow: true, cell: (row) => <ResultCell target={row()} /> },
    { id: 'keys', head: heads('keys'), from: 'xl', cell: (row) => <span class="code text-ink-2">{row().keys}</span> },
    {
      id: 'sip',
      head: heads('sip'),
      from: 'xl',
      align: 'right',
      cell: (row) => <span class="code text-ink-3">{row().sipStatus ?? t('ui.none')}</span>,
    },
    ...callColumns(from),
  ];
}
