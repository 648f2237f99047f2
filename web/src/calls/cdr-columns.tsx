import type { Cdr } from '@yunhu/api/schemas';
import { formatDuration } from '../i18n/time.ts';
import { t } from '../i18n/translate.ts';
import type { useFormat } from '../session/format.ts';
import { outcomeSaid } from '../tasks/task-words.ts';
import { Tag } from '../ui/status.tsx';
import type { Column } from '../ui/table-model.ts';

/** What a call came to, in the words that the numbers of a task have. */
export const cdrSaid = (cdr: Cdr) => outcomeSaid({ ...cdr, abandoned: false, optedOut: false });

type ColumnsFrom = { format: ReturnType<typeof useFormat>; decimals: () => number };

const head =
  (key: 'number' | 'ended' | 'result' | 'task' | 'ring' | 'talk' | 'charged' | 'sip' | 'caller' | 'line') => () =>
    t(`books.cdrs.columns.${key}`);

function figureColumns({ format, decimals }: ColumnsFrom): Column<Cdr>[] {
  return [
    {
      id: 'ring',
      head: head('ring'),
      align: 'right',
      from: 'lg',
      cell: (row) => <span class="code text-ink-3">{t('books.cdrs.ring', String(row().ringSeconds))}</span>,
    },
    {
      id: 'talk',
      head: head('talk'),
      align: 'right',
      from: 'sm',
      cell: (row) => (
        <span class="code">{row().answeredAt === null ? t('ui.none') : formatDuration(row().talkSeconds)}</span>
      ),
    },
    {
      id: 'charged',
      head: () => `${head('charged')()} ${format.sign()}`,
      align: 'right',
      always: true,
      cell: (row) => (
        <span class="code">
          {row().answeredAt === null ? t('ui.none') : format.amount(row().chargedMicros, decimals())}
        </span>
      ),
    },
  ];
}

/** The columns of one's own calls; charges align at `decimals`. */
export function cdrColumns(from: ColumnsFrom): Column<Cdr>[] {
  const { format } = from;
  return [
    { id: 'number', head: head('number'), always: true, cell: (row) => <span class="code">{row().display}</span> },
    {
      id: 'ended',
      head: head('ended'),
      from: 'md',
      cell: (row) => (
        <time dateTime={row().endedAt} class="code text-ink-2" title={format.relative(row().endedAt)}>
          {format.dateTime(row().endedAt)}
        </time>
      ),
    },
    {
      id: 'result',
      head: head('result'),
      always: true,
      cell: (row) => (
        <span class="block max-w-48 truncate max-sm:max-w-28">
          <Tag tone={cdrSaid(row()).tone}>{cdrSaid(row()).words}</Tag>
        </span>
      ),
    },
    {
      id: 'task',
      head: head('task'),
      from: 'lg',
      grow: true,
      cell: (row) => <span class="block max-w-56 truncate text-ink-2">{row().task.name}</span>,
    },
    {
      id: 'caller',
      head: head('caller'),
      from: '2xl',
      cell: (row) => <span class="code text-ink-3">{row().callerDisplay}</span>,
    },
    {
      id: 'sip',
      head: head('sip'),
      from: 'xl',
      align: 'right',
      cell: (row) => <span class="code text-ink-3">{row().sipStatus ?? t('ui.none')}</span>,
    },
    {
      id: 'line',
      head: head('line'),
      from: '2xl',
      cell: (row) => <span class="code text-ink-3">{row().line ?? t('ui.none')}</span>,
    },
    ...figureColumns(from),
  ];
}
