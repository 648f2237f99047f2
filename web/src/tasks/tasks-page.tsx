import { A, useNavigate } from '@solidjs/router';
import { useInfiniteQuery } from '@tanstack/solid-query';
import type { Task, TaskState } from '@yunhu/api/schemas';
import Plus from 'lucide-solid/icons/plus';
import { Show, createMemo } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { usePermission, useSession } from '../session/session.ts';
import { mayOpen, pages } from '../shell/pages.ts';
import { groupPhoneNumber } from '../telephony/phone-number.ts';
import { useAddress } from '../ui/address.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { EmptyState, ErrorState } from '../ui/notice.tsx';
import { PageHead } from '../ui/page.tsx';
import { dataOf } from '../ui/query.ts';
import { Tag } from '../ui/status.tsx';
import type { Column } from '../ui/table-model.ts';
import { Chips, ColumnsMenu, SearchBox, Toolbar } from '../ui/toolbar.tsx';
import { tasksQuery } from './data.ts';
import { Bar } from './outcome-bar.tsx';
import { doneCount, endedCalls } from './outcomes.ts';
import { reasonWords, stateTones } from './task-words.ts';

const states = ['', 'running', 'paused', 'draft', 'finished', 'stopped'] as const;

function readState(value: string): TaskState | '' {
  return states.find((state) => state === value) ?? '';
}

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

function taskColumns(format: ReturnType<typeof useFormat>): Column<Task>[] {
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
        <span title={reasonWords(row().stateReason ?? '')}>
          <Tag tone={stateTones[row().state]}>{t(`tasks.states.${row().state}`)}</Tag>
        </span>
      ),
    },
    {
      id: 'progress',
      head: () => t('tasks.columns.progress'),
      from: 'sm',
      cell: (row) => <ProgressCell task={row()} />,
    },
    {
      id: 'answerRate',
      head: () => t('tasks.columns.answerRate'),
      align: 'right',
      from: 'md',
      cell: (row) => <span class="code">{format.share(row().counters.answered, endedCalls(row().counters))}</span>,
    },
    {
      id: 'charged',
      head: () => `${t('tasks.columns.charged')} ${format.sign()}`,
      align: 'right',
      from: 'md',
      cell: (row) => <span class="code">{format.amount(row().counters.chargedMicros, 2)}</span>,
    },
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
      cell: (row) => <span class="code text-ink-2">{groupPhoneNumber(row().callerId.number)}</span>,
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

function NewTaskLink() {
  const session = useSession();
  return (
    <Show when={mayOpen(session(), pages.newTask)}>
      <A href={pages.newTask.path} class={buttonClass('main')} data-testid="new-task">
        <Plus class="size-4" aria-hidden="true" />
        {t('tasks.create')}
      </A>
    </Show>
  );
}

/** The tasks of a customer, with how far each has come. */
export default function TasksPage() {
  const address = useAddress({ state: '', q: '', hide: '' });
  const filter = createMemo(() => ({ state: readState(address.read('state')), q: address.read('q').trim() }));
  const query = useInfiniteQuery(() => tasksQuery(filter()));
  const format = useFormat();
  const navigate = useNavigate();
  const may = usePermission();
  const tasks = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  const columns = taskColumns(format);
  const isFiltered = () => filter().state !== '' || filter().q !== '';
  return (
    <>
      <PageHead title={t('tasks.title')} line={t('tasks.lead')}>
        <NewTaskLink />
      </PageHead>
      <Card label={t('tasks.title')}>
        <Toolbar>
          <Chips
            label={t('tasks.columns.state')}
            value={filter().state}
            onValue={(state) => address.write({ state })}
            chips={states.map((value) => ({ value, label: value === '' ? t('ui.all') : t(`tasks.states.${value}`) }))}
          />
          <span class="grow" />
          <SearchBox label={t('tasks.search')} value={address.read('q')} onValue={(q) => address.write({ q })} />
          <ColumnsMenu
            columns={columns}
            hidden={address.list('hide')}
            onHidden={(hidden) => address.write({ hide: hidden.join(',') })}
          />
        </Toolbar>
        <Show
          when={!query.isLoadingError}
          fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}
        >
          <DataTable
            label={t('tasks.title')}
            testId="tasks-table"
            columns={columns}
            rows={tasks()}
            rowKey={(task) => task.id}
            hidden={address.list('hide')}
            onOpen={(task) => navigate(`/tasks/${task.id}`)}
            empty={
              <EmptyState text={isFiltered() ? t('tasks.emptyFiltered') : t('tasks.empty')}>
                <Show when={isFiltered()} fallback={<Show when={may('task.write')}>{<NewTaskLink />}</Show>}>
                  <Button onClick={() => address.write({ state: '', q: '' })}>{t('ui.clear')}</Button>
                </Show>
              </EmptyState>
            }
          />
          <Show when={query.hasNextPage}>
            <LoadMore
              shown={t('ui.loadedRows', format.count(tasks()?.length ?? 0))}
              hasMore={query.hasNextPage}
              busy={query.isFetchingNextPage}
              onMore={() => void query.fetchNextPage()}
            />
          </Show>
        </Show>
      </Card>
    </>
  );
}
