import { expect, test } from 'vitest';
import { type Asking, openPasswordQueue } from './password-queue.ts';

function openQueue() {
  const inTurn = openPasswordQueue();
  const ends: (() => void)[] = [];
  /** Whether somebody who asks is let in; he stays until all end. */
  const isLetIn = async (asking: Asking) => {
    let entered = false;
    const work = inTurn(asking, () => {
      entered = true;
      return new Promise<void>((resolve) => void ends.push(resolve));
    });
    await Promise.race([work, Promise.resolve()]).catch(() => undefined);
    work.catch(() => undefined);
    return entered;
  };
  const letIn = async (askers: readonly Asking[]) => {
    const entered = [];
    for (const asking of askers) entered.push(await isLetIn(asking));
    return entered.filter(Boolean).length;
  };
  const endAll = async () => {
    for (const end of ends.splice(0)) end();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { letIn, endAll };
}

const many = (count: number, of: (at: number) => Asking) => Array.from({ length: count }, (_, at) => of(at));

test('one account from a thousand networks has its share of the queue, and everybody else the rest', async () => {
  const queue = openQueue();
  const flood = many(1_000, (at) => ({ network: `net ${at}`, person: 'mallory' }));
  expect(await queue.letIn(flood)).toBe(5);
  expect(await queue.letIn(many(30, (at) => ({ network: 'office', person: `colleague ${at}` })))).toBe(30);
  await queue.endAll();
  expect(await queue.letIn(flood.slice(0, 6))).toBe(5);
});

test('one network with a thousand names has its share of the queue, and everybody else the rest', async () => {
  const queue = openQueue();
  const flood = many(1_000, (at) => ({ network: 'net', person: `name ${at}` }));
  expect(await queue.letIn(flood)).toBe(40);
  expect(await queue.letIn(many(10, (at) => ({ network: `home ${at}`, person: `name ${at}` })))).toBe(10);
  await queue.endAll();
  expect(await queue.letIn(flood.slice(0, 41))).toBe(40);
});
