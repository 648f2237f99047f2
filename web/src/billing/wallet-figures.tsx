import { useQuery } from '@tanstack/solid-query';
import type { LedgerEntry, Wallet } from '@yunhu/api/schemas';
import { Show, createMemo } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { useSession } from '../session/session.ts';
import { Card } from '../ui/card.tsx';
import { type FigureProps, Figures } from '../ui/figures.tsx';
import { ErrorState } from '../ui/notice.tsx';
import { dataOf } from '../ui/query.ts';
import { walletQuery } from './data.ts';
import { toMicros } from '../i18n/money.ts';

type Format = ReturnType<typeof useFormat>;

/** That it is low, where an alert says so; else what of the credit limit is used. */
function availableNote(wallet: Wallet, format: Format): string {
  if (wallet.lowBalance !== null) return t(`wallets.figures.low.${wallet.lowBalance}`);
  if (wallet.creditLimitMicros === '0') return t('billing.figures.creditNone');
  return t(
    'wallets.figures.creditUsed',
    format.moneyFigure(toMicros(wallet.usedCreditMicros)),
    format.moneyFigure(toMicros(wallet.creditLimitMicros)),
  );
}

/** Why the wallet is blocked; else for how long its money lasts, where that can be said. */
function balanceNote(wallet: Wallet, format: Format): string | undefined {
  if (wallet.blockedReason !== null) return t(`wallets.blocked.${wallet.blockedReason}`);
  return wallet.enoughForDays === null ? undefined : t('wallets.figures.days', format.count(wallet.enoughForDays));
}

/** Credit granted to those below, where there is any. */
function grantedFigure(wallet: Wallet | undefined, isOperator: boolean, format: Format): FigureProps[] {
  if (wallet === undefined || wallet.reservedMicros === '0') return [];
  return [
    {
      label: t('wallets.figures.granted'),
      value: format.moneyFigure(toMicros(wallet.reservedMicros)),
      note: t(isOperator ? 'wallets.figures.exposureNote' : 'wallets.figures.grantedNote'),
      testId: 'wallet-reserved',
    },
  ];
}

/** Where a wallet stands, and what moved in the entries at hand. */
export function WalletFigures(props: { tenantId: string; entries: readonly LedgerEntry[] | undefined }) {
  const query = useQuery(() => walletQuery(props.tenantId));
  const format = useFormat();
  const session = useSession();
  const isOperator = () =>
    session().tenant.kind === 'operator' && (props.tenantId === '' || props.tenantId === session().tenant.id);
  const moved = createMemo(() => {
    const amounts = (props.entries ?? []).map((entry) => toMicros(entry.amountMicros));
    const total = (some: readonly bigint[]) => some.reduce((sum, amount) => sum + amount, 0n);
    return {
      into: total(amounts.filter((amount) => amount > 0n)),
      out: total(amounts.filter((amount) => amount < 0n)),
    };
  });
  const items = createMemo((): FigureProps[] => {
    const wallet = dataOf(query);
    const money = (wire: string | undefined) => (wire === undefined ? undefined : format.moneyFigure(toMicros(wire)));
    const note = t('billing.figures.loadedNote', format.count(props.entries?.length ?? 0));
    return [
      {
        label: t('billing.figures.available'),
        value: money(wallet?.availableMicros),
        note: wallet && availableNote(wallet, format),
        tone: wallet?.availableMicros.startsWith('-') === true || wallet?.lowBalance === 'critical' ? 'bad' : 'plain',
        testId: 'wallet-available',
      },
      {
        label: t('billing.figures.balance'),
        value: money(wallet?.balanceMicros),
        note: wallet && balanceNote(wallet, format),
        hint: t('wallets.figures.daysHint'),
        tone: wallet?.state === 'blocked' ? 'bad' : 'plain',
        testId: 'wallet-balance',
      },
      { label: t('billing.figures.held'), value: money(wallet?.heldMicros), note: t('billing.figures.heldNote') },
      ...grantedFigure(wallet, isOperator(), format),
      { label: t('billing.figures.income'), value: props.entries && format.moneyFigure(moved().into), note },
      { label: t('billing.figures.spending'), value: props.entries && format.moneyFigure(moved().out), note },
    ];
  });
  return (
    <Card>
      <Show
        when={!query.isLoadingError}
        fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}
      >
        <Figures label={t('billing.title')} items={items()} />
      </Show>
    </Card>
  );
}
