import { useQuery } from '@tanstack/solid-query';
import type { Tenant } from '@yunhu/api/schemas';
import Plus from 'lucide-solid/icons/plus';
import { Match, Show, Switch, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { usePermission, useSession } from '../../session/session.ts';
import { mayOpen, pages } from '../../shell/pages.ts';
import { tenantsQuery } from '../../tenancy/data.ts';
import { Button } from '../../ui/button.tsx';
import { ActionMenu, type MenuAction } from '../../ui/menu.tsx';
import { dataOf } from '../../ui/query.ts';
import { BlockDialog } from './block-dialog.tsx';
import type { MoneyKind } from './data.ts';
import { MoneyDialog } from './money-dialog.tsx';
import { wordsOf } from './money-form.tsx';

/** What is asked about a wallet: money to move, or its block. */
export type WalletAsk = MoneyKind | 'block';

/** What the signed-in person may do to the wallet of an account: of one right below everything, of the operator's own in and out. */
export function walletActions(tenant: Tenant, reader: { kind: string; may: boolean }): WalletAsk[] {
  if (!reader.may) return [];
  if (tenant.depth === 1) return ['topUp', 'withdrawal', 'correction', 'credit', 'block'];
  return tenant.depth === 0 && reader.kind === 'operator' ? ['topUp', 'withdrawal'] : [];
}

/** An action's name, and whether it takes something away. */
export function walletActionWords(ask: WalletAsk, tenant: Tenant): { label: string; bad: boolean } {
  if (ask !== 'block') return { label: t(`wallets.actions.${wordsOf(ask, tenant)}`), bad: false };
  const isBlocked = tenant.walletBlocked === 'by_seller';
  return { label: t(isBlocked ? 'wallets.actions.unblock' : 'wallets.actions.block'), bad: !isBlocked };
}

export function WalletDialogs(props: { ask: WalletAsk; tenant: Tenant; onClose: () => void }) {
  const money = () => (props.ask === 'block' ? null : props.ask);
  return (
    <Switch>
      <Match when={props.ask === 'block'}>
        <BlockDialog tenant={props.tenant} onClose={props.onClose} />
      </Match>
      <Match when={money()}>
        {(kind) => <MoneyDialog kind={kind()} tenant={props.tenant} onClose={props.onClose} />}
      </Match>
    </Switch>
  );
}

/** The buttons of the wallet page: the main one filled, the others in a menu. */
export function WalletActions(props: { tenantId: string }) {
  const session = useSession();
  const may = usePermission();
  const query = useQuery(() => ({ ...tenantsQuery, enabled: mayOpen(session(), pages.tenants) }));
  const [asked, setAsked] = createSignal<WalletAsk | null>(null);
  const tenant = () => {
    const id = props.tenantId === '' ? session().tenant.id : props.tenantId;
    return dataOf(query)?.items.find((one) => one.id === id);
  };
  const actions = (of: Tenant) => walletActions(of, { kind: session().tenant.kind, may: may('money.top-up') });
  const rest = (of: Tenant): MenuAction[] =>
    actions(of)
      .slice(1)
      .map((ask) => ({ ...walletActionWords(ask, of), run: () => setAsked(ask) }));
  return (
    <Show when={tenant()}>
      {(known) => (
        <Show when={actions(known())[0]}>
          {(first) => (
            <>
              <Button look="main" onClick={() => setAsked(first())} data-testid="wallet-main-action">
                <Plus class="size-4" aria-hidden="true" />
                {walletActionWords(first(), known()).label}
              </Button>
              <ActionMenu label={t('wallets.more')} actions={rest(known())} testId="wallet-actions" />
              <Show when={asked()}>
                {(ask) => <WalletDialogs ask={ask()} tenant={known()} onClose={() => setAsked(null)} />}
              </Show>
            </>
          )}
        </Show>
      )}
    </Show>
  );
}
