import type { Tenant, TenantDetails } from '@yunhu/api/schemas';
import { type JSX, Show } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';

function Line(props: { label: string; children: JSX.Element }) {
  return (
    <>
      <dt class="text-ink-3">{props.label}</dt>
      <dd class="min-w-0 text-right break-words">{props.children}</dd>
    </>
  );
}

function Lines(props: { children: JSX.Element }) {
  return <dl class="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 text-s">{props.children}</dl>;
}

/** What an account is and how it is reached. */
export function TenantFacts(props: { tenant: Tenant; details: TenantDetails; onOpen: (id: string) => void }) {
  const format = useFormat();
  return (
    <Lines>
      <Line label={t('tenancy.columns.kind')}>{t(`shell.kinds.${props.tenant.kind}`)}</Line>
      <Line label={t('tenancy.create.loginName')}>
        <span class="code">{props.tenant.loginName ?? t('ui.none')}</span>
      </Line>
      <Show when={props.details.parent}>
        {(parent) => (
          <Line label={t('tenancy.create.parent')}>
            <button type="button" class="text-accent hover:underline" onClick={() => props.onOpen(parent().id)}>
              {parent().name}
            </button>
          </Line>
        )}
      </Show>
      <Line label={t('tenancy.columns.createdAt')}>
        <span class="tabular">{format.dateTime(props.tenant.createdAt)}</span>
      </Line>
      <Line label={t('hierarchy.timeZone')}>{props.details.timeZone}</Line>
      <Line label={t('hierarchy.contactName')}>{props.details.contactName ?? t('ui.none')}</Line>
      <Line label={t('hierarchy.contactPhone')}>
        <Show when={props.details.contactPhone} fallback={t('ui.none')}>
          <span class="code">{props.details.contactPhone}</span>
        </Show>
      </Line>
      <Line label={t('hierarchy.contactEmail')}>{props.details.contactEmail ?? t('ui.none')}</Line>
    </Lines>
  );
}

/** What an account has to spend. */
export function WalletFacts(props: { tenant: Tenant }) {
  const format = useFormat();
  const money = (wire: string) => <span class="code">{format.money(wire)}</span>;
  return (
    <Lines>
      <Line label={t('tenancy.columns.balance')}>{money(props.tenant.balanceMicros)}</Line>
      <Line label={t('hierarchy.drawer.available')}>{money(props.tenant.availableMicros)}</Line>
      <Line label={t('tenancy.figures.held')}>{money(props.tenant.heldMicros)}</Line>
      <Line label={t('hierarchy.drawer.credit')}>{money(props.tenant.creditLimitMicros)}</Line>
      <Line label={t('tenancy.columns.rateGroup')}>
        {props.tenant.rateGroup?.name ?? (props.tenant.depth > 1 ? t('tenancy.directOnly') : t('tenancy.noRate'))}
      </Line>
    </Lines>
  );
}
