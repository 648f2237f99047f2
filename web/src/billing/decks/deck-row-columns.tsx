import type { DeckRow, DeckRowKind } from '@yunhu/api/schemas';
import ArrowDown from 'lucide-solid/icons/arrow-down';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import { Show } from 'solid-js';
import { perMinuteMicros, toMicros } from '../../i18n/money.ts';
import { t } from '../../i18n/translate.ts';
import type { useFormat } from '../../session/format.ts';
import type { Column } from '../../ui/table-model.ts';

type Format = ReturnType<typeof useFormat>;
type Price = NonNullable<DeckRow['after']>;

const decimals = 4;

const perMinute = ({ pricePerBlockMicros, blockSeconds }: Pick<Price, 'pricePerBlockMicros' | 'blockSeconds'>) =>
  perMinuteMicros(toMicros(pricePerBlockMicros), blockSeconds);

/** Of a rejected row it is what one looks for in the file; of the others it may fall away. */
const alwaysLine: Column<DeckRow> = {
  id: 'line',
  head: () => t('decks.preview.columns.line'),
  align: 'right',
  always: true,
  cell: (row) => <span class="code text-ink-3">{row().line ?? t('ui.none')}</span>,
};
const lineColumn: Column<DeckRow> = { ...alwaysLine, always: false, from: 'sm' };

const prefixColumn: Column<DeckRow> = {
  id: 'prefix',
  head: () => t('decks.preview.columns.prefix'),
  always: true,
  cell: (row) => <span class="code font-medium">{row().prefix}</span>,
};

const destinationColumn: Column<DeckRow> = {
  id: 'destination',
  head: () => t('decks.preview.columns.destination'),
  grow: true,
  from: 'sm',
  cell: (row) => (
    <span class="block max-w-72 truncate">{(row().after ?? row().before)?.destination || t('ui.none')}</span>
  ),
};

function priceColumn(side: 'before' | 'after', format: Format): Column<DeckRow> {
  return {
    id: side,
    head: () => `${t(`decks.preview.columns.${side}`)} ${format.sign()}`,
    align: 'right',
    always: true,
    cell: (row) => (
      <Show when={row()[side]} fallback={<span class="text-ink-3">{t('ui.none')}</span>}>
        {(price) => (
          <span class="code" classList={{ 'text-ink-3': side === 'before' }}>
            {format.amount(perMinute(price()).toString(), decimals)}
          </span>
        )}
      </Show>
    ),
  };
}

/** How much dearer or cheaper a minute becomes; an arrow stands beside the figure. */
function Change(props: { before: Price; after: Price; format: Format }) {
  const was = () => Number(perMinute(props.before));
  const difference = () => Number(perMinute(props.after)) - was();
  const shown = () => (was() === 0 ? '' : props.format.share(Math.abs(difference()), was()));
  return (
    <Show when={difference() !== 0} fallback={<span class="text-ink-3">{t('ui.none')}</span>}>
      <span
        class="code inline-flex items-center gap-0.5"
        classList={{ 'text-bad-ink': difference() > 0, 'text-ok-ink': difference() < 0 }}
      >
        <Show when={difference() > 0} fallback={<ArrowDown class="size-3" aria-hidden="true" />}>
          <ArrowUp class="size-3" aria-hidden="true" />
        </Show>
        {shown()}
      </span>
    </Show>
  );
}

function blockColumn(format: Format): Column<DeckRow> {
  const block = (price: Price) =>
    price.firstBlockSeconds === null
      ? format.count(price.blockSeconds)
      : `${format.count(price.firstBlockSeconds)}/${format.count(price.blockSeconds)}`;
  return {
    id: 'block',
    head: () => t('decks.preview.columns.block'),
    align: 'right',
    from: 'lg',
    cell: (row) => {
      const price = () => row().after ?? row().before;
      return (
        <span class="code text-ink-2">
          {price() === null ? t('ui.none') : t('billing.rates.block', block(price() as Price))}
        </span>
      );
    },
  };
}

function changeColumn(format: Format): Column<DeckRow> {
  return {
    id: 'change',
    head: () => t('decks.preview.columns.change'),
    align: 'right',
    from: 'md',
    cell: (row) => (
      <Show when={row().before !== null && row().after !== null}>
        <Change before={row().before as Price} after={row().after as Price} format={format} />
      </Show>
    ),
  };
}

const rejectedColumns: Column<DeckRow>[] = [
  alwaysLine,
  {
    id: 'field',
    head: () => t('decks.preview.columns.field'),
    from: 'sm',
    cell: (row) => t(`decks.fields.${row().rejection?.field ?? 'prefix'}`),
  },
  {
    id: 'cell',
    head: () => t('decks.preview.columns.cell'),
    always: true,
    cell: (row) => (
      <span class="code block max-w-48 truncate max-sm:max-w-28" title={row().rejection?.cell}>
        {row().rejection?.cell || t('ui.none')}
      </span>
    ),
  },
  {
    id: 'reason',
    head: () => t('decks.preview.columns.reason'),
    always: true,
    grow: true,
    cell: (row) => (
      <span class="block text-bad-ink max-sm:max-w-36 max-sm:whitespace-normal">
        {t(`decks.faults.${row().rejection?.reason ?? 'blank'}`)}
      </span>
    ),
  },
];

/** The columns that a kind of row needs. */
export function deckRowColumns(kind: DeckRowKind, format: Format): Column<DeckRow>[] {
  if (kind === 'rejected') return rejectedColumns;
  const common = [lineColumn, prefixColumn, destinationColumn, blockColumn(format)];
  if (kind === 'changed') {
    return [...common, priceColumn('before', format), priceColumn('after', format), changeColumn(format)];
  }
  return [...common, priceColumn(kind === 'removed' ? 'before' : 'after', format)];
}
