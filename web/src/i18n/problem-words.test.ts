import { expect, test } from 'vitest';
import { problemTable } from '../../../api/src/http/problem-table.ts';
import { en } from './en/index.ts';
import { zh } from './zh/index.ts';

test.each([
  ['Chinese', zh.problems],
  ['English', en.problems],
])('every refusal has a sentence in %s', (_, problems) => {
  const missing = Object.keys(problemTable).filter((code) => !Object.hasOwn(problems, code));
  expect(missing).toEqual([]);
});
