import type { DeckLoss } from '@yunhu/api/schemas';
import { t } from '../../i18n/translate.ts';
import type { useFormat } from '../../session/format.ts';
import type { Column } from '../../ui/table-model.ts';

type Format = ReturnType<typeof useFormat>;

const decimals = 4;

/** A price with its block, and its prefix where that is another than the row's. */
function priceColumn(side: 'cost' | 'sold', format: Format): Column<DeckLoss> {
  return {
    id: side,
    head: () => `${t(`decks.preview.columns.${side}`)} ${format.sign()}`,
    align: 'right',
    from: 'md',
    cell: (row) => (
      <span class="code">
        {format.amount(row()[side].pricePerBlockMicros, decimals)}
        <span class="text-ink-3">
          {t('decks.preview.each', format.count(row()[side].blockSeconds))}
          {row()[side].prefix === row().prefix ? '' : ` (${row()[side].prefix})`}
        </span>
      </span>
    ),
  };
}

/** Who would lose on what, and how much. */
export function lossColumns(format: Format, self: string): Column<DeckLoss>[] {
  return [
    {
      id: 'seller',
      head: () => t('decks.preview.columns.seller'),
      always: true,
      cell: (row) => (
        <span class="block max-w-40 truncate font-medium max-sm:max-w-24" title={row().group.name}>
          {row().seller.id === self ? t('decks.preview.own') : row().seller.name}
        </span>
      ),
    },
    {
      id: 'group',
      head: () => t('decks.preview.columns.group'),
      from: 'xl',
      cell: (row) => <span class="block max-w-40 truncate text-ink-2">{row().group.name}</span>,
    },
    {
      id: 'prefix',
      head: () => t('decks.preview.columns.prefix'),
      always: true,
      cell: (row) => <span class="code">{row().prefix}</span>,
    },
    {
      id: 'destination',
      head: () => t('decks.preview.columns.destination'),
      from: 'lg',
      grow: true,
      cell: (row) => <span class="block max-w-56 truncate">{row().destination || t('ui.none')}</span>,
    },
    priceColumn('cost', format),
    priceColumn('sold', format),
    {
      id: 'loss',
      head: () => `${t('decks.preview.columns.loss')} ${format.sign()}`,
      align: 'right',
      always: true,
      cell: (row) => <span class="code text-bad-ink">{format.amount(row().lossMicros, 2)}</span>,
    },
  ];
}
