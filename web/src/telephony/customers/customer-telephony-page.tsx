import { useQuery } from '@tanstack/solid-query';
import type { CustomerTelephony } from '@yunhu/api/schemas';
import { Match, Show, Switch, createMemo } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { usePermission } from '../../session/session.ts';
import { tenantsQuery } from '../../tenancy/data.ts';
import { TenantPicker } from '../../tenancy/tenant-picker.tsx';
import { useAddress } from '../../ui/address.ts';
import { Card } from '../../ui/card.tsx';
import { EmptyState, ErrorState } from '../../ui/notice.tsx';
import { PageBones, PageHead } from '../../ui/page.tsx';
import { dataOf } from '../../ui/query.ts';
import { Chips, Toolbar } from '../../ui/toolbar.tsx';
import { customerTelephonyQuery, useTelephonyChanges } from './data.ts';
import { ExtensionsTab } from './extensions-tab.tsx';
import { FlowsTab } from './flows-tab.tsx';
import { QueuesTab } from './queues-tab.tsx';
import { SeatsTab } from './seats-tab.tsx';

const tabs = ['extensions', 'seats', 'queues', 'flows'] as const;
type Tab = (typeof tabs)[number];

/** One customer's telephony, a table at a time. */
function Tables(props: { telephony: CustomerTelephony; tab: Tab }) {
  const may = usePermission();
  const changes = useTelephonyChanges(() => props.telephony.tenant.id);
  const mayWrite = () => may('customer-telephony.write');
  return (
    <Switch>
      <Match when={props.tab === 'extensions'}>
        <ExtensionsTab telephony={props.telephony} changes={changes} mayWrite={mayWrite()} />
      </Match>
      <Match when={props.tab === 'seats'}>
        <SeatsTab telephony={props.telephony} changes={changes} mayWrite={mayWrite()} />
      </Match>
      <Match when={props.tab === 'queues'}>
        <QueuesTab telephony={props.telephony} changes={changes} mayWrite={mayWrite()} />
      </Match>
      <Match when={props.tab === 'flows'}>
        <FlowsTab telephony={props.telephony} changes={changes} mayWrite={mayWrite()} />
      </Match>
    </Switch>
  );
}

/** The tables to choose from, each with how many rows it has. */
function Tabs(props: { telephony: CustomerTelephony; tab: Tab; onTab: (tab: Tab) => void }) {
  const format = useFormat();
  return (
    <Toolbar>
      <Chips
        label={t('customerTelephony.title')}
        value={props.tab}
        onValue={(value) => props.onTab(value)}
        chips={tabs.map((value) => ({
          value,
          label: t(`customerTelephony.tabs.${value}`),
          count: format.count(props.telephony[value].length),
        }))}
      />
    </Toolbar>
  );
}

/** Where the operator's technical staff looks after a customer's seats, extensions, queues and flows; its administrators read them. */
export default function CustomerTelephonyPage() {
  const address = useAddress({ tenant: '', tab: 'extensions' });
  const may = usePermission();
  const tenants = useQuery(() => tenantsQuery);
  const customers = createMemo(() => (dataOf(tenants)?.items ?? []).filter((tenant) => tenant.kind === 'customer'));
  const query = useQuery(() => customerTelephonyQuery(address.read('tenant')));
  const tab = () => tabs.find((one) => one === address.read('tab')) ?? 'extensions';
  return (
    <>
      <PageHead
        title={t('customerTelephony.title')}
        line={may('customer-telephony.write') ? t('customerTelephony.lead') : t('customerTelephony.leadRead')}
      >
        <TenantPicker
          compact
          label={t('customerTelephony.customer')}
          tenants={customers()}
          value={address.read('tenant')}
          onValue={(tenant) => address.write({ tenant })}
        />
      </PageHead>
      <Show
        when={address.read('tenant') !== ''}
        fallback={
          <Card label={t('customerTelephony.title')}>
            <EmptyState text={t('customerTelephony.choose')} />
          </Card>
        }
      >
        <Show
          when={!query.isLoadingError}
          fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}
        >
          <Show when={dataOf(query)} fallback={<PageBones />}>
            {(telephony) => (
              <Card label={telephony().tenant.name}>
                <Tabs telephony={telephony()} tab={tab()} onTab={(value) => address.write({ tab: value })} />
                <Tables telephony={telephony()} tab={tab()} />
              </Card>
            )}
          </Show>
        </Show>
      </Show>
    </>
  );
}
