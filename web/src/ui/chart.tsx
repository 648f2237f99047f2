// A line over time, drawn on a canvas in the colours of the theme, with the same figures as a table behind it.
import { createEffect, createSignal, onCleanup, onMount } from 'solid-js';
import uPlot from 'uplot';
import { theme } from './theme.ts';

/** Seconds since 1970, ascending, and a value at each. */
export type Series = { readonly at: readonly number[]; readonly values: readonly (number | null)[] };

type ChartProps = {
  label: string;
  series: Series;
  height: number;
  timeZone: string;
  /** How a value is written on the axis and under the pointer. */
  formatValue: (value: number) => string;
  formatTime: (at: Date) => string;
  /** The same, shorter, under the axis. */
  formatAxis: (at: Date) => string;
  /** Holds its value until the next point, as a balance does. */
  stepped?: boolean;
  /** The stretch of time to show; all of it when absent. */
  range?: { from: number; to: number };
  fromZero?: boolean;
};

type Palette = { line: string; fill: string; grid: string; text: string };

/** The tokens as colours a canvas takes: it cannot read light-dark(), so an element resolves them. */
function readPalette(element: HTMLElement): Palette {
  const probe = document.createElement('span');
  element.append(probe);
  const resolve = (color: string): string => {
    probe.style.color = color;
    return getComputedStyle(probe).color;
  };
  const palette = {
    line: resolve('var(--color-accent)'),
    fill: resolve('color-mix(in oklab, var(--color-accent) 12%, transparent)'),
    grid: resolve('var(--color-line)'),
    text: resolve('var(--color-ink-3)'),
  };
  probe.remove();
  return palette;
}

const axisFont = '11px system-ui, sans-serif';

function options(
  props: ChartProps,
  palette: Palette,
  width: number,
  onPoint: (index: number | null) => void,
): uPlot.Options {
  const axis = { stroke: palette.text, font: axisFont, ticks: { show: false } };
  return {
    width,
    height: props.height,
    padding: [10, 26, 0, 0],
    legend: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), props.timeZone),
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7, fill: palette.line, stroke: palette.line } },
    scales: { x: { time: true }, y: { range: (_, low, high) => padded(low, high, props.fromZero === true) } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 24,
        space: 72,
        values: (_, splits) => splits.map((at) => props.formatAxis(new Date(at * 1000))),
      },
      {
        ...axis,
        grid: { stroke: palette.grid, width: 1 },
        size: 54,
        space: 28,
        values: (_, splits) => splits.map(props.formatValue),
      },
    ],
    series: [
      {},
      {
        stroke: palette.line,
        width: 1.8,
        fill: palette.fill,
        points: { show: false },
        ...(props.stepped === true && uPlot.paths.stepped && { paths: uPlot.paths.stepped({ align: 1 }) }),
      },
    ],
    hooks: { setCursor: [(plot) => onPoint(plot.cursor.idx ?? null)] },
  };
}

function padded(low: number | null, high: number | null, fromZero: boolean): [number, number] {
  const bottom = fromZero ? 0 : (low ?? 0);
  const top = Math.max(high ?? 1, bottom + 0.000001);
  const room = (top - bottom) * 0.12 || 1;
  return [fromZero ? 0 : bottom - room, Math.max(top + room, fromZero ? 1 : top + room)];
}

export default function Chart(props: ChartProps) {
  const [pointed, setPointed] = createSignal<number | null>(null);
  const [host, setHost] = createSignal<HTMLDivElement>();
  let plot: uPlot | undefined;
  const draw = (): void => {
    plot?.destroy();
    plot = undefined;
    const element = host();
    if (element === undefined || element.clientWidth === 0) return;
    plot = new uPlot(options(props, readPalette(element), element.clientWidth, setPointed), data(), element);
    fit();
  };
  const data = (): uPlot.AlignedData => [[...props.series.at], [...props.series.values]];
  const fit = (): void => {
    if (props.range !== undefined) plot?.setScale('x', { min: props.range.from, max: props.range.to });
  };
  onMount(() => {
    const element = host();
    if (element === undefined) return;
    const observer = new ResizeObserver(() => {
      if (plot === undefined) draw();
      else plot.setSize({ width: element.clientWidth, height: props.height });
    });
    observer.observe(element);
    const media = matchMedia('(prefers-color-scheme: dark)');
    media.addEventListener('change', draw);
    onCleanup(() => {
      observer.disconnect();
      media.removeEventListener('change', draw);
      plot?.destroy();
    });
  });
  createEffect(() => {
    theme();
    queueMicrotask(draw);
  });
  createEffect(() => {
    const next = data();
    plot?.setData(next, props.range === undefined);
    fit();
  });
  const caption = () => {
    const index = pointed();
    const value = index === null ? null : props.series.values[index];
    const at = index === null ? undefined : props.series.at[index];
    return value === null || value === undefined || at === undefined
      ? '\u00a0'
      : `${props.formatTime(new Date(at * 1000))} · ${props.formatValue(value)}`;
  };
  return (
    <figure class="relative m-0">
      <div ref={setHost} role="img" aria-label={props.label} style={{ height: `${props.height}px` }} />
      <figcaption class="pointer-events-none absolute top-0 right-1 text-2xs text-ink-2 tabular" aria-hidden="true">
        {caption()}
      </figcaption>
    </figure>
  );
}
