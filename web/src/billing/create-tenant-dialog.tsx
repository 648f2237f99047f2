import type { Tenant } from '@yunhu/api/schemas';
import Check from 'lucide-solid/icons/check';
import { For, Match, Show, Switch, createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { useSession } from '../session/session.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { RateForm } from './rate-dialog.tsx';
import { TenantForm } from '../tenancy/tenant-form.tsx';
import { MoneyForm } from './wallets/money-form.tsx';

const steps = ['details', 'rate', 'topUp', 'done'] as const;
type Step = (typeof steps)[number];

function StepMark(props: { number: number; state: 'done' | 'now' | 'later' }) {
  return (
    <span
      class="grid size-5 place-items-center rounded-full border text-2xs font-semibold"
      classList={{
        'border-accent bg-accent text-accent-ink': props.state === 'now',
        'border-answered text-ok-ink': props.state === 'done',
        'border-line-strong text-ink-3': props.state === 'later',
      }}
    >
      <Show when={props.state === 'done'} fallback={props.number}>
        <Check class="size-3" aria-hidden="true" />
      </Show>
    </span>
  );
}

function Stepper(props: { step: Step }) {
  const now = () => steps.indexOf(props.step);
  return (
    <ol class="mb-5 flex items-center gap-2 text-xs text-ink-3">
      <For each={steps.slice(0, 3)}>
        {(step, index) => (
          <>
            <Show when={index() > 0}>
              <li class="h-px grow bg-line" aria-hidden="true" />
            </Show>
            <li
              class="flex items-center gap-1.5"
              classList={{ 'font-medium text-ink': step === props.step }}
              aria-current={step === props.step ? 'step' : undefined}
            >
              <StepMark number={index() + 1} state={index() < now() ? 'done' : index() === now() ? 'now' : 'later'} />
              <span class={step === props.step ? '' : 'max-sm:hidden'}>{t(`tenancy.create.steps.${step}`)}</span>
            </li>
          </>
        )}
      </For>
    </ol>
  );
}

function Summary(props: { tenant: Tenant; onClose: () => void }) {
  const format = useFormat();
  return (
    <div class="grid gap-5">
      <div class="flex items-center gap-3 rounded-s bg-ok-soft px-4 py-3 text-ok-ink">
        <Check class="size-5 shrink-0" aria-hidden="true" />
        <b class="font-semibold">{t('tenancy.create.doneTitle', props.tenant.name)}</b>
      </div>
      <dl class="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 text-s">
        <dt class="text-ink-2">{t('tenancy.create.doneLogin')}</dt>
        <dd class="code text-right">{props.tenant.loginName}</dd>
        <dt class="text-ink-2">{t('tenancy.create.doneRate')}</dt>
        <dd class="text-right">{props.tenant.rateGroup?.name ?? t('tenancy.noRate')}</dd>
        <Show when={props.tenant.balanceMicros}>
          {(balance) => (
            <>
              <dt class="text-ink-2">{t('tenancy.create.doneBalance')}</dt>
              <dd class="code text-right">{format.money(balance())}</dd>
            </>
          )}
        </Show>
      </dl>
      <DialogActions>
        <Button look="main" onClick={() => props.onClose()} data-testid="create-finish">
          {t('tenancy.create.finish')}
        </Button>
      </DialogActions>
    </div>
  );
}

/** New account → rates → first top-up. Each step is saved when it is left, so closing half-way loses nothing. */
export function CreateTenantDialog(props: { tenants: readonly Tenant[]; onClose: () => void }) {
  const [step, setStep] = createSignal<Step>('details');
  const [created, setCreated] = createSignal<Tenant | null>(null);
  const session = useSession();
  const current = () => props.tenants.find((tenant) => tenant.id === created()?.id) ?? created();
  const onCreated = (tenant: Tenant): void => {
    setCreated(tenant);
    // Only its direct seller sets what an account pays and moves money to it.
    setStep(tenant.parentId === null || tenant.parentId === session().tenant.id ? 'rate' : 'done');
  };
  return (
    <Dialog open onClose={props.onClose} title={t('tenancy.create.title')} width="l" testId="create-tenant-dialog">
      <Stepper step={step()} />
      <Switch>
        <Match when={step() === 'details'}>
          <TenantForm tenants={props.tenants} onCreated={onCreated} onCancel={props.onClose} />
        </Match>
        <Match when={step() === 'rate' && current()}>
          {(tenant) => (
            <RateForm
              tenant={tenant()}
              onDone={() => setStep('topUp')}
              secondary={{ label: t('tenancy.create.skip'), run: () => setStep('topUp') }}
              submit={t('tenancy.create.next')}
            />
          )}
        </Match>
        <Match when={step() === 'topUp' && current()}>
          {(tenant) => (
            <MoneyForm
              kind="topUp"
              tenant={tenant()}
              onDone={() => setStep('done')}
              secondary={{ label: t('tenancy.create.skip'), run: () => setStep('done') }}
            />
          )}
        </Match>
        <Match when={step() === 'done' && current()}>
          {(tenant) => <Summary tenant={tenant()} onClose={props.onClose} />}
        </Match>
      </Switch>
    </Dialog>
  );
}
