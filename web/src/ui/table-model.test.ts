import { describe, expect, test } from 'vitest';
import { type Column, arrangeRows, nextSort } from './table-model.ts';

type Row = { id: string; balance: bigint; below?: Row[] };

const columns: Column<Row>[] = [
  { id: 'balance', head: () => 'balance', cell: () => null, sortBy: (row) => row.balance },
];
const tree: Row[] = [
  {
    id: 'a',
    balance: 5n,
    below: [
      { id: 'a1', balance: 9n },
      { id: 'a2', balance: 10n, below: [{ id: 'a21', balance: 1n }] },
    ],
  },
  { id: 'b', balance: 50n },
];
const arranged = (sort: string, closed: string[] = []) =>
  arrangeRows({
    rows: tree,
    columns,
    rowKey: (row) => row.id,
    branches: (row) => row.below ?? [],
    closed: new Set(closed),
    sort,
  });
const ids = (sort: string, closed: string[] = []) => arranged(sort, closed).map((row) => row.id);

describe('rows of a table', () => {
  test('keep their order until somebody sorts', () => {
    expect(ids('')).toEqual(['a', 'a1', 'a2', 'a21', 'b']);
  });

  test('sort among their siblings and stay under their parent', () => {
    expect(ids('-balance')).toEqual(['b', 'a', 'a2', 'a21', 'a1']);
    expect(ids('balance')).toEqual(['a', 'a1', 'a2', 'a21', 'b']);
  });

  test('of a closed branch are left out, however deep', () => {
    expect(ids('', ['a'])).toEqual(['a', 'b']);
    expect(ids('', ['a2'])).toEqual(['a', 'a1', 'a2', 'b']);
  });

  test('know where they stand', () => {
    expect(arranged('', ['a2']).map((row) => row.place)).toEqual([
      { depth: 0, hasBranch: true, isOpen: true },
      { depth: 1, hasBranch: false, isOpen: true },
      { depth: 1, hasBranch: true, isOpen: false },
      { depth: 0, hasBranch: false, isOpen: true },
    ]);
  });

  test('a head turns upwards, downwards and back', () => {
    expect(nextSort('', 'balance')).toBe('balance');
    expect(nextSort('balance', 'balance')).toBe('-balance');
    expect(nextSort('-balance', 'balance')).toBe('');
    expect(nextSort('-balance', 'name')).toBe('name');
  });
});
