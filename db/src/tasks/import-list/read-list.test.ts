import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NumberList, maxListedRejects, readList } from './read-list.ts';

async function read(text: string | Uint8Array, options = {}): Promise<NumberList> {
  const source = (async function* () {
    yield typeof text === 'string' ? Buffer.from(text) : text;
  })();
  return readList(source, options);
}

function counts({ lines, numbers, duplicates, invalid, overLimit }: NumberList) {
  return { lines, accepted: numbers.length, duplicates, invalid, overLimit };
}

function mobile(n: number): string {
  return String(13_000_000_000 + n);
}

describe('readList', () => {
  it('accepts each number once and remembers its line', async () => {
    const list = await read('13822310487\r\n+86 138 2231 0487\r\n０１０－８２２８６６８８\r\n');
    expect(list.numbers).toEqual(['+8613822310487', '+861082286688']);
    expect(list.numberLines).toEqual([1, 3]);
    expect(list.rejects).toEqual([{ line: 2, reason: 'duplicate', text: '+86 138 2231 0487' }]);
    expect(counts(list)).toEqual({ lines: 3, accepted: 2, duplicates: 1, invalid: 0, overLimit: 0 });
  });

  it('says why each line was not accepted', async () => {
    const list = await read('\nabc\n10086\n1382231048799\n14400000000\n\t\n13822310487\0\n');
    expect(list.rejects.map(({ line, reason }) => [line, reason])).toEqual([
      [1, 'blank'],
      [2, 'not_a_number'],
      [3, 'too_short'],
      [4, 'too_long'],
      [5, 'invalid_number'],
      [6, 'blank'],
      [7, 'not_a_number'],
    ]);
    expect(list.invalidReasons).toEqual({ blank: 2, not_a_number: 2, too_short: 1, too_long: 1, invalid_number: 1 });
    expect(counts(list)).toEqual({ lines: 7, accepted: 0, duplicates: 0, invalid: 7, overLimit: 0 });
  });

  it('counts a new number beyond the limit as over it, and duplicates and invalid lines still as such', async () => {
    const list = await read(
      [1, 2, 3, 3, 1, 4, 'x', 4, ''].map((n) => (Number(n) ? mobile(Number(n)) : n)).join('\n') + '\n',
      {
        maxNumbers: 2,
      },
    );
    expect(counts(list)).toEqual({ lines: 9, accepted: 2, duplicates: 3, invalid: 2, overLimit: 2 });
    expect(list.numberLines).toEqual([1, 2]);
  });

  it('accepts 50,000 numbers of a longer list', async () => {
    const list = await read(Array.from({ length: 50_003 }, (_, i) => mobile(i)).join('\n'));
    expect(counts(list)).toEqual({ lines: 50_003, accepted: 50_000, duplicates: 0, invalid: 0, overLimit: 3 });
  });

  it.each(['', '\ufeff'])('finds no line in an empty file (%j)', async (text) => {
    expect(counts(await read(text))).toEqual({ lines: 0, accepted: 0, duplicates: 0, invalid: 0, overLimit: 0 });
  });

  it('skips separators left over at the end of a line, and no others', async () => {
    const list = await read(
      '13822310487,\n13822310488;;;\t\n13822310489，\n,\n,13822310487\n13822310487,13822310488\n',
    );
    expect(list.numbers).toEqual(['+8613822310487', '+8613822310488', '+8613822310489']);
    expect(list.invalidReasons).toEqual({ blank: 1, not_a_number: 2 });
  });

  it('reads a list in GB18030', async () => {
    // "１３８２２３１０４８７" and "号码" in GB18030.
    const fullWidth = [...'13822310487'].map((digit) => `a3b${digit}`).join('');
    const list = await read(Buffer.from(`bac5c2eb0a${fullWidth}0a`, 'hex'));
    expect(list.numbers).toEqual(['+8613822310487']);
    expect(list.rejects).toEqual([{ line: 1, reason: 'not_a_number', text: '号码' }]);
  });

  it('counts every line of a database dump with columns as invalid', async () => {
    const list = await read('40001100|First|Last|person@example.com|1|\n'.repeat(200));
    expect(counts(list)).toEqual({ lines: 200, accepted: 0, duplicates: 0, invalid: 200, overLimit: 0 });
  });

  it('lists the first rejects and counts all', async () => {
    const list = await read('x\n'.repeat(maxListedRejects + 5));
    expect(list.rejects).toHaveLength(maxListedRejects);
    expect(list.invalid).toBe(maxListedRejects + 5);
  });

  it('keeps control characters and halves of characters out of the report', async () => {
    const list = await read(`\0\u001b[31mred\u0085\n${'x'.repeat(63)}😀\n`);
    expect(list.rejects.map(({ text }) => text)).toEqual(['\ufffd\ufffd[31mred\ufffd', `${'x'.repeat(63)}\ufffd`]);
  });

  it('throws list_too_large above the limits of bytes and of lines', async () => {
    await expect(read('13822310487\n', { maxBytes: 11 })).rejects.toMatchObject({ code: 'list_too_large' });
    await expect(read('\n'.repeat(1_000_001))).rejects.toMatchObject({ code: 'list_too_large' });
  });

  it('accounts for every line of any bytes', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc
        .array(
          fc.constantFrom('13822310487', '13822310488', '010 8228 6688', '\0', '', 'x', '\ufffd', '9'.repeat(1100)),
        )
        .map((lines) => Buffer.from(lines.join('\n'))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 0, max: 3 }), async (file, maxNumbers) => {
        const list = await read(file, { maxNumbers });
        const { lines, accepted, duplicates, invalid, overLimit } = counts(list);
        expect(accepted + duplicates + invalid + overLimit).toBe(lines);
        expect(accepted).toBeLessThanOrEqual(maxNumbers);
        expect(list.rejects).toHaveLength(lines - accepted);
        expect(JSON.parse(JSON.stringify(list.rejects))).toEqual(list.rejects);
        expect(JSON.stringify(list.rejects)).not.toContain('\\u0000');
      }),
      { numRuns: 300 },
    );
  });
});
