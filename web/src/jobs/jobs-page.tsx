import { useInfiniteQuery } from '@tanstack/solid-query';
import type { JobState } from '@yunhu/api/schemas';
import { createMemo } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { useAddress } from '../ui/address.ts';
import { Card } from '../ui/card.tsx';
import { PageHead } from '../ui/page.tsx';
import { QueryTable } from '../ui/query-table.tsx';
import { dataOf } from '../ui/query.ts';
import { Chips, ColumnsMenu, Toolbar } from '../ui/toolbar.tsx';
import { jobsQuery } from './data.ts';
import { jobColumns } from './job-columns.tsx';
import { JobDrawer } from './job-drawer.tsx';

const filters = ['', 'open', 'done', 'failed', 'cancelled'] as const;
type Filter = JobState | 'open' | '';

function readFilter(value: string): Filter {
  return filters.find((filter) => filter === value) ?? '';
}

const filterWords = (filter: (typeof filters)[number]): string => {
  if (filter === '') return t('ui.all');
  return filter === 'open' ? t('jobs.open') : t(`jobs.states.${filter}`);
};

/** What was asked for and runs, or ran, in the background. */
export default function JobsPage() {
  const address = useAddress({ state: '', hide: '', job: '' });
  const state = createMemo(() => readFilter(address.read('state')));
  const query = useInfiniteQuery(() => jobsQuery({ state: state(), kind: '' }));
  const jobs = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  const columns = jobColumns(useFormat());
  const opened = () => address.read('job');
  return (
    <>
      <PageHead title={t('jobs.title')} line={t('jobs.lead')} />
      <Card label={t('jobs.title')}>
        <Toolbar>
          <Chips
            label={t('jobs.columns.state')}
            value={state()}
            onValue={(value) => address.write({ state: value })}
            chips={filters.map((value) => ({ value, label: filterWords(value) }))}
          />
          <span class="grow" />
          <ColumnsMenu
            columns={columns}
            hidden={address.list('hide')}
            onHidden={(hidden) => address.writeList('hide', hidden)}
          />
        </Toolbar>
        <QueryTable
          label={t('jobs.title')}
          testId="jobs-table"
          query={query}
          columns={columns}
          rows={jobs()}
          rowKey={(job) => job.id}
          hidden={address.list('hide')}
          onOpen={(job) => address.write({ job: job.id })}
          openKey={opened() === '' ? null : opened()}
          emptyText={t('jobs.empty')}
          filteredText={t('jobs.emptyFiltered')}
          isFiltered={state() !== ''}
          onClearFilters={() => address.write({ state: '' })}
        />
      </Card>
      <JobDrawer jobId={opened()} onClose={() => address.write({ job: '' })} onDone={() => void query.refetch()} />
    </>
  );
}
