import type { Tenant } from '@yunhu/api/schemas';
import { For, Show } from 'solid-js';
import { formatMicrosExact, parseAmount, plainDecimal } from '../../i18n/money.ts';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { useSession } from '../../session/session.ts';
import { freshKey } from '../../session/fresh-key.ts';
import { Button } from '../../ui/button.tsx';
import { DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { toastDone } from '../../ui/toast.tsx';
import { Chips } from '../../ui/toolbar.tsx';
import { type MoneyKind, useMoneyAsk } from './data.ts';
import { type MoneyMove, limitOf, stakeOf, usedCredit } from './money-limits.ts';
import { AmountHelp, BeforeAfter, useNeedsApproval, useOwnMoney } from './money-notes.tsx';

type MoneyFormProps = {
  kind: MoneyKind;
  tenant: Tenant;
  onDone: () => void;
  secondary: { label: string; run: () => void };
  /** Of a correction that begins at an entry: what it corrects, which way and how much. */
  corrects?: { id: string; amount: string; upward: boolean };
};

type MoneyValues = { amount: string; note: string; direction: 'to_child' | 'from_child' };

const quickAmounts: Partial<Record<MoneyKind, readonly string[]>> = {
  topUp: ['100', '500', '1000', '5000'],
  credit: ['0', '500', '1000', '5000'],
};

/** The words of a kind; an operator's own wallet has its own, as its money goes outside. */
export function wordsOf(kind: MoneyKind, tenant: Tenant): MoneyKind | 'payIn' | 'payOut' {
  if (tenant.depth > 0) return kind;
  return kind === 'withdrawal' ? 'payOut' : 'payIn';
}

function createMoneyForm(props: MoneyFormProps, move: (values: MoneyValues) => MoneyMove) {
  const ask = useMoneyAsk();
  const own = useOwnMoney();
  const format = useFormat();
  const idempotencyKey = freshKey();
  const { corrects } = props;
  return createForm<MoneyValues>({
    initial: {
      amount: corrects?.amount ?? '',
      note: '',
      direction: (corrects?.upward ?? true) ? 'from_child' : 'to_child',
    },
    fieldOfCode: { insufficient_funds: 'amount', invalid_amount: 'amount', credit_in_use: 'amount' },
    validate: (values) => {
      const micros = parseAmount(values.amount);
      const least = props.kind === 'credit' ? usedCredit(props.tenant) : 1n;
      const most = limitOf(move(values), props.tenant, own());
      if (micros === null || (props.kind !== 'credit' && micros === 0n))
        return { amount: t('wallets.form.amountInvalid') };
      if (micros < least) return { amount: t('wallets.form.belowUsed', format.moneyFigure(least)) };
      if (most !== null && micros > most) return { amount: t('wallets.form.moreThanAvailable') };
      return props.kind === 'correction' && values.note.trim() === '' ? { note: t('wallets.form.noteMissing') } : {};
    },
    submit: async (values) => {
      const micros = parseAmount(values.amount) ?? 0n;
      const note = values.note.trim();
      const body = {
        amount: plainDecimal(micros),
        ...(note !== '' && { note }),
        ...(props.kind === 'correction' && { direction: values.direction }),
        ...(props.corrects !== undefined && { correctsId: props.corrects.id }),
      };
      const { id, name } = props.tenant;
      const answer = await ask.mutateAsync({ kind: props.kind, id, idempotencyKey, body });
      const done = t(
        `wallets.done.${wordsOf(props.kind, props.tenant)}`,
        name,
        format.sign() + formatMicrosExact(micros),
      );
      toastDone('request' in answer ? t('wallets.done.waiting') : done);
      props.onDone();
    },
  });
}

type MoneyFormState = ReturnType<typeof createMoneyForm>;

/** How much, with the amounts that are usual. */
function AmountField(props: { form: MoneyFormState; move: MoneyMove; tenant: Tenant }) {
  const session = useSession();
  const label = () => (props.move.kind === 'credit' ? 'wallets.form.limit' : 'wallets.form.amount');
  return (
    <>
      <TextField
        label={t(label(), session().tenant.currency)}
        inputmode="decimal"
        autocomplete="off"
        autofocus
        class="code text-l!"
        value={props.form.values().amount}
        onValue={(value) => props.form.set('amount', value)}
        error={props.form.error('amount')}
        help={<AmountHelp move={props.move} tenant={props.tenant} />}
        data-testid="top-up-amount"
      />
      <Show when={quickAmounts[props.move.kind]}>
        {(amounts) => (
          <div class="-mt-2 flex flex-wrap gap-2">
            <For each={amounts()}>
              {(amount) => (
                <Button size="s" onClick={() => props.form.set('amount', amount)}>
                  {amount}
                </Button>
              )}
            </For>
          </div>
        )}
      </Show>
    </>
  );
}

/** An amount, why, and what will be afterwards; the same for every way in which money moves. */
export function MoneyForm(props: MoneyFormProps) {
  const format = useFormat();
  const moveOf = (values: MoneyValues): MoneyMove => ({
    kind: props.kind,
    upward: props.kind === 'correction' && values.direction === 'from_child',
  });
  const form = createMoneyForm(props, moveOf);
  const move = () => moveOf(form.values());
  const waits = useNeedsApproval(() => {
    const micros = parseAmount(form.values().amount);
    return micros === null ? null : stakeOf(move(), props.tenant, micros);
  });
  const isCorrection = () => props.kind === 'correction';
  return (
    <form class="grid gap-4" onSubmit={form.submit} novalidate data-testid="top-up-form">
      <Show when={isCorrection()}>
        <Chips
          label={t('wallets.form.direction')}
          value={form.values().direction}
          onValue={(direction) => form.set('direction', direction)}
          chips={(['from_child', 'to_child'] as const).map((value) => ({
            value,
            label: t(`wallets.form.directions.${value}`),
          }))}
        />
      </Show>
      <AmountField form={form} move={move()} tenant={props.tenant} />
      <TextField
        label={t(isCorrection() ? 'wallets.form.why' : 'wallets.form.note')}
        optional={!isCorrection()}
        maxlength={300}
        placeholder={t(`wallets.form.notePlaceholder.${wordsOf(props.kind, props.tenant)}`)}
        value={form.values().note}
        onValue={(value) => form.set('note', value)}
        error={form.error('note')}
        data-testid="money-note"
      />
      <BeforeAfter move={move()} tenant={props.tenant} amount={form.values().amount} />
      <Show when={waits()}>
        {(limit) => (
          <p class="rounded-s bg-warn-soft px-3 py-2 text-s text-warn-ink" data-testid="needs-approval">
            {t('wallets.form.needsApproval', format.moneyFigure(limit()))}
          </p>
        )}
      </Show>
      <FormProblem error={form.problem()} />
      <DialogActions>
        <Button onClick={() => props.secondary.run()}>{props.secondary.label}</Button>
        <Button type="submit" look="main" busy={form.submitting()} data-testid="top-up-submit">
          {waits() === null ? t(`wallets.submit.${wordsOf(props.kind, props.tenant)}`) : t('wallets.submit.waiting')}
        </Button>
      </DialogActions>
    </form>
  );
}
