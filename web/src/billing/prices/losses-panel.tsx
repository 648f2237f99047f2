import { useQuery } from '@tanstack/solid-query';
import type { MarginLoss, RateGroup } from '@yunhu/api/schemas';
import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import { Show, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { usePermission } from '../../session/session.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog, Dialog } from '../../ui/dialog.tsx';
import { QueryTable } from '../../ui/query-table.tsx';
import { dataOf } from '../../ui/query.ts';
import type { Column } from '../../ui/table-model.ts';
import { toastDone } from '../../ui/toast.tsx';
import { lossesQuery, useAllowBelowCost } from './data.ts';

function columnsOf(format: ReturnType<typeof useFormat>, onAllow: ((loss: MarginLoss) => void) | undefined) {
  const columns: Column<MarginLoss>[] = [
    {
      id: 'sold',
      head: () => t('prices.losses.sold'),
      always: true,
      grow: true,
      cell: (row) => (
        <span class="block min-w-0">
          <span class="code font-medium">{row().price.prefix}</span>{' '}
          <span class="code">{t('prices.quote.perMinute', format.amount(row().price.perMinuteMicros, 4))}</span>
          <span class="block truncate text-2xs text-ink-3">{row().price.destination}</span>
        </span>
      ),
    },
    {
      id: 'cost',
      head: () => t('prices.losses.cost'),
      from: 'sm',
      cell: (row) => (
        <span>
          <span class="code">{row().cost.prefix}</span>{' '}
          <span class="code">{t('prices.quote.perMinute', format.amount(row().cost.perMinuteMicros, 4))}</span>
        </span>
      ),
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
      cell: (row) => (
        <Show when={!row().allowed} fallback={<span class="text-xs text-ink-3">{t('prices.losses.allowed')}</span>}>
          <Show when={onAllow}>
            {(allow) => (
              <Button size="s" onClick={() => allow()(row())}>
                {t('prices.losses.allow')}
              </Button>
            )}
          </Show>
        </Show>
      ),
    },
  ];
  return columns;
}

const maxAllowedAtOnce = 200;

function LossesDialog(props: { group: RateGroup; onClose: () => void }) {
  const query = useQuery(() => lossesQuery(props.group.id));
  const format = useFormat();
  const may = usePermission();
  const allow = useAllowBelowCost();
  const [asked, setAsked] = createSignal<string[]>([]);
  const losses = () => dataOf(query);
  const refused = () => [
    ...new Set((losses()?.items ?? []).filter((loss) => !loss.allowed).map((loss) => loss.price.prefix)),
  ];
  const confirm = async (): Promise<void> => {
    await allow.mutateAsync({ id: props.group.id, prefixes: asked() });
    toastDone(t('prices.losses.allowedDone'));
    setAsked([]);
  };
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={t('prices.losses.title')}
      lead={props.group.name}
      width="l"
      testId="losses-dialog"
    >
      <div class="-mx-5 overflow-x-auto border-y border-line">
        <QueryTable
          label={t('prices.losses.title')}
          testId="losses-table"
          query={query}
          columns={columnsOf(format, may('rates.write') ? (loss) => setAsked([loss.price.prefix]) : undefined)}
          rows={losses()?.items}
          rowKey={(loss) => `${loss.price.prefix} ${loss.cost.prefix} ${loss.from} ${loss.taskTypes.join()}`}
          emptyText={t('prices.preview.noLoss')}
        />
      </div>
      <div class="mt-4 flex flex-wrap items-center justify-end gap-2">
        <Show when={(losses()?.total ?? 0) > (losses()?.items.length ?? 0)}>
          <span class="grow text-xs text-ink-3">
            {t('prices.losses.more', format.count((losses()?.total ?? 0) - (losses()?.items.length ?? 0)))}
          </span>
        </Show>
        <Show when={may('rates.write') && refused().length > 1}>
          <Button onClick={() => setAsked(refused().slice(0, maxAllowedAtOnce))}>{t('prices.losses.allowAll')}</Button>
        </Show>
      </div>
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
    </Dialog>
  );
}

/** A line above a group's rates where some of them are below what one pays; nothing where none is. */
export function LossesBanner(props: { group: RateGroup }) {
  const query = useQuery(() => lossesQuery(props.group.id));
  const format = useFormat();
  const [open, setOpen] = createSignal(false);
  const total = () => dataOf(query)?.total ?? 0;
  const refused = () => total() - (dataOf(query)?.allowed ?? 0);
  return (
    <Show when={total() > 0}>
      <div
        class="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2 text-s"
        classList={{ 'bg-warn-soft text-warn-ink': refused() > 0, 'text-ink-2': refused() === 0 }}
        data-testid="losses-banner"
      >
        <TriangleAlert class="size-4 shrink-0" aria-hidden="true" />
        <span class="grow">
          {refused() > 0
            ? t('prices.losses.banner', format.count(refused()))
            : t('prices.losses.bannerAllowed', format.count(total()))}
        </span>
        <Button size="s" onClick={() => setOpen(true)}>
          {t('prices.losses.show')}
        </Button>
      </div>
      <Show when={open()}>
        <LossesDialog group={props.group} onClose={() => setOpen(false)} />
      </Show>
    </Show>
  );
}
