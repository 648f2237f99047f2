import { useQuery } from '@tanstack/solid-query';
import type { LedgerEntry } from '@yunhu/api/schemas';
import { Show, createMemo } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { Card } from '../ui/card.tsx';
import { type FigureProps, Figures } from '../ui/figures.tsx';
import { ErrorState } from '../ui/notice.tsx';
import { dataOf } from '../ui/query.ts';
import { walletQuery } from './data.ts';
import { toMicros } from '../i18n/money.ts';

/** Where a wallet stands, and what moved in the entries at hand. */
export function WalletFigures(props: { tenantId: string; entries: readonly LedgerEntry[] | undefined }) {
  const query = useQuery(() => walletQuery(props.tenantId));
  const format = useFormat();
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
    const credit = wallet?.creditLimitMicros ?? '0';
    const note = t('billing.figures.loadedNote', format.count(props.entries?.length ?? 0));
    const isBlocked = wallet?.state === 'blocked';
    return [
      {
        label: t('billing.figures.available'),
        value: money(wallet?.availableMicros),
        note:
          toMicros(credit) > 0n ? t('billing.figures.credit', format.money(credit)) : t('billing.figures.creditNone'),
        tone: wallet?.availableMicros.startsWith('-') === true ? 'bad' : 'plain',
        testId: 'wallet-available',
      },
      {
        label: t('billing.figures.balance'),
        value: money(wallet?.balanceMicros),
        note: isBlocked ? t('billing.figures.blocked') : undefined,
        testId: 'wallet-balance',
      },
      { label: t('billing.figures.held'), value: money(wallet?.heldMicros), note: t('billing.figures.heldNote') },
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
