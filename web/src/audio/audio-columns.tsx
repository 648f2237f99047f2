import type { Audio } from '@yunhu/api/schemas';
import { Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import type { useFormat } from '../session/format.ts';
import { ApprovalTag } from '../ui/approval.tsx';
import type { Column } from '../ui/table-model.ts';
import { formatClock } from './player/clock.ts';
import { barsOf } from './player/peaks.ts';
import { Waveform } from './player/waveform.tsx';

const thumbnailBars = 40;

function NameCell(props: { audio: Audio }) {
  return (
    <span class="block min-w-0">
      <span class="block truncate font-medium">{props.audio.name}</span>
      <small class="block truncate text-2xs text-ink-3 md:hidden">
        {[
          t(`audio.kinds.${props.audio.kind}`),
          ...(props.audio.durationMs === null ? [] : [formatClock(props.audio.durationMs / 1000)]),
        ].join(' · ')}
      </small>
    </span>
  );
}

/** A list of one's audio. */
export function audioColumns(format: ReturnType<typeof useFormat>): Column<Audio>[] {
  return [...soundColumns(), ...stateColumns(format)];
}

function soundColumns(): Column<Audio>[] {
  return [
    {
      id: 'name',
      head: () => t('audio.columns.name'),
      grow: true,
      always: true,
      sortBy: (row) => row.name,
      cell: (row) => <NameCell audio={row()} />,
    },
    {
      id: 'waveform',
      head: () => t('audio.columns.waveform'),
      quietHead: true,
      from: 'sm',
      cell: (row) => (
        <span class="block w-36">
          <Show when={row().peaks}>
            {(peaks) => <Waveform bars={barsOf(peaks(), thumbnailBars)} class="h-6 w-36 text-ink-3" />}
          </Show>
        </span>
      ),
    },
    {
      id: 'duration',
      head: () => t('audio.columns.duration'),
      align: 'right',
      from: 'md',
      sortBy: (row) => row.durationMs ?? 0,
      cell: (row) => (
        <span class="code">
          {row().durationMs === null ? t('ui.none') : formatClock((row().durationMs ?? 0) / 1000)}
        </span>
      ),
    },
  ];
}

function stateColumns(format: ReturnType<typeof useFormat>): Column<Audio>[] {
  return [
    {
      id: 'kind',
      head: () => t('audio.columns.kind'),
      from: 'md',
      sortBy: (row) => row.kind,
      cell: (row) => <span class="text-ink-2">{t(`audio.kinds.${row().kind}`)}</span>,
    },
    {
      id: 'state',
      head: () => t('audio.columns.state'),
      sortBy: (row) => row.state,
      cell: (row) => <ApprovalTag state={row().state} />,
    },
    {
      id: 'usedBy',
      head: () => t('audio.columns.usedBy'),
      from: 'lg',
      cell: (row) => (
        <span class="block max-w-52 truncate text-ink-2">
          {row()
            .usedBy.map((user) => user.name)
            .join('、') || t('ui.none')}
        </span>
      ),
    },
    {
      id: 'changedAt',
      head: () => t('audio.columns.changedAt'),
      from: 'lg',
      sortBy: (row) => row.changedAt,
      cell: (row) => (
        <time class="code text-ink-3" dateTime={row().changedAt} title={format.relative(row().changedAt)}>
          {format.shortDateTime(row().changedAt)}
        </time>
      ),
    },
  ];
}
