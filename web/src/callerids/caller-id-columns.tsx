import type { CallerIdSummary } from '@yunhu/api/schemas';
import { Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import type { useFormat } from '../session/format.ts';
import { ApprovalTag } from '../ui/approval.tsx';
import type { Column } from '../ui/table-model.ts';
import { daysLeft, soonDays, stateOf } from './words.ts';

type Format = ReturnType<typeof useFormat>;

function Until(props: { row: CallerIdSummary; format: Format }) {
  const left = () => daysLeft(props.row, Date.now());
  return (
    <Show
      when={props.row.state === 'approved' || props.row.state === 'expired'}
      fallback={<span class="text-ink-3">{t('ui.none')}</span>}
    >
      <Show when={props.row.approvedUntil} fallback={<span class="text-ink-2">{t('callerIds.noEnd')}</span>}>
        {(until) => (
          <span class="flex items-center gap-2">
            <span class="code text-ink-2">{props.format.date(until())}</span>
            <Show when={(left() ?? soonDays + 1) <= soonDays}>
              <span class="rounded-full bg-warn-soft px-1.5 text-2xs text-warn-ink">
                {t('callerIds.daysLeft', String(left()))}
              </span>
            </Show>
          </span>
        )}
      </Show>
    </Show>
  );
}

export function callerIdColumns(format: Format): Column<CallerIdSummary>[] {
  return [
    {
      id: 'number',
      head: () => t('callerIds.columns.number'),
      always: true,
      grow: true,
      sortBy: (row) => row.number,
      cell: (row) => (
        <span class="grid">
          <b class="code font-medium">{row().display}</b>
          <small class="text-2xs text-ink-3 sm:hidden">{t(`callerIds.kinds.${row().kind}`)}</small>
        </span>
      ),
    },
    {
      id: 'kind',
      head: () => t('callerIds.columns.kind'),
      from: 'sm',
      sortBy: (row) => row.kind,
      cell: (row) => <span class="text-ink-2">{t(`callerIds.kinds.${row().kind}`)}</span>,
    },
    {
      id: 'state',
      head: () => t('callerIds.columns.state'),
      always: true,
      sortBy: (row) => row.state,
      cell: (row) => <ApprovalTag state={stateOf(row())} />,
    },
    {
      id: 'until',
      head: () => t('callerIds.columns.until'),
      from: 'md',
      sortBy: (row) => row.approvedUntil ?? '',
      cell: (row) => <Until row={row()} format={format} />,
    },
    {
      id: 'reason',
      head: () => t('callerIds.columns.reason'),
      from: 'lg',
      cell: (row) => (
        <span class="block max-w-72 truncate text-ink-2" title={row().reason}>
          {row().reason}
        </span>
      ),
    },
    {
      id: 'submitted',
      head: () => t('callerIds.columns.submitted'),
      from: 'lg',
      sortBy: (row) => row.submittedAt,
      cell: (row) => (
        <time class="code text-ink-3" dateTime={row().submittedAt} title={format.relative(row().submittedAt)}>
          {format.dateTime(row().submittedAt)}
        </time>
      ),
    },
  ];
}
