import { A, Navigate } from '@solidjs/router';
import { Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useSession } from '../session/session.ts';
import { buttonClass } from '../ui/button.tsx';
import { PageHead } from '../ui/page.tsx';
import { homePath, useMenu } from './menu/menu.ts';

/** Sends who is signed in to the first page that is theirs. */
export function Home() {
  const session = useSession();
  const menu = useMenu();
  return (
    <Show when={menu()}>
      {(known) => (
        <Show when={homePath(session(), known())} fallback={<NotFound />}>
          {(path) => <Navigate href={path()} />}
        </Show>
      )}
    </Show>
  );
}

/** An address without a page, or without a page for this person: both look the same. */
export function NotFound() {
  const session = useSession();
  const menu = useMenu();
  return (
    <>
      <PageHead title={t('shell.notFound.title')} />
      <p class="mb-5 max-w-md text-s text-ink-2">{t('shell.notFound.body')}</p>
      <Show when={homePath(session(), menu() ?? [])}>
        {(path) => (
          <A href={path()} class={buttonClass()}>
            {t('shell.notFound.home')}
          </A>
        )}
      </Show>
    </>
  );
}
