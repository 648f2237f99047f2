import { expect, test } from 'vitest';
import { taskActions, taskStates, taskTransitions, type TaskState } from './task-state.ts';

const mayGo = (from: TaskState): readonly TaskState[] => taskTransitions[from];

test('what a person may ask for is among the transitions', () => {
  for (const { from, to } of Object.values(taskActions)) for (const state of from) expect(mayGo(state)).toContain(to);
});

test('a task that is over stays over, and every other can be stopped', () => {
  for (const state of taskStates) {
    const isOver = state === 'stopped' || state === 'finished';
    expect([state, mayGo(state).includes('stopped'), mayGo(state).length === 0]).toEqual([state, !isOver, isOver]);
  }
});
