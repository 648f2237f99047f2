// How fast a task has been dialing, a sample a second, kept while the application is open: going to another page and
// back does not lose the curve.
import { type Accessor, createEffect, createMemo, createSignal, onCleanup } from 'solid-js';
import type { Series } from '../ui/chart.tsx';

const sampleMs = 1_000;
export const historySeconds = 15 * 60;
/** The pace that estimates are made from: short enough to follow, long enough not to jump. */
const steadySeconds = 45;
const maxTasks = 20;

type History = { at: number[]; values: (number | null)[] };

const histories = new Map<string, History>();

function historyOf(taskId: string): History {
  const known = histories.get(taskId) ?? { at: [], values: [] };
  histories.delete(taskId);
  histories.set(taskId, known);
  const oldest = histories.keys().next().value;
  if (histories.size > maxTasks && oldest !== undefined) histories.delete(oldest);
  return known;
}

/** Appends a sample and forgets what is older than the window. */
export function addSample(history: History, at: number, value: number | null): History {
  const from = at - historySeconds;
  const keep = history.at.findIndex((one) => one >= from);
  const start = keep === -1 ? history.at.length : keep;
  return { at: [...history.at.slice(start), at], values: [...history.values.slice(start), value] };
}

/** The mean of the last samples, or null while there are too few to mean anything. */
export function steadyPace(series: Series): number | null {
  const recent = series.values.slice(-steadySeconds).filter((value) => value !== null);
  if (recent.length < 3) return null;
  return recent.reduce((sum, value) => sum + value, 0) / recent.length;
}

/** Samples `pace` once a second while it is known; undefined leaves a gap in the curve. */
export function createPaceHistory(taskId: Accessor<string>, pace: Accessor<number | undefined>): Accessor<Series> {
  const [series, setSeries] = createSignal<Series>({ at: [], values: [] });
  // The task changes several times a second, its id does not: without the memo the timer would never come to its tick.
  const steadyId = createMemo(taskId);
  createEffect(() => {
    const id = steadyId();
    setSeries(historyOf(id));
    const timer = setInterval(() => {
      const value = pace();
      const before = historyOf(id);
      const last = before.values.at(-1);
      if (value === undefined && (last === null || last === undefined)) return;
      const next = addSample(before, Math.floor(Date.now() / sampleMs), value ?? null);
      histories.set(id, next);
      setSeries(next);
    }, sampleMs);
    onCleanup(() => clearInterval(timer));
  });
  return series;
}
