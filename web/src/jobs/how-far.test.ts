import { describe, expect, test } from 'vitest';
import { jobKinds } from '../../../db/src/jobs/kinds.ts';
import { en } from '../i18n/en/index.ts';
import { zh } from '../i18n/zh/index.ts';
import { secondsLeft, shareOf } from './how-far.ts';

const job = (done: number, total: number | null, startedAt: string | null = '2026-11-22T00:00:00.000Z') => ({
  state: 'running' as const,
  progress: { done, total },
  startedAt,
});
const at = (seconds: number) => Date.parse('2026-11-22T00:00:00.000Z') + seconds * 1000;

describe('how much of a job is done', () => {
  test('is what was done of what there is, and unknown while there is no total', () => {
    expect([shareOf(job(25, 100)), shareOf(job(25, null)), shareOf(job(0, 0))]).toEqual([0.25, undefined, undefined]);
  });

  test('is never more than all, and all once it is done', () => {
    expect([shareOf(job(130, 100)), shareOf({ ...job(0, null), state: 'done' })]).toEqual([1, 1]);
  });
});

describe('how long it still takes', () => {
  test('goes by how long it took so far', () => {
    expect([secondsLeft(job(25, 100), at(10)), secondsLeft(job(100, 100), at(10))]).toEqual([30, 0]);
  });

  test('is not said from too little', () => {
    expect([
      secondsLeft(job(1, 100), at(100)),
      secondsLeft(job(50, 100), at(1)),
      secondsLeft(job(50, null), at(100)),
      secondsLeft(job(50, 100, null), at(100)),
      secondsLeft({ ...job(50, 100), state: 'waiting' }, at(100)),
    ]).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });
});

test('every kind of job has its words in each language', () => {
  for (const { jobs } of [zh, en]) expect(jobKinds.filter((kind) => !(kind in jobs.kinds))).toEqual([]);
});
