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

function initialOf(suggested: CarrierFilePreview['suggested']): Values {
  const text = (value: number | undefined) => (value === undefined ? none : String(value));
  return {
    trunkId: suggested.trunkId ?? '',
    numberColumn: text(suggested.numberColumn),
    startedAtColumn: text(suggested.startedAtColumn),
    secondsColumn: text(suggested.secondsColumn),
    amountColumn: text(suggested.amountColumn),
    timeZone: suggested.timeZone ?? 'Asia/Shanghai',
    from: suggested.from ?? '',
    to: suggested.to ?? '',
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

/** How a file is read and compared: filled in as far as it can be guessed, or as it was the last time. */
export function CarrierSettingsForm(props: {
  file: CarrierFile;
  preview: CarrierFilePreview;
  onMatch: (settings: CarrierMatchSettings) => Promise<unknown>;
}) {
  const groups = useQuery(() => rateGroupsQuery);
  const form = createForm<Values>({
    // oxlint-disable-next-line solid/reactivity -- the form begins once, with what is known of the file then
    initial: initialOf(props.file.settings ?? props.preview.suggested),
    validate: wrongIn,
    submit: (values) => props.onMatch(settingsOf(values)),
  });
  const columns = (field: (typeof fields)[number]) => [
    ...props.preview.head.map((head, i) => ({
      value: String(i),
      label: t('reconciliation.carrier.column', String(i + 1), head),
    })),
    ...(field === 'amount' ? [{ value: none, label: t('reconciliation.carrier.noColumn') }] : []),
  ];
  const prices = () => [
    { value: none, label: t('reconciliation.carrier.noPrices') },
    ...(dataOf(groups)?.items ?? [])
      .filter((group) => group.owner === 'self')
      .map((group) => ({ value: group.id, label: group.name })),
  ];
  const text = (name: 'timeZone' | 'startToleranceSeconds' | 'durationToleranceSeconds') => ({
    value: form.values()[name],
    onValue: (value: string) => form.set(name, value),
    error: form.error(name),
  });
  return (
    <Card label={t('reconciliation.carrier.setUp')}>
      <CardHead title={t('reconciliation.carrier.setUp')} note={t('reconciliation.carrier.setUpLead')} />
      <PreviewTable preview={props.preview} />
      <form class="grid gap-4 p-4" onSubmit={form.submit} novalidate>
        <div class="grid items-start gap-4 sm:grid-cols-2 xl:grid-cols-4">
          <For each={fields}>
            {(field) => (
              <Choice
                label={t(`reconciliation.carrier.columnOf.${field}`)}
                options={columns(field)}
                value={form.values()[`${field}Column`]}
                onValue={(value) => form.set(`${field}Column`, value)}
                error={form.error(`${field}Column`)}
                name={field}
              />
            )}
          </For>
          <Choice
            label={t('reconciliation.carrier.trunk')}
            options={props.preview.trunks.map((trunk) => ({ value: trunk.id, label: trunk.name }))}
            value={form.values().trunkId}
            onValue={(value) => form.set('trunkId', value)}
            help={
              props.preview.trunks.length === 0
                ? t('reconciliation.carrier.noTrunk')
                : t('reconciliation.carrier.trunkHelp')
            }
            error={form.error('trunkId')}
            name="trunk"
          />
          <TextField label={t('reconciliation.carrier.timeZone')} {...text('timeZone')} />
          <TextField
            type="datetime-local"
            label={t('reconciliation.carrier.from')}
            value={form.values().from}
            onValue={(value) => form.set('from', value)}
            help={t('reconciliation.carrier.periodHelp')}
            error={form.error('from')}
          />
          <TextField
            type="datetime-local"
            label={t('reconciliation.carrier.to')}
            value={form.values().to}
            onValue={(value) => form.set('to', value)}
            error={form.error('to')}
          />
          <TextField
            inputmode="numeric"
            label={t('reconciliation.carrier.startTolerance')}
            suffix={t('reconciliation.carrier.secondsUnit')}
            {...text('startToleranceSeconds')}
          />
          <TextField
            inputmode="numeric"
            label={t('reconciliation.carrier.durationTolerance')}
            suffix={t('reconciliation.carrier.secondsUnit')}
            {...text('durationToleranceSeconds')}
          />
          <div class="sm:col-span-2">
            <Choice
              label={t('reconciliation.carrier.prices')}
              options={prices()}
              value={form.values().rateGroupId}
              onValue={(value) => form.set('rateGroupId', value)}
              help={t('reconciliation.carrier.pricesHelp')}
            />
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
