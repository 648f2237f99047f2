import type { RateException, RateGroup } from '@yunhu/api/schemas';
import Pencil from 'lucide-solid/icons/pencil';
import Plus from 'lucide-solid/icons/plus';
import Undo2 from 'lucide-solid/icons/undo-2';
import { Show, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { usePermission } from '../../session/session.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { QueryTable } from '../../ui/query-table.tsx';
import type { Column } from '../../ui/table-model.ts';
import { toastDone } from '../../ui/toast.tsx';
import { useEndException } from './data.ts';
import { ExceptionDialog } from './exception-dialog.tsx';
import { markUpWords } from './mark-up.ts';

type Format = ReturnType<typeof useFormat>;

function termsOf(exception: RateException, format: Format): string {
  if (exception.markUp !== null) return markUpWords(exception.markUp, format);
  const { rate } = exception;
  return rate === null
    ? ''
    : t('prices.exceptions.fixed', format.money(rate.pricePerBlockMicros), format.count(rate.blockSeconds));
}

type Actions = { edit: (exception: RateException) => void; remove: (exception: RateException) => void };

function columnsOf(format: Format, actions: Actions | undefined): Column<RateException>[] {
  const buttons: Column<RateException>[] = actions
    ? [
        {
          id: 'actions',
          head: () => t('tenancy.columns.actions'),
          quietHead: true,
          always: true,
          align: 'right',
          cell: (row) => (
            <span class="inline-flex gap-0.5">
              <button
                type="button"
                class={buttonClass('ghost', 'icon')}
                aria-label={t('prices.exceptions.edit', row().prefix)}
                title={t('prices.exceptions.edit', row().prefix)}
                onClick={() => actions.edit(row())}
              >
                <Pencil class="size-3.5" aria-hidden="true" />
              </button>
              <button
                type="button"
                class={buttonClass('ghost', 'icon')}
                aria-label={t('prices.exceptions.remove', row().prefix)}
                title={t('prices.exceptions.remove', row().prefix)}
                onClick={() => actions.remove(row())}
              >
                <Undo2 class="size-3.5" aria-hidden="true" />
              </button>
            </span>
          ),
        },
      ]
    : [];
  return [
    {
      id: 'prefix',
      head: () => t('prices.exceptions.prefix'),
      always: true,
      cell: (row) => <span class="code font-medium">{row().prefix}</span>,
    },
    {
      id: 'terms',
      head: () => t('prices.exceptions.terms'),
      grow: true,
      always: true,
      cell: (row) => (
        <span class="flex min-w-0 flex-wrap items-center gap-x-2 whitespace-normal">
          <span>{termsOf(row(), format)}</span>
          <Show when={row().allowed !== null}>
            <span class="rounded-full bg-warn-soft px-2 py-0.5 text-2xs text-warn-ink">
              {t('prices.losses.allowBelow')}
            </span>
          </Show>
        </span>
      ),
    },
    {
      id: 'destination',
      head: () => t('billing.rates.columns.destination'),
      from: 'lg',
      cell: (row) => row().destination || <span class="text-ink-3">{t('ui.none')}</span>,
    },
    {
      id: 'since',
      head: () => t('prices.exceptions.since'),
      from: 'sm',
      cell: (row) => (
        <span class="text-ink-3 tabular">
          {row().effectiveFrom === null ? t('billing.rates.always') : format.shortDateTime(row().effectiveFrom ?? '')}
        </span>
      ),
    },
    ...buttons,
  ];
}

type ExceptionsTableProps = {
  group: RateGroup;
  exceptions: readonly RateException[];
  query: { isLoadingError: boolean; error: unknown; refetch: () => Promise<unknown> };
};

/** What a rule does not say for everybody. */
export function ExceptionsTable(props: ExceptionsTableProps) {
  const format = useFormat();
  const may = usePermission();
  const end = useEndException();
  const [edited, setEdited] = createSignal<RateException | 'new' | null>(null);
  const [removed, setRemoved] = createSignal<RateException | null>(null);
  const remove = async (exception: RateException): Promise<void> => {
    await end.mutateAsync({ id: props.group.id, prefix: exception.prefix });
    toastDone(t('prices.exceptions.removed', exception.prefix));
    setRemoved(null);
  };
  const AddButton = () => (
    <Show when={may('rates.write')}>
      <Button size="s" onClick={() => setEdited('new')} data-testid="add-exception">
        <Plus class="size-3.5" aria-hidden="true" />
        {t('prices.exceptions.add')}
      </Button>
    </Show>
  );
  return (
    <>
      <div class="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2.5">
        <h3 class="text-s font-semibold">{t('prices.exceptions.title')}</h3>
        <span class="text-xs text-ink-3">{t('prices.exceptions.note')}</span>
        <span class="grow" />
        <AddButton />
      </div>
      <QueryTable
        label={t('prices.exceptions.title')}
        testId="exceptions-table"
        query={props.query}
        columns={columnsOf(format, may('rates.write') ? { edit: setEdited, remove: setRemoved } : undefined)}
        rows={props.exceptions}
        rowKey={(exception) => `${exception.prefix} ${exception.effectiveFrom ?? ''}`}
        emptyText={t('prices.exceptions.empty')}
      />
      <Show when={edited()} keyed>
        {(known) => (
          <ExceptionDialog
            group={props.group}
            exception={known === 'new' ? undefined : known}
            onClose={() => setEdited(null)}
          />
        )}
      </Show>
      <ConfirmDialog
        open={removed() !== null}
        onClose={() => setRemoved(null)}
        title={t('prices.exceptions.removeTitle')}
        body={t('prices.exceptions.removeBody', removed()?.prefix ?? '')}
        confirm={t('prices.exceptions.removeYes')}
        look="main"
        busy={end.isPending}
        error={end.error}
        onConfirm={() => {
          const known = removed();
          if (known !== null) remove(known).catch(() => undefined);
        }}
      />
    </>
  );
}
