import type { RateException, RateGroup, SetExceptionBody } from '@yunhu/api/schemas';
import { Show, createSignal } from 'solid-js';
import { parseAmount, plainDecimal, toMicros } from '../../i18n/money.ts';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { toastDone } from '../../ui/toast.tsx';
import { AllowBelowCost, BelowCostProblem, prefixesBelowCost } from './below-cost-problem.tsx';
import { useSetException } from './data.ts';
import { MarkUpFields } from './mark-up-fields.tsx';
import { markUpBody, markUpValues, type MarkUpValues, newMarkUp, wrongWithMarkUp } from './mark-up.ts';
import { RulePreviewPanel } from './rule-preview.tsx';

type Values = MarkUpValues & {
  prefix: string;
  destination: string;
  kind: 'rule' | 'fixed';
  blockSeconds: string;
  pricePerBlock: string;
  connectionFee: string;
  minimumCharge: string;
  allowed: boolean;
};

const plain = (wire: string) => plainDecimal(toMicros(wire));

function valuesOf(exception: RateException | undefined): Values {
  const rate = exception?.rate;
  return {
    ...(exception?.markUp ? markUpValues(exception.markUp) : newMarkUp),
    prefix: exception?.prefix ?? '',
    destination: exception?.destination ?? '',
    kind: rate ? 'fixed' : 'rule',
    blockSeconds: String(rate?.blockSeconds ?? 60),
    pricePerBlock: rate ? plain(rate.pricePerBlockMicros) : '',
    connectionFee: rate ? plain(rate.connectionFeeMicros) : '0',
    minimumCharge: rate ? plain(rate.minimumChargeMicros) : '0',
    allowed: false,
  };
}

function wrongWith(values: Values): Partial<Record<keyof Values, string>> {
  const prefix = /^\d{1,15}$/.test(values.prefix.trim()) ? {} : { prefix: t('prices.exceptions.prefixInvalid') };
  if (values.kind === 'rule') return { ...prefix, ...wrongWithMarkUp(values) };
  const seconds = Number(values.blockSeconds);
  const amount = (name: 'pricePerBlock' | 'connectionFee' | 'minimumCharge') =>
    parseAmount(values[name]) === null ? { [name]: t('prices.markUp.amountInvalid') } : {};
  return {
    ...prefix,
    ...(Number.isInteger(seconds) && seconds >= 1 && seconds <= 86_400
      ? {}
      : { blockSeconds: t('prices.exceptions.blockInvalid') }),
    ...amount('pricePerBlock'),
    ...amount('connectionFee'),
    ...amount('minimumCharge'),
  };
}

function bodyOf(values: Values): SetExceptionBody {
  const amount = (typed: string) => plainDecimal(parseAmount(typed) ?? 0n);
  const { kind, allowed } = values;
  const common = { destination: values.destination.trim(), belowCostAllowed: allowed };
  if (kind === 'rule') return { kind, ...common, ...markUpBody(values) };
  return {
    kind,
    ...common,
    blockSeconds: Number(values.blockSeconds),
    pricePerBlock: amount(values.pricePerBlock),
    connectionFee: amount(values.connectionFee),
    minimumCharge: amount(values.minimumCharge),
  };
}

type FixedFieldsProps = {
  values: Values;
  onValue: (name: 'blockSeconds' | 'pricePerBlock' | 'connectionFee' | 'minimumCharge', value: string) => void;
  error: (name: keyof Values) => string | undefined;
};

function FixedFields(props: FixedFieldsProps) {
  const format = useFormat();
  const money = (name: 'pricePerBlock' | 'connectionFee' | 'minimumCharge', label: string) => (
    <TextField
      label={label}
      value={props.values[name]}
      onValue={(value) => props.onValue(name, value)}
      error={props.error(name)}
      suffix={format.sign()}
      inputmode="decimal"
      class="code"
    />
  );
  return (
    <div class="grid grid-cols-2 items-start gap-x-3 gap-y-4">
      {money('pricePerBlock', t('prices.exceptions.price'))}
      <TextField
        label={t('prices.exceptions.block')}
        value={props.values.blockSeconds}
        onValue={(value) => props.onValue('blockSeconds', value)}
        error={props.error('blockSeconds')}
        inputmode="numeric"
        class="code"
      />
      {money('connectionFee', t('prices.exceptions.connectionFee'))}
      {money('minimumCharge', t('prices.exceptions.minimum'))}
    </div>
  );
}

