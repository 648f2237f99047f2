// The table of every page: sticky head, sorting, branches, keyboard, virtual rows, and a shape while it loads.
import ArrowDown from 'lucide-solid/icons/arrow-down';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import { type Accessor, For, type JSX, Show, createMemo, createSignal, createUniqueId } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { BoneRows } from './bone.tsx';
import { type Column, type PlacedRow, type SortState, ariaSort, arrangeRows, nextSort } from './table-model.ts';
import { createTableWindow } from './table-window.ts';

type DataTableProps<T> = {
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

const showsFrom = { sm: 'max-sm:hidden', md: 'max-md:hidden', lg: 'max-lg:hidden', xl: 'max-xl:hidden' };
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
      class={`sticky top-[52px] z-10 h-8 border-b border-line bg-surface px-3 text-xs font-medium whitespace-nowrap text-ink-3 first:pl-4 last:pr-4 ${cellClass(props.column)} ${props.column.align === 'right' ? '' : 'text-left'}`}
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
        <td colSpan={props.columns} style={{ height: `${props.height}px`, padding: '0' }} />
      </tr>
    </Show>
  );
}

/** Moves through the rows: arrows, Home, End, Enter; left and right close and open branches. */
function createKeyboard<T>(
  props: DataTableProps<T>,
  placed: Accessor<readonly PlacedRow<T>[]>,
  scrollTo: (index: number) => void,
) {
  const [active, setActive] = createSignal<number | null>(null);
  const steps: Record<string, (at: number, last: number) => number> = {
    ArrowDown: (at) => at + 1,
    ArrowUp: (at) => at - 1,
    PageDown: (at) => at + 12,
    PageUp: (at) => at - 12,
    Home: () => 0,
    End: (_, last) => last,
  };
  const turnBranch = (row: PlacedRow<T>, open: boolean): boolean => {
    if (!row.place.hasBranch || row.place.isOpen === open) return false;
    props.onToggle?.(row.id);
    return true;
  };
  const act = (key: string): boolean => {
    const at = active();
    const row = at === null ? undefined : placed()[at];
    if (row === undefined) return false;
    if (key === 'Enter' && props.onOpen !== undefined) return (props.onOpen(row.row), true);
    if (key === 'ArrowRight') return turnBranch(row, true);
    return key === 'ArrowLeft' && turnBranch(row, false);
  };
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }): void => {
    if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = steps[event.key];
    const last = placed().length - 1;
    if (step !== undefined && last >= 0) {
      const at = active();
      const next = Math.max(0, Math.min(last, at === null ? 0 : step(at, last)));
      setActive(next);
      scrollTo(next);
    } else if (!act(event.key)) return;
    event.preventDefault();
  };
  return { active, onKeyDown, leave: () => setActive(null) };
}

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
  const keyboard = createKeyboard(props, placed, view.scrollTo);
  const isTree = () => props.branches !== undefined;
  return (
    <Show when={props.rows === undefined || placed().length > 0} fallback={props.empty}>
      <table
        ref={setElement}
        role={isTree() ? 'treegrid' : 'grid'}
        aria-label={props.label}
        aria-rowcount={placed().length}
        aria-busy={props.rows === undefined}
        aria-activedescendant={keyboard.active() === null ? undefined : `${id}-${keyboard.active()}`}
        tabindex={0}
        onKeyDown={keyboard.onKeyDown}
        onBlur={keyboard.leave}
        data-testid={props.testId}
        class="w-full border-collapse text-s"
      >
        <thead>
          <tr>
            <For each={columns()}>
              {(column) => <HeadCell column={column} sort={props.sort ?? ''} onSort={props.onSort} />}
            </For>
          </tr>
        </thead>
        <tbody>
          <Show when={props.rows !== undefined} fallback={<BoneRows rows={8} columns={columns().length} />}>
            <Spacer height={view.before()} columns={columns().length} />
            <For each={view.indices()}>
              {(index) => {
                // While rows go away the last value stands in, for the moment until this row is gone too.
                const row = createMemo<PlacedRow<T> | undefined>((before) => placed()[index] ?? before);
                return (
                  <Show when={row()}>
                    {(known) => (
                      <BodyRow
                        columns={columns()}
                        placed={known}
                        index={index}
                        id={`${id}-${index}`}
                        active={keyboard.active() === index}
                        open={props.openKey !== undefined && props.openKey === known().id}
                        isTree={isTree()}
                        onOpen={props.onOpen}
                      />
                    )}
                  </Show>
                );
              }}
            </For>
            <Spacer height={view.after()} columns={columns().length} />
          </Show>
        </tbody>
      </table>
    </Show>
  );
}
