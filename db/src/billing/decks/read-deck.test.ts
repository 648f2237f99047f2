import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readSheet } from '../../sheets/index.ts';
import { formatMicros, micros } from '../micros.ts';
import { deckMapping, type DeckMappingInput, suggestMapping } from './mapping.ts';
import { readDeck } from './read-deck.ts';
import { readDeckAmount } from './read-cells.ts';
import { readPrefixes } from './read-prefixes.ts';

const perMinute: DeckMappingInput = {
  columns: { prefix: 0, destination: 1, pricePerMinute: 2, connectionFee: 3, blockSeconds: 4 },
};

async function read(text: string | Buffer, mapping: DeckMappingInput = perMinute) {
  const bytes = (async function* () {
    yield Buffer.from(text);
  })();
  return readDeck(readSheet(bytes, { maxRows: 1e6, maxBytes: 1e9 }), deckMapping.parse(mapping));
}
const heading = 'prefix,destination,price_per_minute,connect_fee,increment\n';

describe('a price by the minute', () => {
  it('becomes the price of a block, rounded up to the micro-unit', async () => {
    const { rates } = await read(`${heading}93,Afghanistan,0.20930,0.00000,6\n86,China,0.000001,0.5,7\n`);
    expect(rates).toEqual([
      {
        line: 2,
        prefix: '93',
        destination: 'Afghanistan',
        blockSeconds: 6,
        pricePerBlockMicros: 20_930n,
        firstBlockSeconds: null,
        firstBlockPriceMicros: null,
        connectionFeeMicros: 0n,
        graceSeconds: 0,
        minimumChargeMicros: 0n,
      },
      expect.objectContaining({ pricePerBlockMicros: 1n, connectionFeeMicros: 500_000n, blockSeconds: 7 }),
    ]);
  });

  it('has a first block of its own where the increment says so', async () => {
    const { rates } = await read(`${heading}86,China,0.6,0,30/6\n44,UK,0.6,,60/60\n1,US,0.6,,\n`);
    expect(
      rates.map((rate) => [
        rate.blockSeconds,
        rate.pricePerBlockMicros,
        rate.firstBlockSeconds,
        rate.firstBlockPriceMicros,
      ]),
    ).toEqual([
      [6, 60_000n, 30, 300_000n],
      [60, 600_000n, null, null],
      [60, 600_000n, null, null],
    ]);
  });
});

test('a price by the block is taken as it is, with first block, grace and minimum', async () => {
  const mapping = {
    columns: {
      prefix: 0,
      pricePerBlock: 1,
      firstBlockSeconds: 2,
      firstBlockPrice: 3,
      graceSeconds: 4,
      minimumCharge: 5,
    },
    blockSeconds: 6,
    graceSeconds: 1,
    headingRows: 0,
  };
  const { rates, rejected } = await read('86,0.01,60,0.1,3,0.05\n44,0.01,0,,,\n1,0.01,60,,,\n', mapping);
  expect(rates).toMatchObject([
    {
      blockSeconds: 6,
      firstBlockSeconds: 60,
      firstBlockPriceMicros: 100_000n,
      graceSeconds: 3,
      minimumChargeMicros: 50_000n,
    },
    {
      firstBlockSeconds: null,
      firstBlockPriceMicros: null,
      graceSeconds: 1,
      minimumChargeMicros: 0n,
      destination: undefined,
    },
  ]);
  expect(rejected).toEqual([{ line: 3, field: 'firstBlockPrice', reason: 'blank', cell: '' }]);
});

describe('prefixes', () => {
  test.each([
    ['+44', ['44']],
    ['0044', ['44']],
    [' +44 20 ', ['4420']],
    ['44 (20)', ['4420']],
    ['44;45', ['44', '45']],
    ['44-46', ['44', '45', '46']],
    ['4470–4472; 4475', ['4470', '4471', '4472', '4475']],
    ['８６', ['86']],
    ['0', ['0']],
    ['', 'blank'],
    ['China', 'not_a_prefix'],
    ['8.613E+10', 'not_a_prefix'],
    ['-44', 'not_a_prefix'],
    ['44;', 'not_a_prefix'],
    ['1-809', 'ambiguous_prefix'],
    ['46-44', 'ambiguous_prefix'],
    ['1-2-3', 'ambiguous_prefix'],
    ['1234567890123456', 'too_long'],
    ['10000-99999', 'range_too_wide'],
    ['=1+1', 'formula'],
  ])('%s means %j', (cell, meaning) => {
    expect(readPrefixes(cell)).toEqual(meaning);
  });
});

