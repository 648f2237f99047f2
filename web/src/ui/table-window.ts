// Only the rows in sight are in the document: the page scrolls, the table keeps its height by two empty rows.
import { createWindowVirtualizer } from '@tanstack/solid-virtual';
import { type Accessor, createEffect, createMemo, createSignal, onCleanup, onMount } from 'solid-js';

/** Up to here all rows are drawn: simpler for printing, finding in the page and screen readers. */
const drawAllUpTo = 120;
const overscan = 16;
const rowHeights = { wide: 36, narrow: 44 };
/** Below these widths of the stylesheet. */
const narrowQueries = { md: '(max-width: 759.98px)', lg: '(max-width: 1079.98px)' };

/** Whether the page is narrower than a breakpoint; below md it is a phone's. */
export function createNarrow(than: keyof typeof narrowQueries = 'md'): Accessor<boolean> {
  const media = matchMedia(narrowQueries[than]);
  const [narrow, setNarrow] = createSignal(media.matches);
  const onChange = () => setNarrow(media.matches);
  media.addEventListener('change', onChange);
  onCleanup(() => media.removeEventListener('change', onChange));
  return narrow;
}

/** How far the table begins below the top of the page; it moves when something above it grows. */
function createOffset(element: Accessor<HTMLElement | undefined>): Accessor<number> {
  const [offset, setOffset] = createSignal(0);
  onMount(() => {
    const measure = () => setOffset((element()?.getBoundingClientRect().top ?? 0) + window.scrollY);
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    measure();
    onCleanup(() => observer.disconnect());
  });
  return offset;
}

export type TableWindow = {
  /** Indices of the rows to draw. */
  indices: Accessor<number[]>;
  before: Accessor<number>;
  after: Accessor<number>;
  scrollTo: (index: number) => void;
};

/** The window of a table of `count` rows inside `element`. */
export function createTableWindow(count: Accessor<number>, element: Accessor<HTMLElement | undefined>): TableWindow {
  const narrow = createNarrow();
  const offset = createOffset(element);
  const rowHeight = () => (narrow() ? rowHeights.narrow : rowHeights.wide);
  const isWindowed = createMemo(() => count() > drawAllUpTo);
  const virtualizer = createWindowVirtualizer<HTMLTableRowElement>({
    get count() {
      return isWindowed() ? count() : 0;
    },
    estimateSize: () => rowHeight(),
    overscan,
    get scrollMargin() {
      return offset();
    },
  });
  createEffect(() => {
    rowHeight();
    virtualizer.measure();
  });
  const items = () => virtualizer.getVirtualItems();
  const indices = createMemo(() =>
    isWindowed() ? items().map((item) => item.index) : Array.from({ length: count() }, (_, index) => index),
  );
  return {
    indices,
    before: () => (isWindowed() ? (items()[0]?.start ?? offset()) - offset() : 0),
    after: () => (isWindowed() ? virtualizer.getTotalSize() - ((items().at(-1)?.end ?? offset()) - offset()) : 0),
    scrollTo: (index) => {
      if (isWindowed()) virtualizer.scrollToIndex(index, { align: 'auto' });
      else element()?.querySelector(`[data-index="${index}"]`)?.scrollIntoView({ block: 'nearest' });
    },
  };
}