function PrefixFields(props: { form: Form; isNew: boolean }) {
  return (
    <div class="grid grid-cols-2 items-start gap-3">
      <TextField
        label={t('prices.exceptions.prefix')}
        value={props.form.values().prefix}
        onValue={(value) => props.form.set('prefix', value)}
        error={props.form.error('prefix')}
        disabled={!props.isNew}
        autofocus={props.isNew}
        inputmode="numeric"
        maxlength={15}
        class="code"
        data-testid="exception-prefix"
      />
      <TextField
        label={t('prices.exceptions.destination')}
        value={props.form.values().destination}
        onValue={(value) => props.form.set('destination', value)}
        help={t('prices.exceptions.destinationHelp')}
        maxlength={200}
      />
    </div>
  );
}

function TermsFields(props: { form: Form; group: RateGroup; onLosses: (count: number) => void }) {
  const values = () => props.form.values();
  return (
    <>
      <Choice
        name="exception-kind"
        label={t('prices.exceptions.kind')}
        options={(['rule', 'fixed'] as const).map((kind) => ({
          value: kind,
          label: t(`prices.exceptions.kinds.${kind}`),
          note: t(`prices.exceptions.kindNotes.${kind}`),
        }))}
        value={values().kind}
        onValue={(kind) => props.form.set('kind', kind)}
      />
      <Show
        when={values().kind === 'rule'}
        fallback={<FixedFields values={values()} onValue={props.form.set} error={props.form.error} />}
      >
        <MarkUpFields
          values={values()}
          onText={props.form.set}
          onPer={(per) => props.form.set('per', per)}
          error={props.form.error}
        />
        <Show when={/^\d{1,15}$/.test(values().prefix.trim())}>
          <RulePreviewPanel
            values={values()}
            rateGroupId={props.group.id}
            exception={values().prefix.trim()}
            onLosses={props.onLosses}
          />
        </Show>
      </Show>
    </>
  );
}

type ExceptionDialogProps = { group: RateGroup; exception: RateException | undefined; onClose: () => void };

function createExceptionForm(props: ExceptionDialogProps, accepted: () => string) {
  const set = useSetException();
  return createForm<Values>({
    // oxlint-disable-next-line solid/reactivity -- a form begins with what stood there when it was opened
    initial: valuesOf(props.exception),
    validate: wrongWith,
    submit: async (values) => {
      const prefix = values.prefix.trim();
      const downstreamLossesAccepted = accepted() === JSON.stringify(values);
      await set.mutateAsync({ id: props.group.id, prefix, ...bodyOf(values), downstreamLossesAccepted });
      toastDone(t('prices.exceptions.saved', prefix));
      props.onClose();
    },
  });
}

type Form = ReturnType<typeof createExceptionForm>;

/** Prices one prefix, and all longer ones, otherwise than the rule. */
export function ExceptionDialog(props: ExceptionDialogProps) {
  const [losses, setLosses] = createSignal(0);
  const [element, setElement] = createSignal<HTMLFormElement>();
  const [accepted, setAccepted] = createSignal('');
  const form = createExceptionForm(props, accepted);
  const title = () =>
    props.exception ? t('prices.exceptions.edit', props.exception.prefix) : t('prices.exceptions.add');
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={title()}
      lead={t('prices.exceptions.note')}
      width="l"
      testId="exception-dialog"
    >
      <form ref={setElement} class="grid gap-4" onSubmit={form.submit} novalidate>
        <PrefixFields form={form} isNew={props.exception === undefined} />
        <TermsFields form={form} group={props.group} onLosses={setLosses} />
        <AllowBelowCost
          shown={losses() > 0 || prefixesBelowCost(form.problem()) !== undefined}
          checked={form.values().allowed}
          onChecked={(allowed) => form.set('allowed', allowed)}
        />
        <BelowCostProblem
          error={form.problem()}
          onAccept={() => {
            setAccepted(JSON.stringify(form.values()));
            element()?.requestSubmit();
          }}
        />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()} data-testid="save-exception">
            {t('prices.exceptions.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
