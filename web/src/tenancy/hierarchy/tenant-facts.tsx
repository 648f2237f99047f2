import type { Tenant, TenantDetails } from '@yunhu/api/schemas';
import { Show } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { Fact, Facts } from '../../ui/fact.tsx';

/** What an account is and how it is reached. */
export function TenantFacts(props: { tenant: Tenant; details: TenantDetails; onOpen: (id: string) => void }) {
  const format = useFormat();
  return (
    <Facts class="text-s">
      <Fact label={t('tenancy.columns.kind')}>{t(`shell.kinds.${props.tenant.kind}`)}</Fact>
      <Fact label={t('tenancy.create.loginName')}>
        <span class="code">{props.tenant.loginName ?? t('ui.none')}</span>
      </Fact>
      <Show when={props.details.parent}>
        {(parent) => (
          <Fact label={t('tenancy.create.parent')}>
            <button type="button" class="text-accent hover:underline" onClick={() => props.onOpen(parent().id)}>
              {parent().name}
            </button>
          </Fact>
        )}
      </Show>
      <Fact label={t('tenancy.columns.createdAt')}>
        <span class="tabular">{format.dateTime(props.tenant.createdAt)}</span>
      </Fact>
      <Fact label={t('hierarchy.timeZone')}>{props.details.timeZone}</Fact>
      <Fact label={t('hierarchy.contactName')}>{props.details.contactName ?? t('ui.none')}</Fact>
      <Fact label={t('hierarchy.contactPhone')}>
        <Show when={props.details.contactPhone} fallback={t('ui.none')}>
          <span class="code">{props.details.contactPhone}</span>
        </Show>
      </Fact>
      <Fact label={t('hierarchy.contactEmail')}>{props.details.contactEmail ?? t('ui.none')}</Fact>
    </Facts>
  );
}

/** What an account has to spend. */
export function WalletFacts(props: { tenant: Tenant }) {
  const format = useFormat();
  const money = (wire: string | null) => <span class="code">{wire === null ? t('ui.none') : format.money(wire)}</span>;
  return (
    <Facts class="text-s">
      <Fact label={t('tenancy.columns.balance')}>{money(props.tenant.balanceMicros)}</Fact>
      <Fact label={t('hierarchy.drawer.available')}>{money(props.tenant.availableMicros)}</Fact>
      <Fact label={t('tenancy.figures.held')}>{money(props.tenant.heldMicros)}</Fact>
      <Fact label={t('hierarchy.drawer.credit')}>{money(props.tenant.creditLimitMicros)}</Fact>
      <Fact label={t('tenancy.columns.rateGroup')}>
        {props.tenant.rateGroup?.name ?? (props.tenant.depth > 1 ? t('tenancy.directOnly') : t('tenancy.noRate'))}
      </Fact>
    </Facts>
  );
}
