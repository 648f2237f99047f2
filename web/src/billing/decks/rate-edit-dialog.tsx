import type { ChangeRatesBody, Rate, RateGroup } from '@yunhu/api/schemas';
import { Show, createSignal } from 'solid-js';
import { parseAmount, perMinuteMicros, plainDecimal, toMicros } from '../../i18n/money.ts';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog, Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { toastDone } from '../../ui/toast.tsx';
import { AllowBelowCost, BelowCostProblem, prefixesBelowCost } from '../prices/below-cost-problem.tsx';
import { zonedInstant } from '../prices/zoned-instant.ts';
import { useChangeRates } from './data.ts';

type Values = {
  prefix: string;
  destination: string;
  blockSeconds: string;
  pricePerBlock: string;
  firstBlockSeconds: string;
  firstBlockPrice: string;
  connectionFee: string;
  graceSeconds: string;
  minimumCharge: string;
  effectiveFrom: string;
  allowed: boolean;
};
type MoneyName = 'pricePerBlock' | 'firstBlockPrice' | 'connectionFee' | 'minimumCharge';

const plain = (wire: string) => plainDecimal(toMicros(wire));

function valuesOf(rate: Rate | undefined): Values {
  return {
    prefix: rate?.prefix ?? '',
    destination: rate?.destination ?? '',
    blockSeconds: String(rate?.blockSeconds ?? 60),
    pricePerBlock: rate ? plain(rate.pricePerBlockMicros) : '',
    firstBlockSeconds: rate?.firstBlockSeconds ? String(rate.firstBlockSeconds) : '',
    firstBlockPrice: rate?.firstBlockPriceMicros ? plain(rate.firstBlockPriceMicros) : '',
    connectionFee: rate ? plain(rate.connectionFeeMicros) : '0',
    graceSeconds: String(rate?.graceSeconds ?? 0),
    minimumCharge: rate ? plain(rate.minimumChargeMicros) : '0',
    effectiveFrom: '',
    allowed: false,
  };
}

const isWhole = (typed: string, least: number, most: number) =>
  /^\d{1,6}$/.test(typed.trim()) && Number(typed) >= least && Number(typed) <= most;

function wrongWith(values: Values): Partial<Record<keyof Values, string>> {
  const wrong: Partial<Record<keyof Values, string>> = {};
  if (!/^\d{1,15}$/.test(values.prefix.trim())) wrong.prefix = t('billing.rates.prefixInvalid');
  if (!isWhole(values.blockSeconds, 1, 86_400)) wrong.blockSeconds = t('decks.edit.secondsInvalid');
  if (!isWhole(values.graceSeconds, 0, 3600)) wrong.graceSeconds = t('decks.edit.graceInvalid');
  for (const name of ['pricePerBlock', 'connectionFee', 'minimumCharge'] as const) {
    if (parseAmount(values[name]) === null) wrong[name] = t('billing.rates.priceInvalid');
  }
  const [seconds, price] = [values.firstBlockSeconds.trim(), values.firstBlockPrice.trim()];
  if ((seconds === '') !== (price === '')) wrong.firstBlockPrice = t('decks.edit.firstInvalid');
  else if (seconds !== '' && !isWhole(seconds, 1, 86_400)) wrong.firstBlockSeconds = t('decks.edit.secondsInvalid');
  else if (price !== '' && parseAmount(price) === null) wrong.firstBlockPrice = t('billing.rates.priceInvalid');
  return wrong;
}

function bodyOf(values: Values, zone: string): ChangeRatesBody {
  const amount = (name: MoneyName) => plainDecimal(parseAmount(values[name]) ?? 0n);
  const effectiveFrom = zonedInstant(values.effectiveFrom, zone);
  const hasFirst = values.firstBlockSeconds.trim() !== '';
  const rate = {
    prefix: values.prefix.trim(),
    destination: values.destination.trim(),
    blockSeconds: Number(values.blockSeconds),
    pricePerBlock: amount('pricePerBlock'),
    ...(hasFirst
      ? { firstBlockSeconds: Number(values.firstBlockSeconds), firstBlockPrice: amount('firstBlockPrice') }
      : {}),
    connectionFee: amount('connectionFee'),
    graceSeconds: Number(values.graceSeconds),
    minimumCharge: amount('minimumCharge'),
  };
  return { set: [rate], belowCostAllowed: values.allowed, ...(effectiveFrom === '' ? {} : { effectiveFrom }) };
}

type FieldsProps = {
  values: Values;
  isNew: boolean;
  onText: (name: Exclude<keyof Values, 'allowed'>, value: string) => void;
  error: (name: keyof Values) => string | undefined;
};

