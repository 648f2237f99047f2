import type { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Cell } from './cell.ts';
import { openZip } from './open-zip.ts';
import { readSheet } from './read-sheet.ts';
import { writeCsv } from './write-csv.ts';
import { writeXlsx } from './write-xlsx.ts';

const limits = { maxRows: 3_000_000, maxBytes: 1e9 };

async function readBack(stream: Readable): Promise<(readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  for await (const { cells } of readSheet(stream as AsyncIterable<Uint8Array>, limits)) rows.push(cells);
  return rows;
}

const sheetOf = async (rows: readonly (readonly Cell[])[], member = 'xl/worksheets/sheet1.xml') => {
  const pieces: Buffer[] = [];
  for await (const piece of openZip(await buffer(writeXlsx(rows))).read(member, 1e9)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
};

const money = (decimal: string): Cell => ({ decimal });

describe('CSV', () => {
  it('is UTF-8 with its mark, commas and CRLF, quoted where it has to be', async () => {
    const rows: Cell[][] = [
      ['a,b', 'say "hi"', 'two\nlines', ' edge', '中国'],
      [1, -2.5, 12345678901234567890n, money('-0.000138'), null],
      [''],
    ];
    const file = await buffer(writeCsv(rows, { heading: ['前缀', 'price'] }));
    expect(file.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(file.subarray(3).toString()).toBe(
      '前缀,price\r\n"a,b","say ""hi""","two\nlines"," edge",中国\r\n1,-2.5,12345678901234567890,-0.000138,\r\n""\r\n',
    );
  });

  test.each(['=1+1', '+A1', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '＝1+1', "=cmd|' /C calc'!A0"])(
    'text that begins like %j is no formula',
    async (evil) => {
      const [row] = (await text(writeCsv([[evil, 'x']]))).split('\r\n,');
      expect(row?.replace(/^"/, '').startsWith(`'${evil.slice(0, 1)}`)).toBe(true);
    },
  );

  it('leaves numbers with a sign as they are, of phones too', async () => {
    expect(await text(writeCsv([['+8613812345678', -1, money('-0.5'), '-7']]))).toBe('+8613812345678,-1,-0.5,-7\r\n');
  });

  it('guards what claims to be a figure and is none', async () => {
    expect(await text(writeCsv([[money('=1+1')]]))).toBe("'=1+1\r\n");
  });
});

describe('XLSX', () => {
  it('has numbers where no digit is lost, and text where one would be', async () => {
    const sheet = await sheetOf([
      [
        money('0.000138'),
        money('999999999.123456'),
        money('1234567890.123456'),
        7n,
        1234567890123456n,
        0.1,
        Number.NaN,
      ],
    ]);
    const numbers = [...sheet.matchAll(/<c r="\w+"><v>([^<]*)<\/v>/g)].map((match) => match[1]);
    const texts = [...sheet.matchAll(/t="inlineStr"><is><t xml:space="preserve">([^<]*)</g)].map((match) => match[1]);
    expect(numbers).toEqual(['0.000138', '999999999.123456', '7', '0.1']);
    expect(texts).toEqual(['1234567890.123456', '1234567890123456', 'NaN']);
  });

  it('holds formulas as text that stays text, and no formula at all', async () => {
    const sheet = await sheetOf([['=1+1', '+8613812345678', 'plain']]);
    expect([...sheet.matchAll(/<c r="\w+" s="(\d)" t="inlineStr">/g)].map((match) => match[1])).toEqual([
      '2',
      '1',
      '1',
    ]);
    expect(sheet).toContain('>=1+1<');
    expect(sheet).not.toContain('<f>');
  });

  it('takes any text: what XML cannot hold, and what is longer than a cell', async () => {
    const sheet = await sheetOf([['a\u0000b_x0041_<&>"\uD800', 'x'.repeat(40_000)]]);
    expect(sheet).toContain('>a_x0000_b_x005F_x0041_&lt;&amp;&gt;&quot;\uFFFD<');
    expect(sheet).toContain(`${'x'.repeat(32_766)}…<`);
    expect(sheet).not.toContain('x'.repeat(32_767));
  });

  it('says of each cell where it stands, also beyond the letter Z', async () => {
    const row = Array.from({ length: 703 }, (_, i) => (i % 26 === 0 ? i : null));
    const places = [...(await sheetOf([row])).matchAll(/<c r="(\w+)">/g)].map((match) => match[1]);
    expect([places[0], places[1], places.at(-1)]).toEqual(['A1', 'AA1', 'AAA1']);
  });

  it('gives the sheet a name that is one', async () => {
    const rows = writeXlsx([['a']], { sheetName: '2026/10: [费率]*?'.padEnd(60, 'x') });
    const zip = openZip(await buffer(rows));
    const pieces: Buffer[] = [];
    for await (const piece of zip.read('xl/workbook.xml', 1e6)) pieces.push(piece);
    expect(/sheet name="([^"]*)"/.exec(Buffer.concat(pieces).toString())?.[1]).toBe(
      '2026 10   费率   xxxxxxxxxxxxxxxx',
    );
  });
});

const plainCell = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .map((value) => value.trim())
  .filter((value) => !/^[=+\-@＝＋－＠]|\p{Cc}|_x/u.test(value));
const table = fc.array(fc.tuple(plainCell, plainCell, fc.constant('end')), { minLength: 1, maxLength: 20 });

test.each([
  ['CSV', writeCsv],
  ['XLSX', writeXlsx],
])('%s reads back as it was written', async (_, write) => {
  await fc.assert(
    fc.asyncProperty(table, async (rows) => {
      expect(await readBack(write(rows, { heading: ['h'] }))).toEqual([['h'], ...rows]);
    }),
    { numRuns: 100 },
  );
});

test.each([
  ['CSV', writeCsv],
  ['XLSX', writeXlsx],
])('%s hands on what the rows throw, and asks for no more than is read', async (_, write) => {
  async function* failing() {
    yield ['a'];
    throw new Error('the database is gone');
  }
  await expect(buffer(write(failing()))).rejects.toThrow('the database is gone');

  let asked = 0;
  let over = false;
  async function* endless() {
    try {
      for (;;) yield [`row ${asked++}`.repeat(50)];
    } finally {
      over = true;
    }
  }
  const stream = write(endless());
  for await (const _ of stream) break;
  await expect.poll(() => over).toBe(true);
  expect(asked).toBeLessThan(100_000);
});

test('a table of more rows than a sheet takes goes on in a second one', { timeout: 120_000 }, async () => {
  const count = 1_100_000;
  async function* many() {
    for (let i = 0; i < count; i++) {
      yield [`86138${i}`, money(`0.${i}1`), 'China Mobile'];
    }
  }
  const file = await buffer(writeXlsx(many(), { heading: ['prefix', 'price', 'destination'], sheetName: 'Rates' }));
  const zip = openZip(file);
  const rowsOf = async (member: string) => {
    let rows = 0;
    for await (const piece of zip.read(member, 1e9)) rows += piece.toString('latin1').split('</row>').length - 1;
    return rows;
  };
  expect(await rowsOf('xl/worksheets/sheet1.xml')).toBeGreaterThan(1_048_000);
  expect(await rowsOf('xl/worksheets/sheet2.xml')).toBeGreaterThan(51_000);
});