describe('amounts', () => {
  test.each([
    ['1,234.5', 1_234_500_000n],
    ['1,000,000', 1_000_000_000_000n],
    ['¥0.138', 138_000n],
    ['0.2 USD', 200_000n],
    ['1 234.5', 1_234_500_000n],
    ['０．１', 100_000n],
    ['0.1230000000', 123_000n],
    ['1,234', 'ambiguous_separator'],
    ['0,5', 'decimal_sign'],
    ['0,123', 'decimal_sign'],
    ['1.234,5', 'not_an_amount'],
    ['12,34.5', 'not_an_amount'],
    ['-0.1', 'negative'],
    ['-1,234.5', 'negative'],
    ['0.1234567', 'too_many_decimals'],
    ['12345678901234567890', 'too_large'],
    ['1000000.000001', 'too_large'],
    ['1e3', 'not_an_amount'],
    ['n/a', 'not_an_amount'],
    ['', 'blank'],
    ['=0.1*2', 'formula'],
  ])('%s is %s', (cell, meaning) => {
    const result = readDeckAmount(cell);
    expect(result.ok ? result.value : result.reason).toBe(meaning);
  });

  test.each([
    ['0,5', 500_000n],
    ['1.234,5', 1_234_500_000n],
    ['1.234', 'ambiguous_separator'],
    ['0.5', 'decimal_sign'],
    ['7', 7_000_000n],
  ])('with decimal commas %s is %s', (cell, meaning) => {
    const result = readDeckAmount(cell, { decimalComma: true });
    expect(result.ok ? result.value : result.reason).toBe(meaning);
  });

  it('are read back as they were written', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 1_000_000_000_000n), (amount) => {
        expect(readDeckAmount(formatMicros(micros(amount)))).toEqual({ ok: true, value: amount });
      }),
    );
  });
});

describe('rows that are wrong', () => {
  it('are rejected with line, field and reason, and the others are read', async () => {
    const { rates, rejected, rejectedCount, rows, rejectedPrefixes } = await read(
      [
        heading.trim(),
        '86,China,"1,234.5",0,60',
        '44,UK,-0.1,0,60',
        '45,Denmark,12345678901234567890,0,60',
        '46,Sweden,0.1234567,0,60',
        '=46,Sweden,0.1,0,60',
        '47,Norway,=0.1+0.2,0,60',
        '48,Poland,0.1,0,0',
        '49,Germany,0.1,0,fast',
        '50,"quoted, with ""quotes""",0.1,0,60',
        '51,"=HYPERLINK(""http://x"")",0.1,0,60',
        '52,,,,',
        `53,${'x'.repeat(201)},0.1,0,60`,
      ].join('\n'),
    );
    expect(rates.map((rate) => [rate.prefix, rate.destination])).toEqual([
      ['86', 'China'],
      ['50', 'quoted, with "quotes"'],
      ['51', '=HYPERLINK("http://x")'],
    ]);
    expect(rejected.map(({ line, field, reason }) => [line, field, reason])).toEqual([
      [3, 'pricePerMinute', 'negative'],
      [4, 'pricePerMinute', 'too_large'],
      [5, 'pricePerMinute', 'too_many_decimals'],
      [6, 'prefix', 'formula'],
      [7, 'pricePerMinute', 'formula'],
      [8, 'blockSeconds', 'out_of_range'],
      [9, 'blockSeconds', 'not_seconds'],
      [12, 'pricePerMinute', 'blank'],
      [13, 'destination', 'too_long'],
    ]);
    expect([rows, rejectedCount]).toEqual([12, 9]);
    expect(rejectedPrefixes).toEqual(new Set(['44', '45', '46', '47', '48', '49', '52', '53']));
  });

  it('of one prefix, the later is repeated where it says the same and rejected where it does not', async () => {
    const { rates, repeated, rejected } = await read(
      `${heading}1808,Hawaii,0.01,0,6\n1808,USA - Hawaii,0.010,,6\n1808,Hawaii,0.02,0,6\n`,
    );
    expect(rates.map((rate) => rate.line)).toEqual([2]);
    expect(repeated.map((rate) => [rate.line, rate.destination])).toEqual([[3, 'USA - Hawaii']]);
    expect(rejected).toEqual([{ line: 4, field: 'prefix', reason: 'duplicate', cell: '1808 (2)' }]);
  });

  it('never stop the reading, whatever the cells hold', async () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom('86', '0.1', '1,5', '60', '=1', '44-46', '\u0000', '"'));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 20 }), async (rows) => {
        const source = (async function* () {
          for (const [i, cells] of rows.entries()) yield { line: i + 1, cells };
        })();
        const deck = await readDeck(source, deckMapping.parse({ ...perMinute, headingRows: 0 }));
        expect(deck.rows).toBe(rows.length);
        expect(new Set(deck.rates.map((rate) => rate.prefix)).size).toBe(deck.rates.length);
      }),
    );
  });
});

it('takes an apostrophe before a formula off again, as exports set it', async () => {
  const { rates } = await read("86,'=1+1,0.1\n", { ...perMinute, headingRows: 0 });
  expect(rates[0]?.destination).toBe('=1+1');
});

it('guesses the columns of its own export', () => {
  expect(suggestMapping(['prefix', 'price_per_block']).columns).toEqual({ prefix: 0, pricePerBlock: 1 });
});
