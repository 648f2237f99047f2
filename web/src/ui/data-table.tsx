// The table of every page: sticky head, sorting, branches, keyboard, virtual rows, and a shape while it loads.
import ArrowDown from 'lucide-solid/icons/arrow-down';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import { type Accessor, For, type JSX, Show, createMemo, createSignal, createUniqueId } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { BoneRows } from './bone.tsx';
import { type Column, type PlacedRow, type SortState, ariaSort, arrangeRows, nextSort } from './table-model.ts';
import { createTableKeyboard } from './table-keyboard.ts';
import { type TableWindow, createTableWindow } from './table-window.ts';

export type DataTableProps<T> = {
  label: string;
  columns: readonly Column<T>[];
  /** Undefined while the first rows are on their way. */
  rows: readonly T[] | undefined;
  rowKey: (row: T) => string;
  branches?: (row: T) => readonly T[];
  closed?: ReadonlySet<string>;
  onToggle?: (key: string) => void;
  sort?: SortState;
  onSort?: (sort: SortState) => void;
  hidden?: readonly string[];
  onOpen?: (row: T) => void;
  openKey?: string | null;
  /** Shown in place of rows when there are none. */
  empty: JSX.Element;
  testId?: string;
};

const showsFrom = {
  sm: 'max-sm:hidden',
  md: 'max-md:hidden',
  lg: 'max-lg:hidden',
  xl: 'max-xl:hidden',
  '2xl': 'max-2xl:hidden',
};
const noRows: ReadonlySet<string> = new Set();

function cellClass<T>(column: Column<T>): string {
  const from = column.from === undefined ? '' : showsFrom[column.from];
  return `${from} ${column.align === 'right' ? 'num' : ''} ${column.grow === true ? 'w-full' : ''}`;
}

function HeadCell<T>(props: { column: Column<T>; sort: SortState; onSort: ((sort: SortState) => void) | undefined }) {
  const active = () => ariaSort(props.sort, props.column.id);
  const canSort = () => props.column.sortBy !== undefined && props.onSort !== undefined;
  const press = () => props.onSort?.(nextSort(props.sort, props.column.id));
  return (
    <th
      scope="col"
      aria-sort={canSort() ? active() : undefined}
      class={`sticky top-[52px] z-10 h-8 border-b border-line bg-surface px-3 text-xs font-book whitespace-nowrap text-ink-3 first:pl-4 last:pr-4 ${cellClass(props.column)} ${props.column.align === 'right' ? '' : 'text-left'}`}
    >
      <Show
        when={canSort()}
        fallback={<span classList={{ 'sr-only': props.column.quietHead === true }}>{props.column.head()}</span>}
      >
        <button
          type="button"
          class="group inline-flex items-center gap-1 rounded-s hover:text-ink"
          classList={{ 'text-ink': active() !== 'none' }}
          title={t('ui.sortBy', props.column.head())}
          onClick={press}
        >
          {props.column.head()}
          <Show when={active() !== 'ascending'} fallback={<ArrowUp class="size-3" aria-hidden="true" />}>
            <ArrowDown
              class="size-3 group-hover:opacity-60"
              classList={{ 'opacity-0': active() === 'none' }}
              aria-hidden="true"
            />
          </Show>
        </button>
      </Show>
    </th>
  );
}

type RowProps<T> = {
  columns: readonly Column<T>[];
  placed: Accessor<PlacedRow<T>>;
  index: number;
  id: string;
  active: boolean;
  open: boolean;
  isTree: boolean;
  onOpen: ((row: T) => void) | undefined;
};

/** Presses on what a row holds are not presses on the row. */
function isOnControl(event: MouseEvent): boolean {
  return event.target instanceof Element && event.target.closest('a, button, input, [role="menu"]') !== null;
}

