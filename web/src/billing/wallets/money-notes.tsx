// What a money dialog says beside its fields: how much there is, what will be, and whether a colleague has to agree.
import { useQuery } from '@tanstack/solid-query';
import type { Tenant } from '@yunhu/api/schemas';
import { Show } from 'solid-js';
import { parseAmount, toMicros } from '../../i18n/money.ts';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { useSession } from '../../session/session.ts';
import { dataOf } from '../../ui/query.ts';
import { moneySettingsQuery } from './data.ts';
import { type MoneyMove, afterwards, limitOf, usedCredit } from './money-limits.ts';

/** Whether the reader is the operator, and what its tenant has available. */
export function useOwnMoney() {
  const session = useSession();
  return () => ({
    isOperator: session().tenant.kind === 'operator',
    availableMicros: toMicros(session().balance?.availableMicros ?? '0'),
  });
}

/** What there is now and will be then. */
export function BeforeAfter(props: { move: MoneyMove; tenant: Tenant; amount: string }) {
  const format = useFormat();
  const isCredit = () => props.move.kind === 'credit';
  const before = () => (isCredit() ? props.tenant.creditLimitMicros : props.tenant.balanceMicros) ?? '0';
  const after = () => {
    const micros = parseAmount(props.amount);
    return micros === null ? t('ui.none') : format.money(afterwards(props.move, props.tenant, micros).toString());
  };
  return (
    <dl class="grid grid-cols-2 gap-y-0.5 rounded-s bg-sunken px-3 py-2.5 text-s">
      <dt class="text-ink-2">{isCredit() ? t('wallets.form.limitNow') : t('wallets.form.before')}</dt>
      <dd class="code num">{format.money(before())}</dd>
      <Show when={isCredit()}>
        <dt class="text-ink-2">{t('wallets.form.used')}</dt>
        <dd class="code num">{format.money(usedCredit(props.tenant).toString())}</dd>
      </Show>
      <dt class="text-ink-2">{isCredit() ? t('wallets.form.availableAfter') : t('wallets.form.after')}</dt>
      <dd class="code num font-semibold">{after()}</dd>
    </dl>
  );
}

/** What is above the limit that the tenant set waits for a colleague; said before it is sent. */
export function useNeedsApproval(stake: () => bigint | null) {
  const settings = useQuery(() => moneySettingsQuery);
  return () => {
    const limit = dataOf(settings)?.transferApprovalLimitMicros ?? null;
    const amount = stake();
    return limit !== null && amount !== null && amount > toMicros(limit) ? toMicros(limit) : null;
  };
}

/** How much may be moved at most, and whose it is. */
export function AmountHelp(props: { move: MoneyMove; tenant: Tenant }) {
  const own = useOwnMoney();
  const format = useFormat();
  const most = () => limitOf(props.move, props.tenant, own());
  return (
    <Show
      when={most() !== null}
      fallback={t(props.move.kind === 'credit' ? 'wallets.form.exposure' : 'wallets.form.outside')}
    >
      {t(
        props.move.kind === 'credit'
          ? 'wallets.form.creditMost'
          : props.move.kind === 'withdrawal' || props.move.upward
            ? 'wallets.form.childMost'
            : 'wallets.form.ownMost',
        format.moneyFigure(most() ?? 0n),
      )}
    </Show>
  );
}
