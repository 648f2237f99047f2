import type { PaymentDetail, PaymentReversal } from '@yunhu/api/schemas';
import ReceiptText from 'lucide-solid/icons/receipt-text';
import Undo2 from 'lucide-solid/icons/undo-2';
import { For, Show, createSignal } from 'solid-js';
import { toMicros } from '../../i18n/money.ts';
import { locale, t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { usePermission, useSession } from '../../session/session.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { FactLine } from '../../ui/fact.tsx';
import { Tag, toneFill } from '../../ui/status.tsx';
import { receiptPath } from './data.ts';
import { moneyIn, reversalSaid } from './payment-words.ts';
import { RefundDialog } from './refund-form.tsx';

/** What a payment is made of, figure by figure. */
export function PaymentFacts(props: { payment: PaymentDetail }) {
  const session = useSession();
  const format = useFormat();
  const currency = () => props.payment.receivedCurrency ?? props.payment.currency;
  const some = (wire: string): boolean => toMicros(wire) > 0n;
  return (
    <dl class="text-s" data-testid="payment-facts">
      <Show when={props.payment.tenant.id !== session().tenant.id}>
        <FactLine atEnd label={t('payments.columns.tenant')}>
          {props.payment.tenant.name}
        </FactLine>
      </Show>
      <FactLine atEnd label={t('payments.columns.amount')} testId="payment-amount">
        <span class="code">{moneyIn(props.payment.currency, props.payment.amountMicros)}</span>
      </FactLine>
      <Show when={props.payment.state === 'mismatched' ? props.payment.receivedMicros : null}>
        {(received) => (
          <FactLine atEnd label={t('payments.facts.received')}>
            <span class="code text-bad-ink">{`${moneyIn(currency(), received())} ${currency()}`}</span>
          </FactLine>
        )}
      </Show>
      <Show when={some(props.payment.refundedMicros)}>
        <FactLine atEnd label={t('payments.facts.refunded')}>
          <span class="code">{`−${moneyIn(currency(), props.payment.refundedMicros)}`}</span>
        </FactLine>
      </Show>
      <Show when={some(props.payment.disputedMicros)}>
        <FactLine atEnd label={t('payments.facts.disputed')}>
          <span class="code text-bad-ink">{`−${moneyIn(currency(), props.payment.disputedMicros)}`}</span>
        </FactLine>
      </Show>
      <FactLine atEnd label={t('payments.facts.created')}>
        <span class="code">{format.dateTime(props.payment.createdAt)}</span>
      </FactLine>
      <Show when={props.payment.receivedAt}>
        {(at) => (
          <FactLine atEnd label={t('payments.facts.paidAt')}>
            <span class="code">{format.dateTime(at())}</span>
          </FactLine>
        )}
      </Show>
      <Show when={props.payment.reference}>
        {(reference) => (
          <FactLine atEnd label={t('payments.columns.reference')}>
            <span class="font-mono text-2xs">{reference()}</span>
          </FactLine>
        )}
      </Show>
    </dl>
  );
}

function ReversalEntry(props: { reversal: PaymentReversal; currency: string }) {
  const format = useFormat();
  const said = () => reversalSaid(props.reversal);
  return (
    <li class="relative border-l border-line pb-4 pl-5 text-s last:pb-0" data-testid="payment-reversal">
      <i
        class={`absolute top-1.5 -left-[5px] size-[9px] rounded-full ring-4 ring-raised ${toneFill[said().tone]}`}
        aria-hidden="true"
      />
      <p class="flex items-baseline gap-3">
        <b class="font-medium">{t(`payments.reversals.${props.reversal.kind}`)}</b>
        <Tag tone={said().tone}>{said().words}</Tag>
        <span class="code ml-auto">{moneyIn(props.currency, props.reversal.amountMicros)}</span>
      </p>
      <p class="mt-0.5 flex flex-wrap gap-x-3 text-xs text-ink-3">
        <span class="code">{format.dateTime(props.reversal.createdAt)}</span>
        <Show when={said().reason}>{(reason) => <span>{reason()}</span>}</Show>
      </p>
    </li>
  );
}

/** Refunds and disputes, oldest first. */
export function PaymentReversals(props: { payment: PaymentDetail }) {
  return (
    <Show when={props.payment.reversals.length > 0}>
      <div>
        <h3 class="mb-3 text-s font-semibold">{t('payments.reversals.title')}</h3>
        <ol class="ml-1.5">
          <For each={props.payment.reversals}>
            {(reversal) => (
              <ReversalEntry reversal={reversal} currency={props.payment.receivedCurrency ?? props.payment.currency} />
            )}
          </For>
        </ol>
      </div>
    </Show>
  );
}

/** What can be done with a payment: its receipt, and for the operator giving it back. */
export function PaymentActions(props: { payment: PaymentDetail }) {
  const may = usePermission();
  const [refunding, setRefunding] = createSignal(false);
  const canRefund = () => may('payments.refund') && toMicros(props.payment.refundableMicros) > 0n;
  return (
    <Show when={props.payment.hasReceipt || canRefund()}>
      <div class="flex flex-wrap gap-2">
        <Show when={props.payment.hasReceipt}>
          <a
            class={buttonClass('plain')}
            href={receiptPath(props.payment.id, locale())}
            target="_blank"
            rel="noopener"
            data-testid="payment-receipt"
          >
            <ReceiptText class="size-4" aria-hidden="true" />
            {t('payments.receipt')}
          </a>
        </Show>
        <Show when={canRefund()}>
          <Button look="bad" onClick={() => setRefunding(true)} data-testid="payment-refund">
            <Undo2 class="size-4" aria-hidden="true" />
            {t('payments.refund.open')}
          </Button>
        </Show>
        <Show when={refunding()}>
          <RefundDialog payment={props.payment} onClose={() => setRefunding(false)} />
        </Show>
      </div>
    </Show>
  );
}
