import type { PaymentDetail } from '@yunhu/api/schemas';
import { createSignal, untrack } from 'solid-js';
import { parseAmount, plainDecimal, toMicros } from '../../i18n/money.ts';
import { t } from '../../i18n/translate.ts';
import { freshKey } from '../../session/fresh-key.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { toastDone } from '../../ui/toast.tsx';
import { useRefund } from './data.ts';
import { moneyIn } from './payment-words.ts';

/** Gives back all or a part of what is left; filled with all of it. */
export function RefundDialog(props: { payment: PaymentDetail; onClose: () => void }) {
  const refund = useRefund();
  const [intent, setIntent] = createSignal({ amount: '', key: freshKey() });
  const currency = () => props.payment.receivedCurrency ?? props.payment.currency;
  const form = createForm<{ amount: string }>({
    // What is left when the dialog opens; what a person typed stays.
    initial: { amount: untrack(() => plainDecimal(toMicros(props.payment.refundableMicros))) },
    fieldOfCode: { invalid_amount: 'amount', refund_too_large: 'amount' },
    validate: ({ amount }) => {
      const micros = parseAmount(amount);
      if (micros === null || micros === 0n) return { amount: t('payments.pay.invalid') };
      return micros > toMicros(props.payment.refundableMicros) ? { amount: t('problems.refund_too_large') } : {};
    },
    submit: async (values) => {
      const amount = plainDecimal(parseAmount(values.amount) ?? 0n);
      if (intent().amount !== amount) setIntent({ amount, key: freshKey() });
      await refund.mutateAsync({ paymentId: props.payment.id, amount, idempotencyKey: intent().key });
      toastDone(t('payments.refund.done'));
      props.onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={() => props.onClose()}
      title={t('payments.refund.title')}
      lead={t('payments.refund.lead', props.payment.tenant.name)}
      testId="refund-dialog"
    >
      <form class="grid gap-4" onSubmit={form.submit} novalidate data-testid="refund-form">
        <TextField
          label={t('payments.pay.amount', currency())}
          inputmode="decimal"
          autocomplete="off"
          autofocus
          class="code text-l!"
          value={form.values().amount}
          onValue={(amount) => form.set('amount', amount)}
          error={form.error('amount')}
          help={t('payments.refund.most', moneyIn(currency(), props.payment.refundableMicros))}
          data-testid="refund-amount"
        />
        <p class="rounded-s bg-warn-soft px-3 py-2.5 text-xs leading-5 text-warn-ink">{t('payments.refund.warning')}</p>
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="bad-main" busy={form.submitting()} data-testid="refund-submit">
            {t('payments.refund.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
