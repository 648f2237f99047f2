import { describe, expect, it } from 'vitest';
import { CutMoves } from './cut-moves.ts';

describe('CutMoves', () => {
  it('waits until the channel is quiet, and goes one after the other', async () => {
    let isPlaying = true;
    const moves = new CutMoves(() => isPlaying);
    const done: string[] = [];
    const first = moves.run('a', async () => done.push('first'));
    const second = moves.run('a', async () => done.push('second'));
    await Promise.resolve();
    expect(done).toEqual([]);
    expect(moves.settled('a')).toBeDefined();
    isPlaying = false;
    moves.onQuiet('a', false);
    await Promise.all([first, second]);
    expect(done).toEqual(['first', 'second']);
    await Promise.resolve();
    expect(moves.settled('a')).toBeUndefined();
  });

  it('lets go when the channel ends while it plays, and tells the work', async () => {
    const moves = new CutMoves(() => true);
    const move = moves.run('a', async (isOver) => isOver());
    await Promise.resolve();
    await Promise.resolve();
    moves.onQuiet('a', true);
    expect(await move).toBe(true);
    expect(moves.isKnown('a')).toBe(false);
  });

  it('goes on after a move that failed', async () => {
    const moves = new CutMoves(() => false);
    const failed = moves.run('a', () => Promise.reject(new Error('no reply')));
    const next = moves.run('a', async () => 'done');
    await expect(failed).rejects.toThrow('no reply');
    expect(await next).toBe('done');
  });

  it('asks for twenty at once, at most', async () => {
    const moves = new CutMoves(() => false);
    let running = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    };
    await Promise.all(Array.from({ length: 100 }, (_, i) => moves.run(String(i), work)));
    expect(most).toBe(20);
  });
});
