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
import { lossesBelow, lossesInWords } from './downstream-problem.tsx';
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

function Buttons(props: { exception: RateException; actions: Actions }) {
  const { edit, remove } = {
    edit: () => t('prices.exceptions.edit', props.exception.prefix),
    remove: () => t('prices.exceptions.remove', props.exception.prefix),
  };
  return (
    <span class="inline-flex gap-0.5">
      <button
        type="button"
        class={buttonClass('ghost', 'icon')}
        aria-label={edit()}
        title={edit()}
        onClick={() => props.actions.edit(props.exception)}
      >
        <Pencil class="size-3.5" aria-hidden="true" />
      </button>
      <button
        type="button"
        class={buttonClass('ghost', 'icon')}
        aria-label={remove()}
        title={remove()}
        onClick={() => props.actions.remove(props.exception)}
      >
        <Undo2 class="size-3.5" aria-hidden="true" />
      </button>
    </span>
  );
}

function Terms(props: { exception: RateException }) {
  const format = useFormat();
  return (
    <span class="flex min-w-0 flex-wrap items-center gap-x-2 whitespace-normal">
      <span>{termsOf(props.exception, format)}</span>
      <Show when={props.exception.allowed !== null}>
        <span class="rounded-full bg-warn-soft px-2 py-0.5 text-2xs text-warn-ink">
          {t('prices.losses.allowBelow')}
        </span>
      </Show>
    </span>
  );
}

function columnsOf(format: Format, actions: Actions | undefined): Column<RateException>[] {
  const columns: Column<RateException>[] = [
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
      cell: (row) => <Terms exception={row()} />,
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
  ];
  if (actions === undefined) return columns;
  const buttons: Column<RateException> = {
    id: 'actions',
    head: () => t('tenancy.columns.actions'),
    quietHead: true,
    always: true,
    align: 'right',
    cell: (row) => <Buttons exception={row()} actions={actions} />,
  };
  return [...columns, buttons];
}

type ExceptionsTableProps = {
  group: RateGroup;
  exceptions: readonly RateException[];
  query: { isLoadingError: boolean; error: unknown; refetch: () => Promise<unknown> };
};

function EndDialog(props: { group: RateGroup; exception: RateException | null; onClose: () => void }) {
  const end = useEndException();
  const format = useFormat();
  const confirm = async (exception: RateException): Promise<void> => {
    // Asked a second time, having read what that loses.
    const downstreamLossesAccepted = losses() !== undefined;
    await end.mutateAsync({ id: props.group.id, prefix: exception.prefix, downstreamLossesAccepted });
    toastDone(t('prices.exceptions.removed', exception.prefix));
    close();
  };
  const losses = () => lossesBelow(end.error);
  const body = () => t('prices.exceptions.removeBody', props.exception?.prefix ?? '');
  const close = (): void => {
    end.reset();
    props.onClose();
  };
  return (
    <ConfirmDialog
      open={props.exception !== null}
      onClose={close}
      title={t('prices.exceptions.removeTitle')}
      body={((lost) => (lost ? lossesInWords(lost, format.count(lost.length)) : body()))(losses())}
      confirm={losses() ? t('prices.losses.downstreamGo') : t('prices.exceptions.removeYes')}
      look="main"
      busy={end.isPending}
      error={losses() ? null : end.error}
      onConfirm={() => {
        if (props.exception !== null) confirm(props.exception).catch(() => undefined);
      }}
    />
  );
}

/** What a rule does not say for everybody. */
export function ExceptionsTable(props: ExceptionsTableProps) {
  const format = useFormat();
  const may = usePermission();
  const [edited, setEdited] = createSignal<RateException | 'new' | null>(null);
  const [ended, setEnded] = createSignal<RateException | null>(null);
  return (
    <>
      <div class="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2.5">
        <h3 class="text-s font-semibold">{t('prices.exceptions.title')}</h3>
        <span class="text-xs text-ink-3">{t('prices.exceptions.note')}</span>
        <span class="grow" />
        <Show when={may('rates.write')}>
          <Button size="s" onClick={() => setEdited('new')} data-testid="add-exception">
            <Plus class="size-3.5" aria-hidden="true" />
            {t('prices.exceptions.add')}
          </Button>
        </Show>
      </div>
      <QueryTable
        label={t('prices.exceptions.title')}
        testId="exceptions-table"
        query={props.query}
        columns={columnsOf(format, may('rates.write') ? { edit: setEdited, remove: setEnded } : undefined)}
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
      <EndDialog group={props.group} exception={ended()} onClose={() => setEnded(null)} />
    </>
  );
}
