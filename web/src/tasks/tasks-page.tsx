import { A, useNavigate } from '@solidjs/router';
import { useInfiniteQuery } from '@tanstack/solid-query';
import type { TaskState } from '@yunhu/api/schemas';
import Plus from 'lucide-solid/icons/plus';
import { Show, createMemo } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { useSession } from '../session/session.ts';
import { mayOpen, pages } from '../shell/pages.ts';
import { useAddress } from '../ui/address.ts';
import { buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { PageHead } from '../ui/page.tsx';
import { QueryTable } from '../ui/query-table.tsx';
import { dataOf } from '../ui/query.ts';
import { Chips, ColumnsMenu, SearchBox, Toolbar } from '../ui/toolbar.tsx';
import { tasksQuery } from './data.ts';
import { taskColumns } from './task-columns.tsx';

const states = ['', 'running', 'paused', 'draft', 'finished', 'stopped'] as const;

function readState(value: string): TaskState | '' {
  return states.find((state) => state === value) ?? '';
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
  const navigate = useNavigate();
  const tasks = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  const columns = taskColumns(useFormat());
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
            onHidden={(hidden) => address.writeList('hide', hidden)}
          />
        </Toolbar>
        <QueryTable
          label={t('tasks.title')}
          testId="tasks-table"
          query={query}
          columns={columns}
          rows={tasks()}
          rowKey={(task) => task.id}
          hidden={address.list('hide')}
          onOpen={(task) => navigate(`/tasks/${task.id}`)}
          emptyText={t('tasks.empty')}
          filteredText={t('tasks.emptyFiltered')}
          isFiltered={filter().state !== '' || filter().q !== ''}
          onClearFilters={() => address.write({ state: '', q: '' })}
          emptyAction={<NewTaskLink />}
        />
      </Card>
    </>
  );
}
