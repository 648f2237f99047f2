import { useInfiniteQuery } from '@tanstack/solid-query';
import type { Rate, RateGroup } from '@yunhu/api/schemas';
import { Show, createMemo, createSignal, onCleanup } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { usePermission } from '../session/session.ts';
import { useAddress } from '../ui/address.ts';
import { QueryTable } from '../ui/query-table.tsx';
import { dataOf } from '../ui/query.ts';
import type { Column } from '../ui/table-model.ts';
import { ratesQuery } from './data.ts';
import { ListToolbar } from './decks/list-toolbar.tsx';
import { RateEditDialog } from './decks/rate-edit-dialog.tsx';
import { perMinuteMicros, toMicros } from '../i18n/money.ts';

function perMinute(rate: Rate): string {
  return perMinuteMicros(toMicros(rate.pricePerBlockMicros), rate.blockSeconds).toString();
}

function rateColumns(format: ReturnType<typeof useFormat>): Column<Rate>[] {
  const price = (wire: string) => <span class="code">{format.amount(wire, 4)}</span>;
  const effective = (rate: Rate): string => {
    if (rate.effectiveUntil !== null) return t('billing.rates.until', format.date(rate.effectiveUntil));
    return rate.effectiveFrom === null ? t('billing.rates.always') : format.date(rate.effectiveFrom);
  };
  return [
    {
      id: 'prefix',
      head: () => t('billing.rates.columns.prefix'),
      always: true,
      cell: (row) => <span class="code font-medium">{row().prefix}</span>,
    },
    {
      id: 'destination',
      head: () => t('billing.rates.columns.destination'),
      grow: true,
      cell: (row) => (
        <span class="block max-w-96 truncate max-sm:max-w-36" title={row().destination}>
          {row().destination || t('ui.none')}
        </span>
      ),
    },
    {
      id: 'block',
      head: () => t('billing.rates.columns.block'),
      align: 'right',
      from: 'sm',
      cell: (row) => <span class="code">{t('billing.rates.block', format.count(row().blockSeconds))}</span>,
    },
    {
      id: 'price',
      head: () => `${t('billing.rates.columns.price')} ${format.sign()}`,
      align: 'right',
      always: true,
      cell: (row) => price(row().pricePerBlockMicros),
    },
    {
      id: 'perMinute',
      head: () => `${t('billing.rates.columns.perMinute')} ${format.sign()}`,
      align: 'right',
      from: 'lg',
      cell: (row) => price(perMinute(row())),
    },
    {
      id: 'minimum',
      head: () => `${t('billing.rates.columns.minimum')} ${format.sign()}`,
      align: 'right',
      from: 'xl',
      cell: (row) => price(row().minimumChargeMicros),
    },
    {
      id: 'effective',
      head: () => t('billing.rates.columns.effective'),
      from: 'lg',
      cell: (row) => <span class="text-ink-3 tabular">{effective(row())}</span>,
    },
  ];
}

const searchDelayMs = 250;

/** The rates of one group, by prefix: to be searched, and in one's own list to be changed. */
export function RatesTable(props: { group: RateGroup }) {
  const address = useAddress({ q: '', history: '' });
  const may = usePermission();
  const [typed, setTyped] = createSignal(address.read('q'));
  const [editing, setEditing] = createSignal<Rate>();
  const write = debounce((q: string) => address.write({ q: q.trim() }), searchDelayMs);
  const filter = () => ({ q: address.read('q'), show: address.read('history') === '' ? 'current' : 'all' }) as const;
  const query = useInfiniteQuery(() => ratesQuery(props.group.id, filter()));
  const rates = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  const mayChange = () => props.group.owner === 'self' && props.group.pricing === 'list' && may('rates.write');
  const search = (q: string): void => {
    setTyped(q);
    write(q);
  };
  return (
    <>
      <ListToolbar
        group={props.group}
        search={typed()}
        onSearch={search}
        history={address.read('history') !== ''}
        onHistory={(history) => address.write({ history: history ? '1' : '' })}
      />
      <QueryTable
        label={props.group.name}
        testId="rates-table"
        query={query}
        columns={rateColumns(useFormat())}
        rows={rates()}
        rowKey={(rate) => rate.id}
        {...(mayChange() ? { onOpen: (rate: Rate) => isOpenEnded(rate) && setEditing(rate) } : {})}
        emptyText={t('billing.rates.noRates')}
        filteredText={t('decks.noMatch')}
        isFiltered={filter().q !== ''}
        onClearFilters={() => search('')}
      />
      <Show when={editing()}>
        {(rate) => <RateEditDialog group={props.group} rate={rate()} onClose={() => setEditing(undefined)} />}
      </Show>
    </>
  );
}

/** What ends already is past, or about to be replaced: neither is there to be changed. */
const isOpenEnded = (rate: Rate) => rate.effectiveUntil === null;

function debounce(run: (value: string) => void, ms: number): (value: string) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  return (value) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(value), ms);
  };
}
