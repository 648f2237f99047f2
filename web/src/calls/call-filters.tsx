// Length and price, by which both lists of calls are narrowed; and the values of a list's address as its filter.
import { t } from '../i18n/translate.ts';
import { parseAmount } from '../i18n/money.ts';
import { useFormat } from '../session/format.ts';
import { RangeField } from '../ui/range-field.tsx';

export const callDefaults = {
  ...{ period: 'all', from: '', to: '', least: '', most: '', leastAmount: '', mostAmount: '', more: '', hide: '' },
} as const;

type RangeKey = 'least' | 'most' | 'leastAmount' | 'mostAmount';
export type RangeAddress = {
  read: (key: RangeKey) => string;
  write: (values: Partial<Record<RangeKey, string>>) => void;
};

const maxSeconds = 86_400;

function readSeconds(typed: string): string {
  const text = typed.normalize('NFKC');
  return /^\d{1,5}$/.test(text) && Number(text) <= maxSeconds ? text : '';
}

function readPrice(typed: string): string {
  return parseAmount(typed) === null ? '' : typed.normalize('NFKC').replace(/[\s,¥$€]/g, '');
}

/** As the API's query knows them. */
export function rangesOf(address: Pick<RangeAddress, 'read'>) {
  return {
    leastSeconds: readSeconds(address.read('least')),
    mostSeconds: readSeconds(address.read('most')),
    leastAmount: readPrice(address.read('leastAmount')),
    mostAmount: readPrice(address.read('mostAmount')),
  };
}

export function CallRanges(props: { address: RangeAddress; seconds: string }) {
  const format = useFormat();
  return (
    <>
      <RangeField
        label={props.seconds}
        least={props.address.read('least')}
        most={props.address.read('most')}
        check={(text) => (readSeconds(text) === '' ? `0–${maxSeconds}` : undefined)}
        onRange={(range) => props.address.write(range)}
        testId="seconds"
      />
      <RangeField
        label={t('books.cdrs.charge', format.sign())}
        least={props.address.read('leastAmount')}
        most={props.address.read('mostAmount')}
        check={(text) => (readPrice(text) === '' ? t('books.badAmount') : undefined)}
        onRange={({ least, most }) => props.address.write({ leastAmount: least, mostAmount: most })}
        testId="charge"
      />
    </>
  );
}