function BodyRow<T>(props: RowProps<T>) {
  const place = () => props.placed().place;
  return (
    <tr
      id={props.id}
      data-index={props.index}
      aria-level={props.isTree ? place().depth + 1 : undefined}
      aria-expanded={props.isTree && place().hasBranch ? place().isOpen : undefined}
      aria-selected={props.open}
      class="border-b border-line last:border-0 hover:bg-hover"
      classList={{
        'cursor-pointer': props.onOpen !== undefined,
        'bg-accent-soft! ': props.open,
        'outline-2 -outline-offset-2 outline-accent/60': props.active,
      }}
      onClick={(event) => !isOnControl(event) && props.onOpen?.(props.placed().row)}
    >
      <For each={props.columns}>
        {(column) => (
          <td class={`h-9 px-3 whitespace-nowrap first:pl-4 last:pr-4 max-md:h-11 ${cellClass(column)}`}>
            {column.cell(() => props.placed().row, place)}
          </td>
        )}
      </For>
    </tr>
  );
}

function Spacer(props: { height: number; columns: number }) {
  return (
    <Show when={props.height > 0}>
      <tr aria-hidden="true">
        <td class="p-0" colSpan={props.columns} style={{ height: `${props.height}px` }} />
      </tr>
    </Show>
  );
}

type BodyProps<T> = {
  table: DataTableProps<T>;
  id: string;
  columns: readonly Column<T>[];
  placed: readonly PlacedRow<T>[];
  view: TableWindow;
  active: number | null;
};

function Body<T>(props: BodyProps<T>) {
  const bones = () =>
    props.columns.map((column, index) => ({ class: cellClass(column), grow: column.grow === true || index === 0 }));
  return (
    <tbody>
      <Show when={props.table.rows !== undefined} fallback={<BoneRows rows={8} cells={bones()} />}>
        <Spacer height={props.view.before()} columns={props.columns.length} />
        <For each={props.view.indices()}>
          {(index) => {
            // While rows go away the last value stands in, for the moment until this row is gone too.
            const row = createMemo<PlacedRow<T> | undefined>((before) => props.placed[index] ?? before);
            return (
              <Show when={row()}>
                {(known) => (
                  <BodyRow
                    columns={props.columns}
                    placed={known}
                    index={index}
                    id={`${props.id}-${index}`}
                    active={props.active === index}
                    open={props.table.openKey !== undefined && props.table.openKey === known().id}
                    isTree={props.table.branches !== undefined}
                    onOpen={props.table.onOpen}
                  />
                )}
              </Show>
            );
          }}
        </For>
        <Spacer height={props.view.after()} columns={props.columns.length} />
      </Show>
    </tbody>
  );
}

/** The rows of `props` in order, with what the reader hid, closed and sorted. */
export function DataTable<T>(props: DataTableProps<T>) {
  const [element, setElement] = createSignal<HTMLTableElement>();
  const id = createUniqueId();
  const columns = createMemo(() =>
    props.columns.filter((column) => column.always === true || props.hidden?.includes(column.id) !== true),
  );
  const placed = createMemo(() =>
    arrangeRows({
      rows: props.rows ?? [],
      columns: props.columns,
      rowKey: (row) => props.rowKey(row),
      branches: props.branches,
      closed: props.closed ?? noRows,
      sort: props.sort ?? '',
    }),
  );
  const view = createTableWindow(() => placed().length, element);
  const keyboard = createTableKeyboard<T>({
    placed,
    scrollTo: view.scrollTo,
    toggle: (key) => props.onToggle?.(key),
    open: () => props.onOpen,
  });
  return (
    <Show when={props.rows === undefined || placed().length > 0} fallback={props.empty}>
      <table
        ref={setElement}
        role={props.branches === undefined ? 'grid' : 'treegrid'}
        aria-label={props.label}
        aria-rowcount={placed().length}
        aria-busy={props.rows === undefined}
        aria-activedescendant={keyboard.active() === null ? undefined : `${id}-${keyboard.active()}`}
        tabindex={0}
        onKeyDown={(event) => keyboard.onKeyDown(event)}
        onBlur={() => keyboard.leave()}
        data-testid={props.testId}
        class="w-full border-collapse text-s"
        classList={{ 'outline-none': keyboard.active() !== null }}
      >
        <thead>
          <tr>
            <For each={columns()}>
              {(column) => <HeadCell column={column} sort={props.sort ?? ''} onSort={props.onSort} />}
            </For>
          </tr>
        </thead>
        <Body table={props} id={id} columns={columns()} placed={placed()} view={view} active={keyboard.active()} />
      </table>
    </Show>
  );
}
