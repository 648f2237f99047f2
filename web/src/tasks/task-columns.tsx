import { A } from '@solidjs/router';
import type { Task } from '@yunhu/api/schemas';
import { Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { Tag } from '../ui/status.tsx';
import type { Column } from '../ui/table-model.ts';
import { Bar } from './outcome-bar.tsx';
import { doneCount } from './outcomes.ts';
import { reasonWords, shownNumber, stateTones } from './task-words.ts';

function ProgressCell(props: { task: Task }) {
  const format = useFormat();
  const counters = () => props.task.counters;
  return (
    <span class="flex min-w-36 items-center gap-3">
      <Bar counters={counters()} class="h-2 w-40 max-lg:w-24" />
      <span class="code text-ink-2">
        {t('tasks.done', format.count(doneCount(counters())), format.count(counters().total))}
      </span>
    </span>
  );
}

type Format = ReturnType<typeof useFormat>;

function figureColumns(format: Format): Column<Task>[] {
  return [
    {
      id: 'answerRate',
      head: () => t('tasks.columns.answerRate'),
      align: 'right',
      from: 'md',
      cell: (row) => <span class="code">{format.share(row().counters.answered, row().counters.attempts)}</span>,
    },
    {
      id: 'charged',
      head: () => `${t('tasks.columns.charged')} ${format.sign()}`,
      align: 'right',
      from: 'md',
      cell: (row) => (
        <span class="code" title={format.money(row().counters.chargedMicros)}>
          {format.amountCut(row().counters.chargedMicros)}
        </span>
      ),
    },
  ];
}

function planColumns(format: Format): Column<Task>[] {
  return [
    {
      id: 'flow',
      head: () => t('tasks.columns.flow'),
      from: 'lg',
      cell: (row) => <span class="block max-w-40 truncate text-ink-2">{row().flow.name}</span>,
    },
    {
      id: 'callerId',
      head: () => t('tasks.columns.callerId'),
      from: 'xl',
      cell: (row) => <span class="code text-ink-2">{shownNumber(row())}</span>,
    },
    {
      id: 'createdAt',
      head: () => t('tasks.columns.createdAt'),
      from: 'lg',
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
  ];
}

/** The columns of the tasks table. */
export function taskColumns(format: Format): Column<Task>[] {
  return [
    {
      id: 'name',
      head: () => t('tasks.columns.name'),
      always: true,
      grow: true,
      cell: (row) => (
        <A href={`/tasks/${row().id}`} class="block max-w-96 truncate font-medium hover:text-accent max-sm:max-w-44">
          {row().name}
        </A>
      ),
    },
    {
      id: 'state',
      head: () => t('tasks.columns.state'),
      always: true,
      cell: (row) => (
        <span class="flex items-center gap-2">
          <Tag tone={stateTones[row().state]}>{t(`tasks.states.${row().state}`)}</Tag>
          <Show when={row().stateReason}>
            {(reason) => (
              <span class="max-w-36 truncate text-xs text-warn-ink max-lg:hidden" title={reasonWords(reason())}>
                {reasonWords(reason())}
              </span>
            )}
          </Show>
        </span>
      ),
    },
    {
      id: 'progress',
      head: () => t('tasks.columns.progress'),
      from: 'sm',
      cell: (row) => <ProgressCell task={row()} />,
    },
    ...figureColumns(format),
    ...planColumns(format),
  ];
}
