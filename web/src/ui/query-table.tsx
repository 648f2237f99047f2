import { type JSX, Show, splitProps } from 'solid-js';
import { formatCount } from '../i18n/number.ts';
import { locale, t } from '../i18n/translate.ts';
import { Button } from './button.tsx';
import { DataTable, type DataTableProps } from './data-table.tsx';
import { LoadMore } from './load-more.tsx';
import { EmptyState, ErrorState } from './notice.tsx';

type QueryTableProps<T> = Omit<DataTableProps<T>, 'empty'> & {
  /** Where the rows come from: one answer, or pages of it. */
  query: {
    readonly isLoadingError: boolean;
    readonly error: unknown;
    readonly refetch: () => Promise<unknown>;
    readonly hasNextPage?: boolean;
    readonly isFetchingNextPage?: boolean;
    readonly fetchNextPage?: () => Promise<unknown>;
  };
  /** Said when there is nothing at all, and when only the filters leave nothing. */
  emptyText: string;
  filteredText?: string;
  isFiltered?: boolean;
  onClearFilters?: () => void;
  /** The one button that helps when there is nothing at all. */
  emptyAction?: JSX.Element;
};

function Nothing<T>(
  props: Pick<QueryTableProps<T>, 'emptyText' | 'filteredText' | 'isFiltered' | 'onClearFilters' | 'emptyAction'>,
) {
  const filtered = () => props.isFiltered === true;
  return (
    <EmptyState text={filtered() ? (props.filteredText ?? props.emptyText) : props.emptyText}>
      <Show when={filtered()} fallback={props.emptyAction}>
        <Button onClick={() => props.onClearFilters?.()}>{t('ui.clear')}</Button>
      </Show>
    </EmptyState>
  );
}

/** A table over a query: its failure, its emptiness, and its further pages. */
export function QueryTable<T>(props: QueryTableProps<T>) {
  const [own, table] = splitProps(props, [
    'query',
    'emptyText',
    'filteredText',
    'isFiltered',
    'onClearFilters',
    'emptyAction',
  ]);
  return (
    <Show
      when={!own.query.isLoadingError}
      fallback={<ErrorState error={own.query.error} retry={() => void own.query.refetch()} />}
    >
      <DataTable {...table} empty={<Nothing {...own} />} />
      <Show when={own.query.hasNextPage}>
        <LoadMore
          shown={t('ui.loadedRows', formatCount(table.rows?.length ?? 0, locale()))}
          busy={own.query.isFetchingNextPage === true}
          onMore={() => void own.query.fetchNextPage?.()}
        />
      </Show>
    </Show>
  );
}
