// Which column of a deck means what: guessed from the headings, said by a person, remembered for the next file with these headings.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type DeckField, deckFields } from './deck-row.ts';

const column = z.int().min(0).max(255);
const seconds = (least: number, most: number) => z.int().min(least).max(most);

export const deckMapping = z
  .strictObject({
    /** By field, the column from 0. */
    columns: z.partialRecord(z.enum(deckFields), column),
    /** Of rates whose file has no such column, or whose cell is empty. */
    blockSeconds: seconds(1, 86_400).default(60),
    graceSeconds: seconds(0, 3600).default(0),
    /** "0,5" is a half, and "1.234,5" a thousand and more. */
    decimalComma: z.boolean().default(false),
    /** Rows that stand before the first rate. */
    headingRows: z.int().min(0).max(100).default(1),
  })
  .refine(({ columns }) => columns.prefix !== undefined, {
    path: ['columns', 'prefix'],
    message: 'say which column has the prefix',
  })
  .refine(({ columns }) => (columns.pricePerMinute === undefined) !== (columns.pricePerBlock === undefined), {
    path: ['columns', 'pricePerMinute'],
    message: 'say which one column has the price, by the minute or by the block',
  })
  .refine(({ columns }) => new Set(Object.values(columns)).size === Object.values(columns).length, {
    path: ['columns'],
    message: 'one column cannot mean two things',
  });

export type DeckMapping = z.infer<typeof deckMapping>;
export type DeckMappingInput = z.input<typeof deckMapping>;

/** What headings say, by field; earlier fields and earlier words win. Compared without blanks, brackets and underscores. */
const words: Readonly<Record<DeckField, RegExp>> = {
  minimumCharge: /minimum|mincharge|最低|最小/,
  firstBlockPrice: /first(block|interval)?(price|rate|charge)|首(段|块|单元|次)?.*(价|费率)/,
  firstBlockSeconds: /first(block|interval|increment|period)|initial|首(段|块|单元|次|期)/,
  connectionFee: /connect|setup|接通费|连接费|建立费|起步/,
  graceSeconds: /grace|free(second|time)|免费(秒|时)|宽限/,
  prefix:
    /^(prefix|prefixes|code|codes|dialcode|dialcodes|dialprefix|areacode|destinationcode|countrycode|npanxx|breakout)$|prefix|dialcode|前缀|字冠|号段|号首|区号|代码/,
  blockSeconds:
    /^block(size)?$|blocksecond|increment|interval|billing(unit|cycle|block)|计费(周期|单元|单位|秒|步长|间隔)|步长/,
  pricePerBlock:
    /(price|rate|charge|cost)per(block|unit|increment|interval)|(block|unit|increment|interval)(price|rate)|每(单元|周期|块|计费|\d*秒)|(单元|周期|块)(价|费)|^单价$/,
  pricePerMinute:
    /permin|\/min|ppm|ratemin|pricemin|每分|分钟|元\/分|^(price|rate|tariff|cost|newrate|newprice|资费|费率|价格|售价)[a-z]{0,3}$|price|rate|tariff|价格|费率|资费/,
  destination: /destination|country|description|area|zone|region|location|route|name|目的|国家|地区|区域|名称|方向/,
};

/** Which columns the headings seem to name: a guess for people to correct, in which prefix or price may be missing. */
export function suggestMapping(headings: readonly string[], headingRows = 1): DeckMapping {
  const columns: Partial<Record<DeckField, number>> = {};
  const taken = new Set<number>();
  for (const [field, pattern] of Object.entries(words) as [DeckField, RegExp][]) {
    if (field === 'pricePerMinute' && columns.pricePerBlock !== undefined) continue;
    const found = headings.findIndex((heading, i) => !taken.has(i) && pattern.test(plainHeading(heading)));
    if (found === -1) continue;
    columns[field] = found;
    taken.add(found);
  }
  return { columns, blockSeconds: 60, graceSeconds: 0, decimalComma: false, headingRows };
}

function plainHeading(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_().:：-]/g, '')
    .replace(/\[.*\]/, '');
}

/** What files with the same headings have in common. */
export function signatureOf(headings: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify(headings.map(plainHeading)))
    .digest('hex');
}

/** How many of the first rows are headings, and what they say: the first row in which a prefix and a price are named. */
export function findHeading(rows: readonly (readonly string[])[]): {
  headingRows: number;
  headings: readonly string[];
} {
  for (const [i, cells] of rows.entries()) {
    const { columns } = suggestMapping(cells);
    const price = columns.pricePerMinute ?? columns.pricePerBlock;
    if (columns.prefix !== undefined && price !== undefined) return { headingRows: i + 1, headings: cells };
  }
  const [first = []] = rows;
  const isData = first.some((cell) => /^\+?[0-9]{1,15}$/.test(cell));
  return { headingRows: isData ? 0 : 1, headings: first };
}
