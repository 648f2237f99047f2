import { A, useParams, useSearchParams } from '@solidjs/router';
import { useQuery, useQueryClient } from '@tanstack/solid-query';
import type { PaymentDetail } from '@yunhu/api/schemas';
import Ban from 'lucide-solid/icons/ban';
import CircleCheck from 'lucide-solid/icons/circle-check';
import Clock from 'lucide-solid/icons/clock';
import Hourglass from 'lucide-solid/icons/hourglass';
import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import Undo2 from 'lucide-solid/icons/undo-2';
import { Match, Show, Switch, createEffect, createMemo, on } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { t } from '../../i18n/translate.ts';
import { useSession } from '../../session/session.ts';
import { pages } from '../../shell/pages.ts';
import { refreshAccounts } from '../../tenancy/data.ts';
import { Bone } from '../../ui/bone.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorState } from '../../ui/notice.tsx';
import { PageHead } from '../../ui/page.tsx';
import { dataOf } from '../../ui/query.ts';
import { Pill } from '../../ui/status.tsx';
import { isOpen, paymentQuery } from './data.ts';
import { PayByCard } from './pay-dialog.tsx';
import { PaymentActions, PaymentFacts, PaymentReversals } from './payment-facts.tsx';
import { moneyIn, paymentLooks, stateWords } from './payment-words.ts';

const icons = {
  created: Clock,
  processing: Hourglass,
  paid: CircleCheck,
  partly_refunded: Undo2,
  refunded: Undo2,
  disputed: TriangleAlert,
  mismatched: TriangleAlert,
  expired: Ban,
  failed: Ban,
};
const colours = {
  ok: 'bg-ok-soft text-ok-ink',
  warn: 'bg-warn-soft text-warn-ink',
  bad: 'bg-bad-soft text-bad-ink',
  accent: 'bg-accent-soft text-accent',
  plain: 'bg-sunken text-ink-2',
};

/** What is so, large, and what comes next. */
function Outcome(props: { payment: PaymentDetail; came: string }) {
  // Who came back from paying waits for word of it; who turned back is told that nothing was taken.
  const isWaiting = () => props.payment.state === 'created' && props.came === 'paid';
  const line = () => (isWaiting() ? t('payments.page.waiting') : t(`payments.page.lines.${props.payment.state}`));
  return (
    <div class="flex flex-col items-center gap-2 px-4 pt-8 pb-6 text-center" role="status">
      <span class={`grid size-14 place-items-center rounded-full ${colours[paymentLooks[props.payment.state]]}`}>
        <Dynamic component={isWaiting() ? Hourglass : icons[props.payment.state]} class="size-7" aria-hidden="true" />
      </span>
      <strong class="mt-2 text-hero font-semibold tracking-[-0.02em] tabular" data-testid="payment-sum">
        {moneyIn(props.payment.currency, props.payment.amountMicros)}
      </strong>
      <Pill look={paymentLooks[props.payment.state]} live={isOpen(props.payment.state)} testId="payment-state">
        {isWaiting() ? t('payments.page.confirming') : stateWords(props.payment.state)}
      </Pill>
      <p class="max-w-96 text-s leading-6 text-ink-2">{line()}</p>
    </div>
  );
}

function Next(props: { payment: PaymentDetail; came: string }) {
  const session = useSession();
  const isMine = () => props.payment.tenant.id === session().tenant.id;
  return (
    <div class="flex flex-wrap justify-center gap-2 border-t border-line px-4 py-3">
      <Show when={props.payment.checkoutUrl}>
        {(url) => (
          <a class={buttonClass(props.came === 'paid' ? 'plain' : 'main')} href={url()} data-testid="payment-continue">
            {t('payments.page.continue')}
          </a>
        )}
      </Show>
      <Show when={isMine() && ['expired', 'failed'].includes(props.payment.state)}>
        <PayByCard />
      </Show>
      <PaymentActions payment={props.payment} />
      <A class={buttonClass()} href={pages.ledger.path}>
        {t('payments.page.toLedger')}
      </A>
    </div>
  );
}

/** One payment, alive while it is open: where people come back to after they paid. */
export default function PaymentPage() {
  const params = useParams<{ paymentId: string }>();
  const [search] = useSearchParams();
  // How Stripe sent people back: `paid` or `cancelled`; nothing for who opens the page otherwise.
  const came = () => String(search['return'] ?? '');
  const client = useQueryClient();
  const query = useQuery(() => paymentQuery(params.paymentId));
  const payment = createMemo(() => dataOf(query));
  // The balance in the top bar follows what this page has learnt.
  createEffect(
    on(
      () => payment()?.state,
      () => void refreshAccounts(client),
      { defer: true },
    ),
  );
  return (
    <div class="mx-auto max-w-[560px]">
      <PageHead title={t('payments.page.title')}>
        <A class={buttonClass('ghost')} href={pages.payments.path}>
          {t('payments.page.all')}
        </A>
      </PageHead>
      <Card>
        <Switch
          fallback={
            <div class="grid justify-items-center gap-3 p-8">
              <Bone class="size-14 rounded-full!" />
              <Bone class="h-8 w-40" />
              <Bone class="h-24 w-full" />
            </div>
          }
        >
          <Match when={query.isLoadingError}>
            <ErrorState error={query.error} retry={() => void query.refetch()} />
          </Match>
          <Match when={payment()}>
            {(known) => (
              <>
                <Outcome payment={known()} came={came()} />
                <div class="grid gap-5 px-5 pb-5">
                  <PaymentFacts payment={known()} />
                  <PaymentReversals payment={known()} />
                </div>
                <Next payment={known()} came={came()} />
              </>
            )}
          </Match>
        </Switch>
      </Card>
    </div>
  );
}
