// What a table of this product is made of, and its rows in order: sorted among siblings, closed branches left out.
import type { Accessor, JSX } from 'solid-js';

/** Where a row stands in its tree; a flat list has depth 0 and no branches. */
export type RowPlace = { readonly depth: number; readonly hasBranch: boolean; readonly isOpen: boolean };

export type Column<T> = {
  readonly id: string;
  readonly head: () => string;
  /** Built once a place on the page; read `row()` inside JSX, so that only what changed is drawn again. */
  readonly cell: (row: Accessor<T>, place: Accessor<RowPlace>) => JSX.Element;
  readonly align?: 'right';
  /** The narrowest width at which the column shows; it falls away below. */
  readonly from?: 'sm' | 'md' | 'lg' | 'xl' | '2xl';
  /** What to sort by; a column without it cannot be sorted. */
  readonly sortBy?: (row: T) => string | number | bigint;
  /** Takes the room that is left. */
  readonly grow?: boolean;
  /** Stands also when columns are chosen away. */
  readonly always?: boolean;
  /** For the head of a column of buttons: read, not seen. */
  readonly quietHead?: boolean;
};

/** "balance" upwards, "-balance" downwards, "" as it came. */
export type SortState = string;

export type PlacedRow<T> = { readonly id: string; readonly row: T; readonly place: RowPlace };

type Arrangement<T> = {
  readonly rows: readonly T[];
  readonly columns: readonly Column<T>[];
  readonly rowKey: (row: T) => string;
  readonly branches?: ((row: T) => readonly T[]) | undefined;
  readonly closed: ReadonlySet<string>;
  readonly sort: SortState;
};

function compare(left: string | number | bigint, right: string | number | bigint): number {
  if (typeof left === 'string' && typeof right === 'string') return left.localeCompare(right, 'zh-CN');
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Rows as they stand on the page, top to bottom. Siblings sort among themselves; equal ones keep their order. */
export function arrangeRows<T>(from: Arrangement<T>): PlacedRow<T>[] {
  const descending = from.sort.startsWith('-');
  const sortBy = from.columns.find((column) => column.id === from.sort.replace(/^-/, ''))?.sortBy;
  const inOrder = (rows: readonly T[]): readonly T[] =>
    sortBy === undefined
      ? rows
      : [...rows].sort((left, right) => compare(sortBy(left), sortBy(right)) * (descending ? -1 : 1));
  const placed: PlacedRow<T>[] = [];
  const place = (rows: readonly T[], depth: number): void => {
    for (const row of inOrder(rows)) {
      const id = from.rowKey(row);
      const branches = from.branches?.(row) ?? [];
      const isOpen = !from.closed.has(id);
      placed.push({ id, row, place: { depth, hasBranch: branches.length > 0, isOpen } });
      if (isOpen) place(branches, depth + 1);
    }
  };
  place(from.rows, 0);
  return placed;
}

/** The next sort when a head is pressed: upwards, downwards, as it came. */
export function nextSort(sort: SortState, columnId: string): SortState {
  if (sort === columnId) return `-${columnId}`;
  return sort === `-${columnId}` ? '' : columnId;
}

/** The same as assistive technology calls it. */
export function ariaSort(sort: SortState, columnId: string): 'ascending' | 'descending' | 'none' {
  if (sort === columnId) return 'ascending';
  return sort === `-${columnId}` ? 'descending' : 'none';
}
