import { HttpError } from './problem-table.ts';

/** Lets so many run at once; the others wait for their turn, and beyond `maxWaiting` are told to come again. */
export function createTurns({ atOnce, maxWaiting }: { readonly atOnce: number; readonly maxWaiting: number }) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) {
      if (waiting.length >= maxWaiting)
        throw new HttpError('unavailable', 'too many files are being read; try again soon');
      // Whoever ends hands its place over, so that nobody comes in between.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
