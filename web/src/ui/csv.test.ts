import { expect, test } from 'vitest';
import { toCsv } from './csv.ts';

test('quotes what would break a row', () => {
  expect(toCsv(['a', 'b'], [['x,y', 'say "hi"\nnow']])).toBe('\ufeffa,b\r\n"x,y","say ""hi""\nnow"\r\n');
});

test('lets no cell run as a formula, and leaves numbers alone', () => {
  expect(toCsv(['a'], [['=1+1'], ['@sum'], ['-1.38'], ['+8613822310487'], ['138 2231 0487']])).toBe(
    "\ufeffa\r\n'=1+1\r\n'@sum\r\n-1.38\r\n+8613822310487\r\n138 2231 0487\r\n",
  );
});
