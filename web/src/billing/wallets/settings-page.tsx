import { A } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import type { MoneySettings } from '@yunhu/api/schemas';
import { type JSX, Show, untrack } from 'solid-js';
import { parseAmount, plainDecimal, toMicros } from '../../i18n/money.ts';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { useSession } from '../../session/session.ts';
import { mayOpen, pages } from '../../shell/pages.ts';
import { rolesQuery } from '../../tenancy/roles/data.ts';
import { staffQuery } from '../../tenancy/staff/data.ts';
import { Bone } from '../../ui/bone.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Card, CardHead } from '../../ui/card.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { ErrorState, FormProblem } from '../../ui/notice.tsx';
import { PageHead } from '../../ui/page.tsx';
import { dataOf } from '../../ui/query.ts';
import { toastDone } from '../../ui/toast.tsx';
import { moneySettingsQuery, useSaveMoneySettings } from './data.ts';

type SettingsValues = {
  approvalOn: boolean;
  transferApprovalLimit: string;
  lowBalanceInfo: string;
  lowBalanceWarning: string;
  lowBalanceCritical: string;
};

/** From the mildest on; each begins at or below the one before. */
const levels = ['lowBalanceInfo', 'lowBalanceWarning', 'lowBalanceCritical'] as const;
type AmountField = (typeof levels)[number];

/** What a limit begins with when it is turned on. */
const usualLimit = '1000';

const shown = (wire: string): string => plainDecimal(toMicros(wire)).replace(/\.00$/, '');
const typed = (text: string): string => plainDecimal(parseAmount(text) ?? 0n);

function validate(values: SettingsValues): Partial<Record<keyof SettingsValues, string>> {
  const limit = parseAmount(values.transferApprovalLimit);
  const wrong: Partial<Record<keyof SettingsValues, string>> = {};
  if (values.approvalOn && (limit === null || limit === 0n)) {
    wrong.transferApprovalLimit = t('wallets.settings.limitInvalid');
  }
  let before: bigint | null = null;
  for (const level of levels) {
    const micros = parseAmount(values[level]);
    if (micros === null) wrong[level] = t('wallets.settings.amountInvalid');
    else if (before !== null && micros > before) wrong[level] = t('wallets.settings.order');
    before = micros;
  }
  return wrong;
}

function createSettingsForm(settings: MoneySettings) {
  const save = useSaveMoneySettings();
  const limit = settings.transferApprovalLimitMicros;
  return createForm<SettingsValues>({
    initial: {
      approvalOn: limit !== null,
      transferApprovalLimit: limit === null ? usualLimit : shown(limit),
      lowBalanceInfo: shown(settings.lowBalanceInfoMicros),
      lowBalanceWarning: shown(settings.lowBalanceWarningMicros),
      lowBalanceCritical: shown(settings.lowBalanceCriticalMicros),
    },
    validate,
    submit: async (values) => {
      const saved = await save.mutateAsync({
        transferApprovalLimit: values.approvalOn ? typed(values.transferApprovalLimit) : null,
        lowBalanceInfo: typed(values.lowBalanceInfo),
        lowBalanceWarning: typed(values.lowBalanceWarning),
        lowBalanceCritical: typed(values.lowBalanceCritical),
      });
      toastDone(t(saved.waitingLimit === null ? 'wallets.settings.saved' : 'wallets.settings.savedWaits'));
    },
  });
}

type SettingsForm = ReturnType<typeof createSettingsForm>;

/** With one person who may move money nobody could approve; said where the limit is turned on. */
function OnePersonNotice() {
  const session = useSession();
  const people = useQuery(() => ({ ...staffQuery, enabled: mayOpen(session(), pages.staff) }));
  const roles = useQuery(() => ({ ...rolesQuery, enabled: mayOpen(session(), pages.roles) }));
  const movers = () => {
    const may = new Set(
      dataOf(roles)
        ?.items.filter(({ permissions }) => permissions.includes('money.top-up'))
        .map(({ id }) => id),
    );
    return dataOf(people)?.items.filter((person) => person.state === 'enabled' && may.has(person.role.id)).length;
  };
  return (
    <Show when={movers() === 1}>
      <p class="flex flex-wrap items-center gap-3 rounded-s bg-warn-soft px-3 py-2 text-s text-warn-ink">
        <span class="min-w-48 grow basis-0">{t('wallets.settings.onePerson')}</span>
        <A href={pages.staff.path} class={buttonClass('plain', 's')}>
          {t('wallets.settings.addStaff')}
        </A>
      </p>
    </Show>
  );
}

