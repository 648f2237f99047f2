import type { Tenant } from '@yunhu/api/schemas';
import { For } from 'solid-js';
import { formatMicrosExact, parseAmount, plainDecimal, toMicros } from '../i18n/money.ts';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { useSession } from '../session/session.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { createForm } from '../ui/form.ts';
import { FormProblem } from '../ui/notice.tsx';
import { toastDone } from '../ui/toast.tsx';
import { newIdempotencyKey, useTopUp } from '../tenancy/data.ts';

type TopUpFormProps = { tenant: Tenant; onDone: () => void; secondary: { label: string; run: () => void } };

const quickAmounts = ['100', '500', '1000', '5000'];

type TopUpValues = { amount: string; note: string };

/** `limit`: what may be moved at most; null for the operator, whose money comes from outside. */
function createTopUpForm(tenant: () => Tenant, limit: () => bigint | null, onDone: () => void) {
  const topUp = useTopUp();
  const format = useFormat();
  const key = newIdempotencyKey();
  return createForm<TopUpValues>({
    initial: { amount: '', note: '' },
    fieldOfCode: { insufficient_funds: 'amount', invalid_amount: 'amount' },
    validate: (values) => {
      const micros = parseAmount(values.amount);
      if (micros === null || micros === 0n) return { amount: t('tenancy.topUpDialog.amountInvalid') };
      const most = limit();
      return most !== null && micros > most ? { amount: t('tenancy.topUpDialog.moreThanAvailable') } : {};
    },
    submit: async (values) => {
      const micros = parseAmount(values.amount) ?? 0n;
      const note = values.note.trim();
      const { id, name } = tenant();
      await topUp.mutateAsync({ id, idempotencyKey: key, amount: plainDecimal(micros), ...(note !== '' && { note }) });
      toastDone(t('tenancy.topUpDialog.done', name, format.sign() + formatMicrosExact(micros)));
      onDone();
    },
  });
}

function BeforeAfter(props: { balanceMicros: string; amount: string }) {
  const format = useFormat();
  const after = () => {
    const micros = parseAmount(props.amount);
    return micros === null ? t('ui.none') : format.money((toMicros(props.balanceMicros) + micros).toString());
  };
  return (
    <dl class="grid grid-cols-2 rounded-s bg-sunken px-3 py-2.5 text-s">
      <dt class="text-ink-2">{t('tenancy.topUpDialog.before')}</dt>
      <dd class="code num">{format.money(props.balanceMicros)}</dd>
      <dt class="text-ink-2">{t('tenancy.topUpDialog.after')}</dt>
      <dd class="code num font-semibold">{after()}</dd>
    </dl>
  );
}

/** Amount, note, and what the balance will be; also the third step of opening an account. */
export function TopUpForm(props: TopUpFormProps) {
  const session = useSession();
  const format = useFormat();
  const limit = () =>
    session().tenant.kind === 'operator' ? null : toMicros(session().balance?.availableMicros ?? '0');
  const form = createTopUpForm(
    () => props.tenant,
    limit,
    () => props.onDone(),
  );
  const help = () => {
    const most = limit();
    return most === null
      ? t('tenancy.topUpDialog.outsideHelp')
      : t('tenancy.topUpDialog.amountHelp', format.moneyFigure(most));
  };
  return (
    <form class="grid gap-4" onSubmit={form.submit} novalidate data-testid="top-up-form">
      <TextField
        label={t('tenancy.topUpDialog.amount', session().tenant.currency)}
        inputmode="decimal"
        autocomplete="off"
        autofocus
        class="code text-l!"
        value={form.values().amount}
        onValue={(value) => form.set('amount', value)}
        error={form.error('amount')}
        help={help()}
        data-testid="top-up-amount"
      />
      <div class="-mt-2 flex flex-wrap gap-2">
        <For each={quickAmounts}>
          {(amount) => (
            <Button size="s" onClick={() => form.set('amount', amount)}>
              {amount}
            </Button>
          )}
        </For>
      </div>
      <TextField
        label={t('tenancy.topUpDialog.note')}
        optional
        maxlength={300}
        placeholder={t('tenancy.topUpDialog.notePlaceholder')}
        value={form.values().note}
        onValue={(value) => form.set('note', value)}
        error={form.error('note')}
      />
      <BeforeAfter balanceMicros={props.tenant.balanceMicros} amount={form.values().amount} />
      <FormProblem error={form.problem()} />
      <DialogActions>
        <Button onClick={() => props.secondary.run()}>{props.secondary.label}</Button>
        <Button type="submit" look="main" busy={form.submitting()} data-testid="top-up-submit">
          {t('tenancy.topUpDialog.submit')}
        </Button>
      </DialogActions>
    </form>
  );
}

export function TopUpDialog(props: { tenant: Tenant; onClose: () => void }) {
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={t('tenancy.topUpDialog.title', props.tenant.name)}
      testId="top-up-dialog"
    >
      <TopUpForm
        tenant={props.tenant}
        onDone={props.onClose}
        secondary={{ label: t('ui.cancel'), run: props.onClose }}
      />
    </Dialog>
  );
}
