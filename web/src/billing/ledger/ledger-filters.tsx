import { useQuery } from '@tanstack/solid-query';
import { entryKinds, type Tenant, walletKinds } from '@yunhu/api/schemas';
import SlidersHorizontal from 'lucide-solid/icons/sliders-horizontal';
import { Show, createMemo } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { useSession } from '../../session/session.ts';
import { mayOpen, pages } from '../../shell/pages.ts';
import { tenantsQuery } from '../../tenancy/data.ts';
import { TenantPicker } from '../../tenancy/tenant-picker.tsx';
import { Button } from '../../ui/button.tsx';
import { MultiMenu } from '../../ui/multi-menu.tsx';
import { dataOf } from '../../ui/query.ts';
import { RangeField } from '../../ui/range-field.tsx';
import { Chips, SearchBox } from '../../ui/toolbar.tsx';
import { PeriodFilter } from '../period-filter.tsx';
import { allBelow, type LedgerAddress, readKinds, readSigned, readWallet } from './ledger-address.ts';

/** Whose ledger: one's own, that of one below, or those of all below as one. */
export function CompanyChoice(props: { address: LedgerAddress }) {
  const session = useSession();
  const tenants = useQuery(() => ({ ...tenantsQuery, enabled: mayOpen(session(), pages.tenants) }));
  const items = createMemo(() => {
    const all = dataOf(tenants)?.items ?? [];
    const [self, ...others] = all;
    if (self === undefined || others.length === 0) return all;
    const everybody: Tenant = { ...self, id: allBelow, name: t('books.allBelow'), loginName: null };
    return [self, everybody, ...others];
  });
  return (
    <Show when={items().length > 1}>
      <TenantPicker
        compact
        label={t('billing.whose')}
        tenants={items()}
        value={props.address.read('tenant') || session().tenant.id}
        onValue={(id) => props.address.write({ tenant: id === session().tenant.id ? '' : id, entry: '' })}
      />
    </Show>
  );
}

function WalletChips(props: { address: LedgerAddress }) {
  const session = useSession();
  return (
    <Show when={session().tenant.kind === 'operator' && props.address.read('tenant') === ''}>
      <Chips
        label={t('books.wallet')}
        value={readWallet(props.address)}
        onValue={(wallet) => props.address.write({ wallet })}
        chips={walletKinds.map((value) => ({ value, label: t(`books.wallets.${value}`) }))}
      />
    </Show>
  );
}

function KindMenu(props: { address: LedgerAddress }) {
  const format = useFormat();
  const chosen = () => readKinds(props.address);
  const shown = () => {
    const [only, ...others] = chosen();
    if (only === undefined) return t('books.allKinds');
    return others.length === 0 ? t(`billing.kinds.${only}`) : t('books.chosenKinds', format.count(chosen().length));
  };
  return (
    <MultiMenu
      label={t('books.kinds')}
      shown={shown()}
      options={entryKinds.map((value) => ({ value, label: t(`billing.kinds.${value}`) }))}
      values={chosen()}
      onValues={(kinds) => props.address.writeList('kinds', kinds)}
      testId="kinds"
    />
  );
}

/** Everything that narrows the list; the rare ones stand in a second line, one press away. */
export function LedgerFilters(props: { address: LedgerAddress }) {
  const format = useFormat();
  const isOpen = () =>
    props.address.read('more') !== '' || props.address.read('least') !== '' || props.address.read('most') !== '';
  return (
    <>
      <SearchBox
        label={t('books.reference')}
        value={props.address.read('ref')}
        onValue={(ref) => props.address.write({ ref })}
      />
      <KindMenu address={props.address} />
      <PeriodFilter address={props.address} />
      <Button
        look="ghost"
        size="s"
        aria-expanded={isOpen()}
        onClick={() => props.address.write({ more: isOpen() ? '' : '1', least: '', most: '' })}
        data-testid="more-filters"
      >
        <SlidersHorizontal class="size-3.5" aria-hidden="true" />
        {t('books.more')}
      </Button>
      <Show when={isOpen()}>
        <div class="order-last flex w-full flex-wrap items-center gap-x-4 gap-y-2">
          <RangeField
            label={t('books.amount', format.sign())}
            help={t('books.amountHelp')}
            least={props.address.read('least')}
            most={props.address.read('most')}
            check={(text) => (readSigned(text) === '' ? t('books.badAmount') : undefined)}
            onRange={(range) => props.address.write(range)}
            testId="amount"
          />
          <WalletChips address={props.address} />
        </div>
      </Show>
    </>
  );
}
