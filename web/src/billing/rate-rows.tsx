import type { NewRate } from '@yunhu/api/schemas';
import X from 'lucide-solid/icons/x';
import { For, Index } from 'solid-js';
import { parseAmount, plainDecimal } from '../i18n/money.ts';
import { t } from '../i18n/translate.ts';
import { useSession } from '../session/session.ts';
import { buttonClass } from '../ui/button.tsx';
import { inputClass } from '../ui/field.tsx';

export type RateRow = { prefix: string; destination: string; blockSeconds: string; price: string };
type RowKey = keyof RateRow;

const rowKeys: readonly RowKey[] = ['prefix', 'destination', 'blockSeconds', 'price'];

/** What is wrong with one cell of a row, in words, or undefined. */
function cellError(row: RateRow, key: RowKey): string | undefined {
  if (key === 'prefix') return /^\d{1,15}$/.test(row.prefix.trim()) ? undefined : t('billing.rates.prefixInvalid');
  if (key === 'destination') return row.destination.trim() === '' ? t('billing.rates.destinationMissing') : undefined;
  if (key === 'price') return parseAmount(row.price) === null ? t('billing.rates.priceInvalid') : undefined;
  const seconds = Number(row.blockSeconds);
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= 3600 ? undefined : t('billing.rates.blockInvalid');
}

type RowsProps = { rows: RateRow[]; showErrors: boolean; onRows: (rows: RateRow[]) => void };

/** A few rates, typed by hand. */
export function RowsEditor(props: RowsProps) {
  const session = useSession();
  const heads = () => ({
    prefix: t('billing.rates.prefix'),
    destination: t('billing.rates.destination'),
    blockSeconds: t('billing.rates.blockSeconds'),
    price: t('billing.rates.price', session().tenant.currency),
  });
  const change = (index: number, key: RowKey, value: string) =>
    props.onRows(props.rows.map((row, at) => (at === index ? { ...row, [key]: value } : row)));
  const columns =
    'grid grid-cols-[5rem_1fr_5.5rem_6.5rem_2rem] items-start gap-2 max-sm:grid-cols-[4rem_1fr_3.5rem_4.5rem_1.75rem] max-sm:gap-1.5';
  return (
    <div class="grid gap-2">
      <div class={`${columns} text-xs text-ink-3`} aria-hidden="true">
        <For each={rowKeys}>{(key) => <span class="truncate">{heads()[key]}</span>}</For>
      </div>
      <Index each={props.rows}>
        {(row, index) => (
          <div class={columns} data-testid="rate-row">
            <For each={rowKeys}>
              {(key) => {
                const error = () => (props.showErrors ? cellError(row(), key) : undefined);
                return (
                  <div class="grid gap-1">
                    <input
                      class={`${inputClass} px-2! text-s! ${key === 'destination' ? '' : 'code'}`}
                      aria-label={`${heads()[key]} ${index + 1}`}
                      aria-invalid={error() ? 'true' : undefined}
                      inputmode={key === 'price' ? 'decimal' : key === 'destination' ? 'text' : 'numeric'}
                      value={row()[key]}
                      onInput={(event) => change(index, key, event.currentTarget.value)}
                    />
                    <span class="text-2xs text-bad-ink">{error()}</span>
                  </div>
                );
              }}
            </For>
            <button
              type="button"
              class={`${buttonClass('ghost', 'icon')} h-[38px]! w-8! max-sm:w-7!`}
              aria-label={t('billing.rates.removeRow', row().prefix)}
              onClick={() => props.onRows(props.rows.filter((_, at) => at !== index))}
            >
              <X class="size-4" aria-hidden="true" />
            </button>
          </div>
        )}
      </Index>
    </div>
  );
}

export const emptyRow: RateRow = { prefix: '', destination: '', blockSeconds: '60', price: '' };

/** The rows as the API takes them; only where nothing is wrong with them. */
export function ratesOf(rows: readonly RateRow[], allowed: readonly string[]): NewRate[] {
  return rows.map((row) => {
    const prefix = row.prefix.trim();
    return {
      prefix,
      destination: row.destination.trim(),
      blockSeconds: Number(row.blockSeconds),
      pricePerBlock: plainDecimal(parseAmount(row.price) ?? 0n),
      belowCostAllowed: allowed.includes(prefix),
    };
  });
}

/** What is wrong with the first cell that has something wrong, in words. */
export function firstCellError(rates: readonly RateRow[]): string | undefined {
  return rates.flatMap((row) => rowKeys.map((key) => cellError(row, key))).find((error) => error !== undefined);
}
