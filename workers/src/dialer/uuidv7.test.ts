import { expect, it } from 'vitest';
import { uuidv7 } from './uuidv7.ts';

it('makes version 7 ids that sort by their time and never repeat', () => {
  const ids = Array.from({ length: 2_000 }, (_, i) => uuidv7(1_800_000_000_000 + i));
  expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(
    true,
  );
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(Array.from({ length: 5_000 }, () => uuidv7(0))).size).toBe(5_000);
  expect(Number.parseInt(uuidv7(1_800_000_000_000).replaceAll('-', '').slice(0, 12), 16)).toBe(1_800_000_000_000);
});