/** A higher limit, or none, is somebody else's to approve. */
function WaitingLimitNotice(props: { waiting: NonNullable<MoneySettings['waitingLimit']> }) {
  const format = useFormat();
  const limit = () => {
    const micros = props.waiting.transferApprovalLimitMicros;
    return micros === null ? t('wallets.requests.noLimit') : format.money(micros);
  };
  return (
    <p
      class="flex flex-wrap items-center gap-3 rounded-s bg-warn-soft px-3 py-2 text-s text-warn-ink"
      data-testid="limit-waits"
    >
      <span class="min-w-48 grow basis-0">{t('wallets.settings.limitWaits', limit())}</span>
      <A href={pages.transferRequests.path} class={buttonClass('plain', 's')}>
        {t('wallets.settings.toRequests')}
      </A>
    </p>
  );
}

function ApprovalCard(props: { form: SettingsForm; currency: string; waiting: MoneySettings['waitingLimit'] }) {
  const isOn = () => props.form.values().approvalOn;
  return (
    <Card label={t('wallets.settings.approval')}>
      <CardHead title={t('wallets.settings.approval')} note={t('wallets.settings.approvalNote')} />
      <div class="grid gap-4 p-4">
        <label class="flex items-center gap-2.5 text-s">
          <input
            type="checkbox"
            class="size-4 accent-accent"
            checked={isOn()}
            onChange={(event) => props.form.set('approvalOn', event.currentTarget.checked)}
            data-testid="approval-on"
          />
          {t('wallets.settings.approvalOn')}
        </label>
        <Show when={isOn()}>
          <div class="max-w-sm">
            <TextField
              label={t('wallets.settings.limit', props.currency)}
              inputmode="decimal"
              class="code"
              value={props.form.values().transferApprovalLimit}
              onValue={(value) => props.form.set('transferApprovalLimit', value)}
              error={props.form.error('transferApprovalLimit')}
              help={t('wallets.settings.limitHelp')}
              data-testid="approval-limit"
            />
          </div>
          <OnePersonNotice />
        </Show>
        <Show when={props.waiting}>{(waiting) => <WaitingLimitNotice waiting={waiting()} />}</Show>
      </div>
    </Card>
  );
}

function AlertsCard(props: { form: SettingsForm; currency: string }) {
  const field = (name: AmountField, label: string, dot: string): JSX.Element => (
    <TextField
      label={label}
      inputmode="decimal"
      class="code"
      value={props.form.values()[name]}
      onValue={(value) => props.form.set(name, value)}
      error={props.form.error(name)}
      suffix={<i class={`mr-1 block size-2 rounded-[2px] ${dot}`} aria-hidden="true" />}
    />
  );
  return (
    <Card label={t('wallets.settings.alerts')}>
      <CardHead title={t('wallets.settings.alerts')} note={t('wallets.settings.alertsNote')} />
      <div class="grid gap-4 p-4">
        <div class="grid grid-cols-3 items-start gap-4 max-md:grid-cols-1">
          {field('lowBalanceInfo', t('wallets.settings.info', props.currency), 'bg-transferred')}
          {field('lowBalanceWarning', t('wallets.settings.warning', props.currency), 'bg-ringing')}
          {field('lowBalanceCritical', t('wallets.settings.critical', props.currency), 'bg-failed')}
        </div>
        <p class="text-xs text-ink-3">{t('wallets.settings.countsHelp')}</p>
      </div>
    </Card>
  );
}

function SettingsFields(props: { settings: MoneySettings }) {
  const session = useSession();
  const form = createSettingsForm(untrack(() => props.settings));
  const isSeller = () => session().tenant.kind !== 'customer';
  return (
    <form class="grid max-w-3xl gap-4" onSubmit={form.submit} novalidate data-testid="money-settings">
      <Show when={isSeller()}>
        <ApprovalCard form={form} currency={session().tenant.currency} waiting={props.settings.waitingLimit} />
      </Show>
      <Show when={session().tenant.kind !== 'operator'}>
        <AlertsCard form={form} currency={session().tenant.currency} />
      </Show>
      <FormProblem error={form.problem()} />
      <div class="flex justify-end">
        <Button type="submit" look="main" busy={form.submitting()} data-testid="settings-submit">
          {t('wallets.settings.save')}
        </Button>
      </div>
    </form>
  );
}

/** What a company sets for its own money. */
export default function MoneySettingsPage() {
  const session = useSession();
  const query = useQuery(() => moneySettingsQuery);
  return (
    <>
      <PageHead title={t('wallets.settings.title')} line={t(`wallets.settings.leads.${session().tenant.kind}`)} />
      <Show
        when={!query.isLoadingError}
        fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}
      >
        <Show when={dataOf(query)} fallback={<Bone class="h-48 w-full max-w-3xl" />}>
          {(settings) => <SettingsFields settings={settings()} />}
        </Show>
      </Show>
    </>
  );
}