function Fields(props: FieldsProps) {
  const format = useFormat();
  const text = (name: Exclude<keyof Values, 'allowed'>, label: string, more: object = {}) => (
    <TextField
      label={label}
      value={props.values[name]}
      onValue={(value) => props.onText(name, value)}
      error={props.error(name)}
      class="code"
      {...more}
    />
  );
  const money = { inputmode: 'decimal', suffix: format.sign() } as const;
  const seconds = { inputmode: 'numeric', suffix: t('decks.mapping.seconds') } as const;
  const minute = () => {
    const price = parseAmount(props.values.pricePerBlock);
    const block = Number(props.values.blockSeconds);
    if (price === null || !(block > 0)) return undefined;
    return t('decks.edit.perMinute', format.money(perMinuteMicros(price, block).toString()));
  };
  return (
    <div class="grid grid-cols-2 items-start gap-x-3 gap-y-4">
      {text('prefix', t('billing.rates.prefix'), {
        disabled: !props.isNew,
        inputmode: 'numeric',
        maxlength: 15,
        'data-testid': 'rate-prefix',
      })}
      {text('destination', t('billing.rates.destination'), { class: '', maxlength: 200 })}
      <TextField
        label={t('decks.fields.pricePerBlock')}
        value={props.values.pricePerBlock}
        onValue={(value) => props.onText('pricePerBlock', value)}
        error={props.error('pricePerBlock')}
        help={minute()}
        class="code"
        data-testid="rate-price"
        {...money}
      />
      {text('blockSeconds', t('billing.rates.columns.block'), seconds)}
      <details class="col-span-2" open={props.values.firstBlockSeconds !== '' || undefined}>
        <summary class="cursor-pointer text-s text-ink-2 hover:text-ink">{t('decks.edit.more')}</summary>
        <div class="mt-3 grid grid-cols-2 items-start gap-x-3 gap-y-4">
          {text('firstBlockSeconds', t('decks.edit.firstSeconds'), seconds)}
          {text('firstBlockPrice', t('decks.edit.firstPrice'), money)}
          {text('connectionFee', t('decks.edit.connectionFee'), money)}
          {text('minimumCharge', t('decks.edit.minimum'), money)}
          {text('graceSeconds', t('decks.edit.grace'), seconds)}
        </div>
      </details>
      <div class="col-span-2">
        {text('effectiveFrom', t('decks.edit.at'), {
          type: 'datetime-local',
          help: `${t('decks.edit.atHelp')} · ${format.zone()}`,
        })}
      </div>
    </div>
  );
}

function CloseRate(props: { group: RateGroup; prefix: string; onDone: () => void }) {
  const change = useChangeRates(() => props.group.id);
  const [asking, setAsking] = createSignal(false);
  return (
    <>
      <Button look="bad" onClick={() => setAsking(true)} data-testid="close-rate">
        {t('decks.edit.close')}
      </Button>
      <ConfirmDialog
        open={asking()}
        onClose={() => setAsking(false)}
        title={t('decks.edit.closeTitle', props.prefix)}
        body={t('decks.edit.closeBody')}
        confirm={t('decks.edit.close')}
        busy={change.isPending}
        error={change.error}
        onConfirm={() =>
          change.mutate(
            { set: [], close: [props.prefix] },
            {
              onSuccess: () => {
                toastDone(t('decks.edit.closed', props.prefix));
                props.onDone();
              },
            },
          )
        }
      />
    </>
  );
}

/** One rate of a list: a new one, or another price for a prefix, now or from a time on. */
export function RateEditDialog(props: { group: RateGroup; rate: Rate | undefined; onClose: () => void }) {
  const format = useFormat();
  const change = useChangeRates(() => props.group.id);
  const form = createForm<Values>({
    // oxlint-disable-next-line solid/reactivity -- a form begins with what stood there when it was opened
    initial: valuesOf(props.rate),
    validate: wrongWith,
    submit: async (values) => {
      await change.mutateAsync(bodyOf(values, format.zone()));
      toastDone(t('decks.edit.saved', values.prefix.trim()));
      props.onClose();
    },
  });
  const title = () => (props.rate === undefined ? t('decks.edit.addTitle') : t('decks.edit.title', props.rate.prefix));
  return (
    <Dialog open onClose={props.onClose} title={title()} lead={t('decks.edit.lead')} width="l" testId="rate-edit">
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <Fields values={form.values()} isNew={props.rate === undefined} onText={form.set} error={form.error} />
        <AllowBelowCost
          shown={prefixesBelowCost(form.problem()) !== undefined}
          checked={form.values().allowed}
          onChecked={(allowed) => form.set('allowed', allowed)}
        />
        <BelowCostProblem error={form.problem()} />
        <DialogActions>
          <Show when={props.rate}>
            {(rate) => (
              <>
                <CloseRate group={props.group} prefix={rate().prefix} onDone={props.onClose} />
                <span class="grow" />
              </>
            )}
          </Show>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()} data-testid="save-rate">
            {t('decks.edit.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
