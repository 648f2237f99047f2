import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cursorForms, readCursor, toPage, writeCursor } from './cursor.ts';
import { DomainError } from './errors.ts';

test('what was written is read back', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.uuid(), (number, id) => {
      const parts = [String(number), id];
      expect(readCursor(writeCursor(parts), [cursorForms.integer, cursorForms.uuid])).toEqual(parts);
    }),
  );
});

test('anything else is refused at the field cursor, and never anything but refused', () => {
  const junk = fc.oneof(
    fc.string(),
    fc.json().map((text) => Buffer.from(text).toString('base64url')),
    fc.base64String(),
  );
  fc.assert(
    fc.property(junk, (cursor) => {
      try {
        readCursor(cursor, [cursorForms.integer]);
      } catch (error) {
        expect(error).toBeInstanceOf(DomainError);
        expect(error).toMatchObject({ code: 'invalid_input', fields: [{ field: 'cursor' }] });
      }
    }),
  );
  const refused = [
    writeCursor([]),
    writeCursor(['1', '2']),
    writeCursor(['1; drop']),
    Buffer.from('[1]').toString('base64url'),
  ];
  for (const cursor of refused) expect(() => readCursor(cursor, [cursorForms.integer])).toThrow(DomainError);
});

test('a page has a cursor only where something follows', () => {
  const read = { item: (n: number) => n, key: (n: number) => [String(n)] };
  expect(toPage([1, 2], 2, read)).toEqual({ items: [1, 2], nextCursor: null });
  expect(toPage([1, 2, 3], 2, read)).toEqual({ items: [1, 2], nextCursor: writeCursor(['2']) });
  expect(toPage([], 2, read)).toEqual({ items: [], nextCursor: null });
});
