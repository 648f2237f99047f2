// What the columns of a deck mean, as a form holds it.
import type { Deck, DeckField, PreviewDeckBody } from '@yunhu/api/schemas';
import { t } from '../../i18n/translate.ts';

export const ignored = 'none';
export type ColumnMeaning = DeckField | typeof ignored;

/** In the order in which people look for them. */
export const deckFieldOrder: readonly DeckField[] = [
  'prefix',
  'destination',
  'pricePerMinute',
  'pricePerBlock',
  'blockSeconds',
  'connectionFee',
  'firstBlockSeconds',
  'firstBlockPrice',
  'graceSeconds',
  'minimumCharge',
];

export type MappingValues = {
  /** By column. */
  meanings: ColumnMeaning[];
  blockSeconds: string;
  graceSeconds: string;
  headingRows: string;
  decimalComma: boolean;
};

export function mappingValues({ headings, mapping }: Deck): MappingValues {
  const meanings = headings.map((_, place): ColumnMeaning => {
    const field = deckFieldOrder.find((one) => mapping.columns[one] === place);
    return field ?? ignored;
  });
  return {
    meanings,
    blockSeconds: String(mapping.blockSeconds),
    graceSeconds: String(mapping.graceSeconds),
    headingRows: String(mapping.headingRows),
    decimalComma: mapping.decimalComma,
  };
}

const isWhole = (typed: string, least: number, most: number) =>
  /^\d{1,6}$/.test(typed.trim()) && Number(typed) >= least && Number(typed) <= most;

export function wrongWithMapping(values: MappingValues): Partial<Record<keyof MappingValues, string>> {
  const { meanings } = values;
  const wrong: Partial<Record<keyof MappingValues, string>> = {};
  const twice = deckFieldOrder.find((field) => meanings.filter((meaning) => meaning === field).length > 1);
  const prices = meanings.filter((meaning) => meaning === 'pricePerMinute' || meaning === 'pricePerBlock');
  if (!meanings.includes('prefix')) wrong.meanings = t('decks.mapping.missingPrefix');
  else if (twice !== undefined) wrong.meanings = t('decks.mapping.twice', t(`decks.fields.${twice}`));
  else if (prices.length === 0) wrong.meanings = t('decks.mapping.missingPrice');
  else if (prices.length > 1) wrong.meanings = t('decks.mapping.priceTwice');
  if (!isWhole(values.blockSeconds, 1, 86_400)) wrong.blockSeconds = t('decks.edit.secondsInvalid');
  if (!isWhole(values.graceSeconds, 0, 3600)) wrong.graceSeconds = t('decks.edit.graceInvalid');
  if (!isWhole(values.headingRows, 0, 100)) wrong.headingRows = t('problems.fields.invalid_type');
  return wrong;
}

export function mappingBody(values: MappingValues): PreviewDeckBody {
  const columns = Object.fromEntries(
    values.meanings.flatMap((meaning, place) => (meaning === ignored ? [] : [[meaning, place]])),
  ) as PreviewDeckBody['columns'];
  return {
    columns,
    blockSeconds: Number(values.blockSeconds),
    graceSeconds: Number(values.graceSeconds),
    headingRows: Number(values.headingRows),
    decimalComma: values.decimalComma,
  };
}
