import { useMutation } from '@tanstack/solid-query';
import { Match, Switch, onMount } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { brand, brandName } from '../../session/brand.ts';
import { request } from '../../session/request.ts';
import { BrandSign } from '../../shell/brand.tsx';
import { buttonClass } from '../../ui/button.tsx';

/** Where the link of a confirmation leads, also on a device where nobody has signed in. The token stands behind #, so no log has it. */
export function ConfirmEmailPage() {
  const confirm = useMutation(() => ({
    mutationFn: (token: string) => request<undefined>('POST', '/v1/mail/confirmations', { body: { token } }),
  }));
  onMount(() => {
    document.title = `${t('branding.mail.address')} · ${brandName()}`;
    const token = location.hash.slice(1);
    history.replaceState(null, '', location.pathname);
    confirm.mutate(token);
  });
  return (
    <main class="grid min-h-screen place-items-center bg-bg p-6">
      <div class="grid w-full max-w-[400px] gap-4 rounded-m border border-line bg-surface p-6 shadow-card">
        <p class="flex items-center gap-2 font-bold">
          <BrandSign brand={brand()} size="panel" />
        </p>
        <Switch
          fallback={
            <p role="status" class="text-s text-ink-2">
              {t('branding.mail.confirming')}
            </p>
          }
        >
          <Match when={confirm.isSuccess}>
            <h1 data-testid="email-confirmed">{t('branding.mail.confirmed')}</h1>
            <p class="text-s text-ink-2">{t('branding.mail.confirmedBody')}</p>
          </Match>
          <Match when={confirm.isError}>
            <h1>{t('branding.mail.failed')}</h1>
            <p role="alert" class="text-s text-ink-2">
              {t('branding.mail.failedBody')}
            </p>
          </Match>
        </Switch>
        <a href="/" class={buttonClass('main')}>
          {t('branding.mail.home')}
        </a>
      </div>
    </main>
  );
}
