import { useQuery } from '@tanstack/solid-query';
import type { AssignedTaskType, MarginLoss, RateGroup } from '@yunhu/api/schemas';
import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import { Show, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { usePermission } from '../../session/session.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { QueryTable } from '../../ui/query-table.tsx';
import { dataOf } from '../../ui/query.ts';
import type { Column } from '../../ui/table-model.ts';
import { toastDone } from '../../ui/toast.tsx';
import { lossesQuery, useAllowBelowCost } from './data.ts';

function AllowCell(props: { loss: MarginLoss; onAllow: ((loss: MarginLoss) => void) | undefined }) {
  return (
    <Show when={!props.loss.allowed} fallback={<span class="text-xs text-ink-3">{t('prices.losses.allowed')}</span>}>
      <Show when={props.onAllow}>
        {(allow) => (
          <Button size="s" onClick={() => allow()(props.loss)}>
            {t('prices.losses.allow')}
          </Button>
        )}
      </Show>
    </Show>
  );
}

/** Per minute; with its prefix where that is not the price's. */
function CostCell(props: { loss: MarginLoss }) {
  const format = useFormat();
  return (
    <span class="code">
      <Show when={props.loss.cost.prefix !== props.loss.price.prefix}>
        <span class="text-2xs text-ink-3">{props.loss.cost.prefix} </span>
      </Show>
      {format.amount(props.loss.cost.perMinuteMicros, 4)}
    </span>
  );
}

const taskTypeWords = (type: AssignedTaskType) => t(`prices.taskTypes.${type}`);

function columnsOf(format: ReturnType<typeof useFormat>, onAllow: ((loss: MarginLoss) => void) | undefined) {
  const columns: Column<MarginLoss>[] = [
    {
      id: 'prefix',
      head: () => t('billing.rates.columns.prefix'),
      always: true,
      cell: (row) => <span class="code font-medium">{row().price.prefix}</span>,
    },
    {
      id: 'destination',
      head: () => t('billing.rates.columns.destination'),
      grow: true,
      from: 'md',
      cell: (row) => row().cost.destination || row().price.destination || t('ui.none'),
    },
    {
      id: 'tasks',
      head: () => t('prices.losses.tasks'),
      from: 'xl',
      cell: (row) => row().taskTypes.map(taskTypeWords).join(' · '),
    },
    {
      id: 'sold',
      head: () => t('prices.preview.price'),
      align: 'right',
      from: 'sm',
      cell: (row) => <span class="code">{format.amount(row().price.perMinuteMicros, 4)}</span>,
    },
    {
      id: 'cost',
      head: () => t('prices.preview.cost'),
      align: 'right',
      from: 'sm',
      cell: (row) => <CostCell loss={row()} />,
    },
    {
      id: 'worst',
      head: () => t('prices.losses.worst'),
      align: 'right',
      always: true,
      cell: (row) => (
        <span class="text-bad-ink tabular">
          {t('prices.losses.worstCall', format.count(row().worstSeconds), format.money(row().lossMicros))}
        </span>
      ),
    },
    {
      id: 'allow',
      head: () => t('prices.losses.allow'),
      quietHead: true,
      always: true,
      align: 'right',
      cell: (row) => <AllowCell loss={row()} onAllow={onAllow} />,
    },
  ];
  return columns;
}

const maxAllowedAtOnce = 200;

/** The prices of a group that are below what one pays, and the way to let them be. */
export function LossesTable(props: { group: RateGroup }) {
  const query = useQuery(() => lossesQuery(props.group.id));
  const format = useFormat();
  const may = usePermission();
  const allow = useAllowBelowCost();
  const [asked, setAsked] = createSignal<string[]>([]);
  const losses = () => dataOf(query);
  const refused = () => [
    ...new Set((losses()?.items ?? []).filter((loss) => !loss.allowed).map((loss) => loss.price.prefix)),
  ];
  const unseen = () => (losses()?.total ?? 0) - (losses()?.items.length ?? 0);
  const confirm = async (): Promise<void> => {
    await allow.mutateAsync({ id: props.group.id, prefixes: asked() });
    toastDone(t('prices.losses.allowedDone'));
    setAsked([]);
  };
  return (
    <>
      <Show when={may('rates.write') && refused().length > 1}>
        <div class="flex justify-end border-b border-line px-4 py-2">
          <Button size="s" onClick={() => setAsked(refused().slice(0, maxAllowedAtOnce))}>
            {t('prices.losses.allowAll')}
          </Button>
        </div>
      </Show>
      <QueryTable
        label={t('prices.losses.title')}
        testId="losses-table"
        query={query}
        columns={columnsOf(format, may('rates.write') ? (loss) => setAsked([loss.price.prefix]) : undefined)}
        rows={losses()?.items}
        rowKey={(loss) => `${loss.price.prefix} ${loss.cost.prefix} ${loss.from} ${loss.taskTypes.join()}`}
        emptyText={t('prices.preview.noLoss')}
      />
      <Show when={unseen() > 0}>
        <p class="px-4 py-2 text-xs text-ink-3">{t('prices.losses.more', format.count(unseen()))}</p>
      </Show>
      <ConfirmDialog
        open={asked().length > 0}
        onClose={() => setAsked([])}
        title={t('prices.losses.allowTitle')}
        body={t('prices.losses.allowBody', format.count(asked().length))}
        confirm={t('prices.losses.allow')}
        busy={allow.isPending}
        error={allow.error}
        onConfirm={() => void confirm().catch(() => undefined)}
      />
    </>
  );
}

/** A line above a group's rates where some of them are below what one pays; nothing where none is. */
export function LossesBanner(props: { group: RateGroup; onShow: () => void }) {
  const query = useQuery(() => lossesQuery(props.group.id));
  const format = useFormat();
  const total = () => dataOf(query)?.total ?? 0;
  const refused = () => total() - (dataOf(query)?.allowed ?? 0);
  return (
    <Show when={total() > 0}>
      <div
        class="flex items-center gap-x-3 border-b border-line px-4 py-2 text-s"
        classList={{ 'bg-warn-soft text-warn-ink': refused() > 0, 'text-ink-2': refused() === 0 }}
        data-testid="losses-banner"
      >
        <TriangleAlert class="size-4 shrink-0" aria-hidden="true" />
        <span class="min-w-0 grow">
          {refused() > 0
            ? t('prices.losses.banner', format.count(refused()))
            : t('prices.losses.bannerAllowed', format.count(total()))}
        </span>
        <Button size="s" onClick={() => props.onShow()}>
          {t('prices.losses.show')}
        </Button>
      </div>
    </Show>
  );
}
