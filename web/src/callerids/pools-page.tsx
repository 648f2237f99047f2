import { useQuery } from '@tanstack/solid-query';
import type { CallerIdPool } from '@yunhu/api/schemas';
import Plus from 'lucide-solid/icons/plus';
import { Match, Show, Switch, createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { usePermission, useSession } from '../session/session.ts';
import { useAddress } from '../ui/address.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { ActionMenu } from '../ui/menu.tsx';
import { PageHead } from '../ui/page.tsx';
import { QueryTable } from '../ui/query-table.tsx';
import { dataOf } from '../ui/query.ts';
import { Tag } from '../ui/status.tsx';
import type { Column } from '../ui/table-model.ts';
import { toastDone } from '../ui/toast.tsx';
import { poolsQuery, useDeletePool } from './data.ts';
import { PoolDialog } from './pool-dialog.tsx';

type Asked = { kind: 'edit'; pool: CallerIdPool | null } | { kind: 'remove'; pool: CallerIdPool } | null;
type Format = ReturnType<typeof useFormat>;

const usable = (pool: CallerIdPool) => pool.numbers.filter((number) => number.state === 'approved').length;
const callsToday = (pool: CallerIdPool) => pool.numbers.reduce((sum, number) => sum + number.callsToday, 0);

function figureColumns(format: Format): Column<CallerIdPool>[] {
  return [
    {
      id: 'cap',
      head: () => t('callerIds.pool.columns.cap'),
      from: 'lg',
      align: 'right',
      sortBy: (row) => row.dailyCap ?? Number.POSITIVE_INFINITY,
      cell: (row) => (
        <span>{row().dailyCap === null ? t('callerIds.pool.noCap') : format.count(row().dailyCap ?? 0)}</span>
      ),
    },
    {
      id: 'today',
      head: () => t('callerIds.pool.columns.today'),
      from: 'md',
      align: 'right',
      sortBy: callsToday,
      cell: (row) => <span>{format.count(callsToday(row()))}</span>,
    },
    {
      id: 'tasks',
      head: () => t('callerIds.pool.columns.tasks'),
      from: 'md',
      align: 'right',
      sortBy: (row) => row.tasks,
      cell: (row) => <span>{format.count(row().tasks)}</span>,
    },
  ];
}

function poolColumns(format: Format, mayWrite: () => boolean, ask: (asked: Asked) => void): Column<CallerIdPool>[] {
  return [
    {
      id: 'name',
      head: () => t('callerIds.pool.columns.name'),
      always: true,
      grow: true,
      sortBy: (row) => row.name,
      cell: (row) => <b class="block max-w-72 truncate font-medium">{row().name}</b>,
    },
    {
      id: 'numbers',
      head: () => t('callerIds.pool.columns.numbers'),
      always: true,
      sortBy: usable,
      cell: (row) => (
        <span
          title={row()
            .numbers.map((number) => number.display)
            .join('\n')}
        >
          <Tag tone={usable(row()) === 0 ? 'failed' : usable(row()) < row().numbers.length ? 'ringing' : 'answered'}>
            {t('callerIds.pool.usable', String(usable(row())), String(row().numbers.length))}
          </Tag>
        </span>
      ),
    },
    {
      id: 'strategy',
      head: () => t('callerIds.pool.columns.strategy'),
      from: 'sm',
      cell: (row) => <span class="text-ink-2">{t(`callerIds.pool.strategies.${row().strategy}`)}</span>,
    },
    ...figureColumns(format),
    {
      id: 'actions',
      head: () => t('ui.more'),
      always: true,
      quietHead: true,
      cell: (row) => (
        <Show when={mayWrite()}>
          <span class="flex justify-end">
            <ActionMenu
              label={`${t('ui.more')}: ${row().name}`}
              actions={[
                { label: t('callerIds.pool.edit'), run: () => ask({ kind: 'edit', pool: row() }) },
                {
                  label: t('callerIds.pool.remove'),
                  bad: true,
                  disabled: row().tasks > 0,
                  run: () => ask({ kind: 'remove', pool: row() }),
                },
              ]}
            />
          </span>
        </Show>
      ),
    },
  ];
}

function RemoveDialog(props: { pool: CallerIdPool; onClose: () => void }) {
  const remove = useDeletePool();
  return (
    <ConfirmDialog
      open
      onClose={props.onClose}
      title={t('callerIds.pool.removeTitle', props.pool.name)}
      body={t('callerIds.pool.removeBody')}
      confirm={t('callerIds.pool.remove')}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() =>
        remove.mutate(props.pool.id, { onSuccess: () => (toastDone(t('callerIds.pool.removed')), props.onClose()) })
      }
    />
  );
}

/** Numbers that take turns. */
export default function CallerIdPoolsPage() {
  const query = useQuery(() => poolsQuery);
  const session = useSession();
  const may = usePermission();
  const address = useAddress({ sort: '' });
  const [asked, setAsked] = createSignal<Asked>(null);
  const columns = poolColumns(useFormat(), () => may('caller-ids.write'), setAsked);
  const edited = () => (asked()?.kind === 'edit' ? asked() : null);
  const removed = () => {
    const now = asked();
    return now?.kind === 'remove' ? now.pool : null;
  };
  const add = () => (
    <Show when={may('caller-ids.write')}>
      <Button look="main" onClick={() => setAsked({ kind: 'edit', pool: null })} data-testid="create-pool">
        <Plus class="size-4" aria-hidden="true" />
        {t('callerIds.pool.create')}
      </Button>
    </Show>
  );
  return (
    <>
      <PageHead title={t('callerIds.pool.title')} line={`${session().tenant.name} · ${t('callerIds.pool.lead')}`}>
        {add()}
      </PageHead>
      <Card label={t('callerIds.pool.title')}>
        <QueryTable
          label={t('callerIds.pool.title')}
          testId="pools-table"
          query={query}
          columns={columns}
          rows={dataOf(query)?.items}
          rowKey={(pool) => pool.id}
          sort={address.read('sort')}
          onSort={(sort) => address.write({ sort })}
          {...(may('caller-ids.write') && { onOpen: (pool: CallerIdPool) => setAsked({ kind: 'edit', pool }) })}
          emptyText={t('callerIds.pool.empty')}
          emptyAction={add()}
        />
      </Card>
      <Switch>
        <Match when={edited()}>{(one) => <PoolDialog pool={one().pool} onClose={() => setAsked(null)} />}</Match>
        <Match when={removed()}>{(pool) => <RemoveDialog pool={pool()} onClose={() => setAsked(null)} />}</Match>
      </Switch>
    </>
  );
}
