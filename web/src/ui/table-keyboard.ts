import { type Accessor, createSignal } from 'solid-js';
import type { PlacedRow } from './table-model.ts';

type KeyboardOptions<T> = {
  placed: Accessor<readonly PlacedRow<T>[]>;
  scrollTo: (index: number) => void;
  toggle: (key: string) => void;
  /** Undefined where rows do not open. */
  open: Accessor<((row: T) => void) | undefined>;
};

const pageRows = 12;
const steps: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  PageDown: (at) => at + pageRows,
  PageUp: (at) => at - pageRows,
  Home: () => 0,
  End: (_, last) => last,
};

/** Moves through the rows of a table: arrows, Home, End, Enter; left and right close and open branches. */
export function createTableKeyboard<T>(options: KeyboardOptions<T>) {
  const [active, setActive] = createSignal<number | null>(null);
  const turnBranch = (row: PlacedRow<T>, isOpen: boolean): boolean => {
    if (!row.place.hasBranch || row.place.isOpen === isOpen) return false;
    options.toggle(row.id);
    return true;
  };
  const openRow = (row: PlacedRow<T>): boolean => {
    const open = options.open();
    open?.(row.row);
    return open !== undefined;
  };
  const act = (key: string): boolean => {
    const row = options.placed()[active() ?? -1];
    if (row === undefined) return false;
    if (key === 'Enter') return openRow(row);
    if (key === 'ArrowRight') return turnBranch(row, true);
    return key === 'ArrowLeft' && turnBranch(row, false);
  };
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }): void => {
    if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = steps[event.key];
    const last = options.placed().length - 1;
    if (step !== undefined && last >= 0) {
      const at = active();
      const next = Math.max(0, Math.min(last, at === null ? 0 : step(at, last)));
      setActive(next);
      options.scrollTo(next);
    } else if (!act(event.key)) return;
    event.preventDefault();
  };
  return { active, onKeyDown, leave: () => setActive(null) };
}
