import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

it('gives back every line whole, wherever the stream is cut', () => {
  const text = fc.array(
    fc.string({ unit: 'grapheme' }).map((line) => line.replaceAll('\n', ' ')),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 7 }), (lines, size) => {
      const splitter = new LineSplitter(10_000);
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      const got: string[] = [];
      for (let at = 0; at < bytes.length; at += size) got.push(...splitter.push(bytes.subarray(at, at + size)));
      expect(got).toEqual(lines);
    }),
  );
});

it('refuses a line beyond its limit, also one that never ends', () => {
  expect(() => new LineSplitter(4).push(Buffer.from('12345\n'))).toThrow(RangeError);
  const endless = new LineSplitter(4);
  expect(endless.push(Buffer.from('123'))).toEqual([]);
  expect(() => endless.push(Buffer.from('45'))).toThrow(RangeError);
  expect(new LineSplitter(4).push(Buffer.from('1234\n1234\n'))).toEqual(['1234', '1234']);
});
