import { A, useLocation } from '@solidjs/router';
import { Match, Show, Switch, createEffect, createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useSession } from '../session/session.ts';
import { buttonClass } from '../ui/button.tsx';
import { MailCard } from '../tenancy/mail/mail-card.tsx';
import { PageHead } from '../ui/page.tsx';
import { PasswordCard } from './password-card.tsx';
import { SecondFactorCard } from './second-factor-card.tsx';
import { SessionsCard } from './sessions-card.tsx';

/** What has to be done before anything else is open; when it is done, the way to where one wanted to go. */
function Duty() {
  const session = useSession();
  const location = useLocation<{ wanted?: string }>();
  const [had, setHad] = createSignal(false);
  createEffect(() => {
    if (session().duty !== null) setHad(true);
  });
  return (
    <Switch>
      <Match when={session().duty}>
        {(duty) => (
          <p
            role="status"
            class="mb-4 max-w-[860px] rounded-m bg-warn-soft px-4 py-3 text-s text-warn-ink"
            data-testid="duty"
          >
            {t(`account.duties.${duty()}`)}
          </p>
        )}
      </Match>
      <Match when={had()}>
        <div
          role="status"
          class="mb-4 flex max-w-[860px] flex-wrap items-center justify-between gap-3 rounded-m bg-ok-soft px-4 py-3 text-s text-ok-ink"
        >
          {t('account.dutyDone')}
          <A href={location.state?.wanted ?? '/'} class={buttonClass('main')} data-testid="duty-done">
            {t('account.goOn')}
          </A>
        </div>
      </Match>
    </Switch>
  );
}

/** One's own account: password, second factor, sessions. */
export default function AccountPage() {
  const session = useSession();
  const isSecondFactorFirst = () => session().duty === 'set-up-second-factor';
  return (
    <>
      <PageHead title={t('account.title')} line={`${session().staff.name} · ${session().staff.loginName}`} />
      <Duty />
      <div class="grid max-w-[860px] gap-4">
        <div classList={{ 'order-2': isSecondFactorFirst() }}>
          <PasswordCard />
        </div>
        {/* Moved, never drawn anew: its dialog shows recovery codes while the duty ends. */}
        <Show when={session().duty !== 'change-password'}>
          <div classList={{ 'order-1': isSecondFactorFirst() }}>
            <SecondFactorCard />
          </div>
        </Show>
        <div class="order-3">
          <SessionsCard />
        </div>
        <Show when={session().duty === null}>
          <div class="order-4">
            <MailCard />
          </div>
        </Show>
      </div>
    </>
  );
}
