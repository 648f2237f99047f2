import type { Session } from '@yunhu/api/schemas';
import CreditCard from 'lucide-solid/icons/credit-card';
import ExternalLink from 'lucide-solid/icons/external-link';
import { For, Show, createSignal } from 'solid-js';
import { formatMicrosExact, parseAmount, plainDecimal, toMicros } from '../../i18n/money.ts';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { useSession } from '../../session/session.ts';
import { freshKey } from '../../session/fresh-key.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { useOpenPayment } from './data.ts';

type Ways = NonNullable<Session['payments']>;

const presets = [100n, 500n, 1000n, 5000n];
const microsPerUnit = 1_000_000n;

/** Sends the browser to where people pay; they come back by themselves. */
const goTo = (url: string): void => window.location.assign(url);

function createPayForm(ways: () => Ways) {
  const open = useOpenPayment();
  const format = useFormat();
  // One intention a dialog, and a new one for each amount that is tried.
  const [intent, setIntent] = createSignal({ amount: '', key: freshKey() });
  const [leaving, setLeaving] = createSignal(false);
  const form = createForm<{ amount: string }>({
    initial: { amount: '' },
    fieldOfCode: { invalid_amount: 'amount', payment_refused: 'amount', currency_mismatch: 'amount' },
    validate: ({ amount }) => {
      const micros = parseAmount(amount);
      const { minimumMicros, maximumMicros, stepMicros } = ways();
      if (micros === null || micros === 0n) return { amount: t('payments.pay.invalid') };
      if (micros < toMicros(minimumMicros)) return { amount: t('payments.pay.tooLittle', format.money(minimumMicros)) };
      if (micros > toMicros(maximumMicros)) return { amount: t('payments.pay.tooMuch', format.money(maximumMicros)) };
      if (micros % toMicros(stepMicros) !== 0n)
        return { amount: t('payments.pay.notInSteps', format.money(stepMicros)) };
      return {};
    },
    submit: async (values) => {
      const amount = plainDecimal(parseAmount(values.amount) ?? 0n);
      if (intent().amount !== amount) setIntent({ amount, key: freshKey() });
      const payment = await open.mutateAsync({ amount, idempotencyKey: intent().key });
      setLeaving(true);
      goTo(payment.checkoutUrl ?? `/payments/${payment.id}`);
    },
  });
  return { form, leaving };
}

function Presets(props: { ways: Ways; onAmount: (amount: string) => void }) {
  const format = useFormat();
  const offered = () => {
    const { minimumMicros, maximumMicros } = props.ways;
    return presets.filter((units) => {
      const micros = units * microsPerUnit;
      return micros >= toMicros(minimumMicros) && micros <= toMicros(maximumMicros);
    });
  };
  return (
    <div class="-mt-2 grid grid-cols-4 gap-2">
      <For each={offered()}>
        {(units) => (
          <Button
            size="s"
            class="tabular"
            onClick={() => props.onAmount(String(units))}
            data-testid={`pay-preset-${units}`}
          >
            {format.sign()}
            {format.count(Number(units))}
          </Button>
        )}
      </For>
    </div>
  );
}

function PayForm(props: { ways: Ways; onClose: () => void }) {
  const { form, leaving } = createPayForm(() => props.ways);
  const format = useFormat();
  const said = () => {
    const micros = parseAmount(form.values().amount);
    return micros === null || micros === 0n ? null : format.sign() + formatMicrosExact(micros);
  };
  return (
    <form class="grid gap-4" onSubmit={form.submit} novalidate data-testid="pay-form">
      <TextField
        label={t('payments.pay.amount', props.ways.currency)}
        inputmode="decimal"
        autocomplete="off"
        autofocus
        class="code text-l!"
        value={form.values().amount}
        onValue={(amount) => form.set('amount', amount)}
        error={form.error('amount')}
        help={t('payments.pay.bounds', format.money(props.ways.minimumMicros), format.money(props.ways.maximumMicros))}
        data-testid="pay-amount"
      />
      <Presets ways={props.ways} onAmount={(amount) => form.set('amount', amount)} />
      <p class="flex gap-2 rounded-s bg-sunken px-3 py-2.5 text-xs leading-5 text-ink-2">
        <ExternalLink class="mt-0.5 size-3.5 shrink-0" aria-hidden="true" />
        <span>{t('payments.pay.leaves')}</span>
      </p>
      <Show when={props.ways.testMode}>
        <p class="rounded-s bg-warn-soft px-3 py-2 text-xs text-warn-ink">{t('payments.testMode')}</p>
      </Show>
      <FormProblem error={form.problem()} />
      <DialogActions>
        <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
        <Button type="submit" look="main" busy={form.submitting() || leaving()} data-testid="pay-submit">
          <Show when={said()} fallback={t('payments.pay.submit')}>
            {(sum) => t('payments.pay.submitSum', sum())}
          </Show>
        </Button>
      </DialogActions>
    </form>
  );
}

/** The button that opens the dialog; nothing where paying by card is not set up. */
export function PayByCard(props: { look?: 'main' | 'plain' }) {
  const session = useSession();
  const [asking, setAsking] = createSignal(false);
  return (
    <Show when={session().payments}>
      {(ways) => (
        <>
          <Button look={props.look ?? 'main'} onClick={() => setAsking(true)} data-testid="pay-by-card">
            <CreditCard class="size-4" aria-hidden="true" />
            {t('payments.pay.open')}
          </Button>
          <Show when={asking()}>
            <Dialog
              open
              onClose={() => setAsking(false)}
              title={t('payments.pay.title')}
              lead={t('payments.pay.lead', session().tenant.name)}
              testId="pay-dialog"
            >
              <PayForm ways={ways()} onClose={() => setAsking(false)} />
            </Dialog>
          </Show>
        </>
      )}
    </Show>
  );
}
