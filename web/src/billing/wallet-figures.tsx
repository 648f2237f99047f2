import { useQuery } from '@tanstack/solid-query';
import type { EntrySums, Wallet } from '@yunhu/api/schemas';
import { Show, createMemo } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { useSession } from '../session/session.ts';
import { Card } from '../ui/card.tsx';
import { type FigureProps, Figures } from '../ui/figures.tsx';
import { ErrorState } from '../ui/notice.tsx';
import { dataOf } from '../ui/query.ts';
import { walletQuery } from './data.ts';
import { sumsQuery } from './ledger/data.ts';
import type { LedgerFilter } from './ledger/ledger-address.ts';
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

/** Of how many entries; and since when, where there are too many to sum. */
function sumsNote(sums: EntrySums, format: Format): string {
  return sums.since === null
    ? t('books.countNote', format.count(sums.count))
    : t('books.sinceNote', format.shortDateTime(sums.since));
}

/** Where a wallet stands, and what moved in it under the filter at hand. */
export function WalletFigures(props: { tenantId: string; filter: LedgerFilter }) {
  const query = useQuery(() => walletQuery(props.tenantId));
  const sums = useQuery(() => sumsQuery(props.filter));
  const format = useFormat();
  const session = useSession();
  const isOperator = () =>
    session().tenant.kind === 'operator' && (props.tenantId === '' || props.tenantId === session().tenant.id);
  const items = createMemo((): FigureProps[] => {
    const wallet = dataOf(query);
    const money = (wire: string | undefined) => (wire === undefined ? undefined : format.moneyFigure(toMicros(wire)));
    const moved = dataOf(sums);
    const note = moved && sumsNote(moved, format);
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
      { label: t('billing.figures.income'), value: money(moved?.inMicros), note },
      { label: t('billing.figures.spending'), value: money(moved?.outMicros), note },
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
