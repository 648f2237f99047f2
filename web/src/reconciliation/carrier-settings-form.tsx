import { useQuery } from '@tanstack/solid-query';
import type { CarrierFile, CarrierFilePreview, CarrierMatchSettings } from '@yunhu/api/schemas';
import { For } from 'solid-js';
import { rateGroupsQuery } from '../billing/data.ts';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Card, CardHead } from '../ui/card.tsx';
import { Choice } from '../ui/choice.tsx';
import { TextField } from '../ui/field.tsx';
import { createForm } from '../ui/form.ts';
import { FormProblem } from '../ui/notice.tsx';
import { dataOf } from '../ui/query.ts';

const fields = ['number', 'startedAt', 'seconds', 'amount'] as const;
const none = '-';

type Values = {
  trunkId: string;
  numberColumn: string;
  startedAtColumn: string;
  secondsColumn: string;
  amountColumn: string;
  timeZone: string;
  from: string;
  to: string;
  startToleranceSeconds: string;
  durationToleranceSeconds: string;
  rateGroupId: string;
};

/** An instant as the browser's own field for a day and a time writes it. */
function typedOf(iso: string | undefined): string {
  if (iso === undefined) return '';
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function initialOf(suggested: CarrierFilePreview['suggested']): Values {
  const text = (value: number | undefined) => (value === undefined ? none : String(value));
  return {
    trunkId: suggested.trunkId ?? '',
    numberColumn: text(suggested.numberColumn),
    startedAtColumn: text(suggested.startedAtColumn),
    secondsColumn: text(suggested.secondsColumn),
    amountColumn: text(suggested.amountColumn),
    timeZone: suggested.timeZone ?? 'Asia/Shanghai',
    from: typedOf(suggested.from),
    to: typedOf(suggested.to),
    startToleranceSeconds: String(suggested.startToleranceSeconds ?? 30),
    durationToleranceSeconds: String(suggested.durationToleranceSeconds ?? 1),
    rateGroupId: suggested.rateGroupId ?? none,
  };
}

const pick = () => t('problems.fields.invalid_value');

function wrongIn(values: Values): Partial<Record<keyof Values, string>> {
  const wrong: Partial<Record<keyof Values, string>> = {};
  if (values.trunkId === '') wrong.trunkId = pick();
  for (const name of ['numberColumn', 'startedAtColumn', 'secondsColumn'] as const) {
    if (values[name] === none) wrong[name] = pick();
  }
  for (const name of ['startToleranceSeconds', 'durationToleranceSeconds'] as const) {
    if (!/^\d{1,4}$/.test(values[name].trim())) wrong[name] = t('problems.fields.invalid_type');
  }
  return wrong;
}

/** What the API takes; days that were typed are those of the browser's clock. */
function settingsOf(values: Values): CarrierMatchSettings {
  const instant = (typed: string) => new Date(typed).toISOString();
  return {
    trunkId: values.trunkId,
    numberColumn: Number(values.numberColumn),
    startedAtColumn: Number(values.startedAtColumn),
    secondsColumn: Number(values.secondsColumn),
    ...(values.amountColumn === none ? {} : { amountColumn: Number(values.amountColumn) }),
    timeZone: values.timeZone.trim(),
    ...(values.from === '' ? {} : { from: instant(values.from) }),
    ...(values.to === '' ? {} : { to: instant(values.to) }),
    startToleranceSeconds: Number(values.startToleranceSeconds),
    durationToleranceSeconds: Number(values.durationToleranceSeconds),
    ...(values.rateGroupId === none ? {} : { rateGroupId: values.rateGroupId }),
  };
}

function PreviewTable(props: { preview: CarrierFilePreview }) {
  return (
    <div class="overflow-x-auto border-b border-line">
      <table class="w-full text-s">
        <caption class="sr-only">{t('reconciliation.carrier.preview')}</caption>
        <thead>
          <tr class="bg-sunken text-xs text-ink-2">
            <For each={props.preview.head}>
              {(head, i) => (
                <th class="h-8 px-4 text-left font-medium whitespace-nowrap">
                  <span class="mr-1.5 text-ink-3">{i() + 1}</span>
                  {head}
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody>
          <For each={props.preview.rows}>
            {(row) => (
              <tr class="border-t border-line">
                <For each={row}>{(cell) => <td class="code h-8 px-4 whitespace-nowrap">{cell}</td>}</For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  );
}

type SettingsForm = ReturnType<typeof createForm<Values>>;

function ColumnChoices(props: { form: SettingsForm; preview: CarrierFilePreview }) {
  const columns = (field: (typeof fields)[number]) => [
    ...props.preview.head.map((head, i) => ({
      value: String(i),
      label: t('reconciliation.carrier.column', String(i + 1), head),
    })),
    ...(field === 'amount' ? [{ value: none, label: t('reconciliation.carrier.noColumn') }] : []),
  ];
  return (
    <For each={fields}>
      {(field) => (
        <Choice
          label={t(`reconciliation.carrier.columnOf.${field}`)}
          options={columns(field)}
          value={props.form.values()[`${field}Column`]}
          onValue={(value) => props.form.set(`${field}Column`, value)}
          error={props.form.error(`${field}Column`)}
          name={field}
        />
      )}
    </For>
  );
}

function TrunkChoice(props: { form: SettingsForm; preview: CarrierFilePreview }) {
  const help = () => (props.preview.trunks.length === 0 ? 'noTrunk' : 'trunkHelp');
  return (
    <Choice
      label={t('reconciliation.carrier.trunk')}
      options={props.preview.trunks.map((trunk) => ({ value: trunk.id, label: trunk.name }))}
      value={props.form.values().trunkId}
      onValue={(value) => props.form.set('trunkId', value)}
      help={t(`reconciliation.carrier.${help()}`)}
      error={props.form.error('trunkId')}
      name="trunk"
    />
  );
}

function PricesChoice(props: { form: SettingsForm }) {
  const groups = useQuery(() => rateGroupsQuery);
  const prices = () => [
    { value: none, label: t('reconciliation.carrier.noPrices') },
    ...(dataOf(groups)?.items ?? [])
      .filter((group) => group.owner === 'self')
      .map((group) => ({ value: group.id, label: group.name })),
  ];
  return (
    <Choice
      label={t('reconciliation.carrier.prices')}
      options={prices()}
      value={props.form.values().rateGroupId}
      onValue={(value) => props.form.set('rateGroupId', value)}
      help={t('reconciliation.carrier.pricesHelp')}
    />
  );
}

/** A line of text of the form; `is` names what it holds. */
function Line(props: {
  form: SettingsForm;
  is: 'timeZone' | 'from' | 'to' | 'startToleranceSeconds' | 'durationToleranceSeconds';
  label: string;
  help?: string;
}) {
  const isSeconds = () => props.is.endsWith('Seconds');
  return (
    <TextField
      type={props.is === 'from' || props.is === 'to' ? 'datetime-local' : 'text'}
      inputmode={isSeconds() ? 'numeric' : 'text'}
      label={props.label}
      help={props.help}
      suffix={isSeconds() ? t('reconciliation.carrier.secondsUnit') : undefined}
      value={props.form.values()[props.is]}
      onValue={(value) => props.form.set(props.is, value)}
      error={props.form.error(props.is)}
    />
  );
}

/** How a file is read and compared: filled in as far as it can be guessed, or as it was the last time. */
export function CarrierSettingsForm(props: {
  file: CarrierFile;
  preview: CarrierFilePreview;
  onMatch: (settings: CarrierMatchSettings) => Promise<unknown>;
}) {
  const form = createForm<Values>({
    // oxlint-disable-next-line solid/reactivity -- the form begins once, with what is known of the file then
    initial: initialOf(props.file.settings ?? props.preview.suggested),
    validate: wrongIn,
    submit: (values) => props.onMatch(settingsOf(values)),
  });
  return (
    <Card label={t('reconciliation.carrier.setUp')}>
      <CardHead title={t('reconciliation.carrier.setUp')} note={t('reconciliation.carrier.setUpLead')} />
      <PreviewTable preview={props.preview} />
      <form class="grid gap-4 p-4" onSubmit={form.submit} novalidate>
        <div class="grid items-start gap-4 sm:grid-cols-2 xl:grid-cols-4">
          <ColumnChoices form={form} preview={props.preview} />
          <TrunkChoice form={form} preview={props.preview} />
          <Line form={form} is="timeZone" label={t('reconciliation.carrier.timeZone')} />
          <Line
            form={form}
            is="from"
            label={t('reconciliation.carrier.from')}
            help={t('reconciliation.carrier.periodHelp')}
          />
          <Line form={form} is="to" label={t('reconciliation.carrier.to')} />
          <Line form={form} is="startToleranceSeconds" label={t('reconciliation.carrier.startTolerance')} />
          <Line form={form} is="durationToleranceSeconds" label={t('reconciliation.carrier.durationTolerance')} />
          <div class="sm:col-span-2">
            <PricesChoice form={form} />
          </div>
        </div>
        <FormProblem error={form.problem()} />
        <div class="flex justify-end">
          <Button type="submit" look="main" busy={form.submitting()} data-testid="match">
            {t('reconciliation.carrier.match')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
