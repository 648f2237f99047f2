import { useInfiniteQuery } from '@tanstack/solid-query';
import Headset from 'lucide-solid/icons/headset';
import { Show, createMemo } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { usePermission, useSession } from '../../session/session.ts';
import { useAddress } from '../../ui/address.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { PageHead } from '../../ui/page.tsx';
import { QueryTable } from '../../ui/query-table.tsx';
import { dataOf } from '../../ui/query.ts';
import { Chips, Toolbar } from '../../ui/toolbar.tsx';
import { supportSessionsQuery } from './data.ts';
import { OpenSupportDialog } from './open-dialog.tsx';
import { supportColumns } from './support-columns.tsx';
import { SupportDrawer } from './support-drawer.tsx';

const states = ['all', 'open', 'ended'] as const;

/** Looks into customers' accounts from above: those that one opened, and those at oneself. */
export default function SupportSessionsPage() {
  const address = useAddress({ state: 'all', session: '', open: '' });
  const session = useSession();
  const may = usePermission();
  const isSeller = () => session().tenant.kind !== 'customer';
  const mayOpen = () => isSeller() && may('support-sessions.open');
  const state = () => states.find((one) => one === address.read('state')) ?? 'all';
  const query = useInfiniteQuery(() => supportSessionsQuery({ state: state(), tenantId: '' }));
  const sessions = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  const columns = createMemo(() => supportColumns({ format: useFormat(), isSeller: isSeller() }));
  const openButton = () => (
    <Button look="main" onClick={() => address.write({ open: '-' })} data-testid="open-support-button">
      <Headset class="size-4" aria-hidden="true" />
      {t('support.open')}
    </Button>
  );
  return (
    <>
      <PageHead title={t('support.title')} line={isSeller() ? t('support.lead') : t('support.leadCustomer')}>
        <Show when={mayOpen()}>{openButton()}</Show>
      </PageHead>
      <Card label={t('support.title')}>
        <Toolbar>
          <Chips
            label={t('support.columns.state')}
            value={state()}
            onValue={(value) => address.write({ state: value })}
            chips={states.map((value) => ({ value, label: t(`support.filters.${value}`) }))}
          />
        </Toolbar>
        <QueryTable
          label={t('support.title')}
          testId="support-table"
          query={query}
          columns={columns()}
          rows={sessions()}
          rowKey={(row) => row.id}
          openKey={address.read('session')}
          onOpen={(row) => address.write({ session: row.id })}
          emptyText={isSeller() ? t('support.emptySeller') : t('support.empty')}
          filteredText={t('support.emptyFiltered')}
          isFiltered={state() !== 'all'}
          onClearFilters={() => address.write({ state: 'all' })}
        />
      </Card>
      <SupportDrawer id={address.read('session')} onClose={() => address.write({ session: '' })} />
      <Show when={mayOpen() && address.read('open') !== ''}>
        <OpenSupportDialog
          tenantId={address.read('open') === '-' ? '' : address.read('open')}
          onClose={() => address.write({ open: '' })}
        />
      </Show>
    </>
  );
}
