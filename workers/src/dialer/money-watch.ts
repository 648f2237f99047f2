import type { TaskBook } from './task-book.ts';
import type { TaskRun } from './task-run.ts';

/**
 * What becomes of a task whose money was refused, at each beat, when the balance has just been read: it may ask again while calls of
 * its tenant may set some money free; then once more with nothing under way; then it is to be paused. Answers whether it is.
 */
export function givesUpOnMoney(run: TaskRun, book: TaskBook): boolean {
  if (!run.shortOfMoney) return false;
  if (!book.isUnderWay(run.task.tenantId)) {
    if (run.lookedForMoney) return true;
    run.lookedForMoney = true;
  }
  run.shortOfMoney = false;
  return false;
}
