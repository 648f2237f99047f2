import { A } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import type { RateBuyer, RateGroup } from '@yunhu/api/schemas';
import { Show, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { usePermission } from '../../session/session.ts';
import { pages } from '../../shell/pages.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { QueryTable } from '../../ui/query-table.tsx';
import { dataOf } from '../../ui/query.ts';
import type { Column } from '../../ui/table-model.ts';
import { toastDone } from '../../ui/toast.tsx';
import { lossesBelow, lossesInWords } from './downstream-problem.tsx';
import { buyersQuery, useRemoveAssignment } from './data.ts';

function columnsOf(format: ReturnType<typeof useFormat>, onRemove: ((buyer: RateBuyer) => void) | undefined) {
  const columns: Column<RateBuyer>[] = [
    {
      id: 'account',
      head: () => t('prices.buyers.account'),
      always: true,
      grow: true,
      sortBy: (row) => row.tenant.name,
      cell: (row) => <span class="font-medium">{row().tenant.name}</span>,
    },
    {
      id: 'tasks',
      head: () => t('prices.buyers.tasks'),
      always: true,
      cell: (row) => t(`prices.taskTypes.${row().taskType}`),
    },
    {
      id: 'since',
      head: () => t('prices.buyers.since'),
      from: 'sm',
      cell: (row) => <span class="text-ink-3 tabular">{format.shortDateTime(row().assignedAt)}</span>,
    },
    {
      id: 'remove',
      head: () => t('prices.buyers.remove'),
      quietHead: true,
      always: true,
      align: 'right',
      cell: (row) => (
        <Show when={onRemove}>
          {(remove) => (
            <Button size="s" look="ghost" onClick={() => remove()(row())}>
              {t('prices.buyers.remove')}
            </Button>
          )}
        </Show>
      ),
    },
  ];
  return columns;
}

/** Who buys at a group, and for which tasks. */
export function BuyersTable(props: { group: RateGroup }) {
  const query = useQuery(() => buyersQuery(props.group.id));
  const format = useFormat();
  const may = usePermission();
  const remove = useRemoveAssignment();
  const [asked, setAsked] = createSignal<RateBuyer | null>(null);
  const losses = () => lossesBelow(remove.error);
  const body = () =>
    t('prices.buyers.removeBody', asked()?.tenant.name ?? '', t(`prices.taskTypes.${asked()?.taskType ?? 'any'}`));
  const open = (buyer: RateBuyer | null): void => {
    remove.reset();
    setAsked(buyer);
  };
  const confirm = async (buyer: RateBuyer): Promise<void> => {
    // Asked a second time, having read what that loses.
    const downstreamLossesAccepted = losses() !== undefined;
    await remove.mutateAsync({ tenantId: buyer.tenant.id, taskType: buyer.taskType, downstreamLossesAccepted });
    toastDone(t('prices.buyers.removed'));
    setAsked(null);
  };
  return (
    <>
      <QueryTable
        label={t('prices.tabs.buyers')}
        testId="buyers-table"
        query={query}
        columns={columnsOf(format, may('rates.write') ? open : undefined)}
        rows={dataOf(query)?.items}
        rowKey={(buyer) => `${buyer.tenant.id} ${buyer.taskType}`}
        emptyText={t('prices.buyers.empty')}
        emptyAction={
          <A href={pages.tenants.path} class={buttonClass()}>
            {t('prices.buyers.toAccounts')}
          </A>
        }
      />
      <ConfirmDialog
        open={asked() !== null}
        onClose={() => open(null)}
        title={t('prices.buyers.removeTitle')}
        body={((lost) => (lost ? lossesInWords(lost, format.count(lost.length)) : body()))(losses())}
        confirm={losses() ? t('prices.losses.downstreamGo') : t('prices.buyers.remove')}
        busy={remove.isPending}
        error={losses() ? null : remove.error}
        onConfirm={() => {
          const buyer = asked();
          if (buyer !== null) confirm(buyer).catch(() => undefined);
        }}
      />
    </>
  );
}
