import type { Session } from '@yunhu/api/schemas';
import Headset from 'lucide-solid/icons/headset';
import LogOut from 'lucide-solid/icons/log-out';
import { Show, createEffect } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useSession } from '../../session/session.ts';
import { now } from '../../ui/now.ts';
import { useLeaveSupport } from './data.ts';
import { timeLeft } from './time-left.ts';

function Line(props: { support: NonNullable<Session['support']>; tenantName: string }) {
  const leave = useLeaveSupport();
  const left = () => timeLeft(props.support.until, now());
  createEffect(() => {
    // The API lets nobody in any more: neither does the page.
    if (Date.parse(props.support.until) <= now() && leave.isIdle) leave.mutate();
  });
  return (
    <div
      role="status"
      data-testid="support-banner"
      class="sticky top-0 z-20 flex flex-wrap items-center gap-x-4 gap-y-1.5 border-y-2 border-warn-ink bg-warn-soft px-4 py-2 text-s text-warn-ink md:px-6"
    >
      <Headset class="size-4 shrink-0 max-sm:hidden" aria-hidden="true" />
      <p class="min-w-0 grow">
        <strong class="font-semibold">{t('support.banner.line', props.tenantName)}</strong>
        <span class="block text-xs opacity-80">
          {t('support.banner.reason')}: {props.support.reason} · {t('support.banner.watched')}
        </span>
      </p>
      <span class="code font-semibold tabular" data-testid="support-left" aria-live="off">
        {t('support.left', left())}
      </span>
      <button
        type="button"
        class="inline-flex h-8 items-center gap-1.5 rounded-s bg-warn-ink px-3 text-s font-medium text-surface disabled:opacity-60"
        disabled={leave.isPending}
        onClick={() => leave.mutate()}
        data-testid="leave-support"
      >
        <LogOut class="size-3.5" aria-hidden="true" />
        {t('support.banner.leave')}
      </button>
    </div>
  );
}

/** Over every page while one looks at a customer from inside: whom, why, for how long, and the way out. */
export function SupportBanner() {
  const session = useSession();
  return (
    <Show when={session().support}>{(support) => <Line support={support()} tenantName={session().tenant.name} />}</Show>
  );
}
