import { describe, expect, it, test } from 'vitest';
import { deckMapping, findHeading, signatureOf, suggestMapping } from './mapping.ts';

describe('suggestMapping', () => {
  test.each([
    [
      'prefix,destination,price_per_minute,connect_fee,increment_seconds',
      { prefix: 0, destination: 1, pricePerMinute: 2, connectionFee: 3, blockSeconds: 4 },
    ],
    [
      'prefix,destination,block_seconds,price_per_block,first_block_seconds,first_block_price,connection_fee,grace_seconds,minimum_charge,effective_from,effective_until',
      {
        prefix: 0,
        destination: 1,
        blockSeconds: 2,
        pricePerBlock: 3,
        firstBlockSeconds: 4,
        firstBlockPrice: 5,
        connectionFee: 6,
        graceSeconds: 7,
        minimumCharge: 8,
      },
    ],
    [
      '前缀,目的地,每分钟价格,接通费,计费周期',
      { prefix: 0, destination: 1, pricePerMinute: 2, connectionFee: 3, blockSeconds: 4 },
    ],
    ['国家,区号,费率（元/分钟）', { destination: 0, prefix: 1, pricePerMinute: 2 }],
    [
      '号段;目的地;单价;计费单元'.replaceAll(';', ','),
      { prefix: 0, destination: 1, pricePerBlock: 2, blockSeconds: 3 },
    ],
    [
      'Country,Dial Code,Rate (USD/min),Billing Increment',
      { destination: 0, prefix: 1, pricePerMinute: 2, blockSeconds: 3 },
    ],
    ['Destination,Code,Rate', { destination: 0, prefix: 1, pricePerMinute: 2 }],
    ['a,b,c', {}],
  ])('%s', (headings, columns) => {
    expect(suggestMapping(headings.split(',')).columns).toEqual(columns);
  });
});

describe('findHeading', () => {
  it('passes over titles above the headings', () => {
    const rows = [['Rates of ACME'], ['valid from', '2026-01-01'], ['Code', 'Rate'], ['86', '0.1']];
    expect(findHeading(rows)).toEqual({ headingRows: 3, headings: ['Code', 'Rate'] });
  });

  it('knows a file without headings', () => {
    expect(findHeading([['86', 'China', '0.1']])).toMatchObject({ headingRows: 0 });
    expect(findHeading([])).toEqual({ headingRows: 1, headings: [] });
  });
});

test('the signature of headings does not depend on case and blanks, but on their order', () => {
  expect(signatureOf(['Prefix ', 'RATE'])).toBe(signatureOf(['prefix', 'rate']));
  expect(signatureOf(['prefix', 'rate'])).not.toBe(signatureOf(['rate', 'prefix']));
});

test('a mapping names a prefix, exactly one price, and no column twice', () => {
  const said = (columns: object) => deckMapping.safeParse({ columns }).success;
  expect(said({ prefix: 0, pricePerMinute: 1 })).toBe(true);
  expect(said({ prefix: 0, pricePerBlock: 1, destination: 2 })).toBe(true);
  expect(said({ pricePerMinute: 1 })).toBe(false);
  expect(said({ prefix: 0 })).toBe(false);
  expect(said({ prefix: 0, pricePerMinute: 1, pricePerBlock: 2 })).toBe(false);
  expect(said({ prefix: 0, pricePerMinute: 0 })).toBe(false);
  expect(said({ prefix: 0, pricePerMinute: 1, colour: 2 })).toBe(false);
});
