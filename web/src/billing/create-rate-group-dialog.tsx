import { useNavigate } from '@solidjs/router';
import type { CreateRateGroupBody } from '@yunhu/api/schemas';
import Plus from 'lucide-solid/icons/plus';
import X from 'lucide-solid/icons/x';
import { For, Index, Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useSession } from '../session/session.ts';
import { pages } from '../shell/pages.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { TextField, inputClass } from '../ui/field.tsx';
import { createForm } from '../ui/form.ts';
import { FormProblem } from '../ui/notice.tsx';
import { toastDone } from '../ui/toast.tsx';
import { useCreateRateGroup } from './data.ts';
import { parseAmount, plainDecimal } from '../i18n/money.ts';

type RateRow = { prefix: string; destination: string; blockSeconds: string; price: string };
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

function RowsEditor(props: RowsProps) {
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
              disabled={props.rows.length === 1}
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

type GroupValues = { name: string; rates: RateRow[] };

const emptyRow: RateRow = { prefix: '', destination: '', blockSeconds: '60', price: '' };

function toBody({ name, rates }: GroupValues): CreateRateGroupBody {
  return {
    name: name.trim(),
    rates: rates.map((row) => ({
      prefix: row.prefix.trim(),
      destination: row.destination.trim(),
      blockSeconds: Number(row.blockSeconds),
      pricePerBlock: plainDecimal(parseAmount(row.price) ?? 0n),
    })),
  };
}

function firstCellError(rates: readonly RateRow[]): string | undefined {
  return rates.flatMap((row) => rowKeys.map((key) => cellError(row, key))).find((error) => error !== undefined);
}

function wrongWith({ name, rates }: GroupValues): Partial<Record<keyof GroupValues, string>> {
  const wrong = firstCellError(rates);
  return {
    ...(name.trim() === '' && { name: t('billing.rates.nameMissing') }),
    ...(wrong !== undefined && { rates: wrong }),
  };
}

function createGroupForm(onDone: () => void) {
  const create = useCreateRateGroup();
  const navigate = useNavigate();
  return createForm<GroupValues>({
    initial: { name: '', rates: [{ ...emptyRow, prefix: '86', destination: t('billing.rates.china') }] },
    fieldOfCode: { name_taken: 'name' },
    validate: wrongWith,
    submit: async (values) => {
      const group = await create.mutateAsync(toBody(values));
      toastDone(t('billing.rates.done', group.name));
      onDone();
      navigate(`${pages.rateGroups.path}/${group.id}`);
    },
  });
}

/** A name and a few rates: enough to give an account below something to buy at. */
export function CreateRateGroupDialog(props: { onClose: () => void }) {
  const form = createGroupForm(() => props.onClose());
  const rates = () => form.values().rates;
  return (
    <Dialog open onClose={props.onClose} title={t('billing.rates.create')} width="l" testId="rate-group-dialog">
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <TextField
          label={t('billing.rates.name')}
          placeholder={t('billing.rates.namePlaceholder')}
          autofocus
          maxlength={100}
          value={form.values().name}
          onValue={(value) => form.set('name', value)}
          error={form.error('name')}
        />
        <fieldset class="grid gap-2">
          <legend class="mb-1 text-s text-ink-2">{t('billing.rates.rows')}</legend>
          <p class="text-xs text-ink-3">{t('billing.rates.rowsHelp')}</p>
          <RowsEditor
            rows={rates()}
            showErrors={form.error('rates') !== undefined}
            onRows={(next) => form.set('rates', next)}
          />
          <Show when={form.error('rates') !== undefined && firstCellError(rates()) === undefined}>
            <p role="alert" class="text-xs text-bad-ink">
              {form.error('rates')}
            </p>
          </Show>
          <div>
            <Button size="s" onClick={() => form.set('rates', [...rates(), emptyRow])}>
              <Plus class="size-3.5" aria-hidden="true" />
              {t('billing.rates.addRow')}
            </Button>
          </div>
        </fieldset>
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()}>
            {t('billing.rates.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
