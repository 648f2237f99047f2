import { A } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import { Match, Switch } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Bone } from '../../ui/bone.tsx';
import { Drawer } from '../../ui/dialog.tsx';
import { ErrorState } from '../../ui/notice.tsx';
import { dataOf } from '../../ui/query.ts';
import { Pill } from '../../ui/status.tsx';
import { isOpen, paymentQuery } from './data.ts';
import { PaymentActions, PaymentFacts, PaymentReversals } from './payment-facts.tsx';
import { moneyIn, paymentLooks, stateWords } from './payment-words.ts';

/** One payment beside the list. */
export function PaymentDrawer(props: { paymentId: string; onClose: () => void }) {
  const query = useQuery(() => paymentQuery(props.paymentId));
  return (
    <Drawer open onClose={() => props.onClose()} title={t('payments.page.title')} testId="payment-drawer">
      <Switch
        fallback={
          <div class="grid gap-3">
            <Bone class="h-8 w-40" />
            <Bone class="h-40 w-full" />
          </div>
        }
      >
        <Match when={query.isLoadingError}>
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        </Match>
        <Match when={dataOf(query)}>
          {(payment) => (
            <div class="grid gap-5">
              <div class="flex items-center gap-3">
                <strong class="text-figure font-semibold tracking-[-0.02em] tabular">
                  {moneyIn(payment().currency, payment().amountMicros)}
                </strong>
                <Pill look={paymentLooks[payment().state]} live={isOpen(payment().state)} testId="drawer-state">
                  {stateWords(payment().state)}
                </Pill>
              </div>
              <p class="-mt-2 text-s leading-6 text-ink-2">{t(`payments.page.lines.${payment().state}`)}</p>
              <PaymentFacts payment={payment()} />
              <PaymentReversals payment={payment()} />
              <PaymentActions payment={payment()} />
              <A class="text-s text-accent hover:underline" href={`/payments/${payment().id}`}>
                {t('payments.page.openPage')}
              </A>
            </div>
          )}
        </Match>
      </Switch>
    </Drawer>
  );
}
