import { A } from '@solidjs/router';
import ShieldAlert from 'lucide-solid/icons/shield-alert';
import { Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { useSession } from '../session/session.ts';
import { toastProblem } from '../ui/toast.tsx';
import { useDismissReplay } from './data.ts';

/** One line under the top bar when somebody brought a used key of this person's session, until the person has read it. */
export function ReplayBanner() {
  const session = useSession();
  const format = useFormat();
  const dismiss = useDismissReplay();
  return (
    <Show when={session().replayedAt}>
      {(at) => (
        <div
          role="alert"
          data-testid="banner-replay"
          class="flex flex-wrap items-center gap-x-3 gap-y-1 bg-bad-soft px-4 py-1.5 text-xs text-bad-ink md:px-6"
        >
          <ShieldAlert class="size-3.5 shrink-0" aria-hidden="true" />
          <span class="min-w-0 grow">{t('account.replay.text', format.dateTime(at()))}</span>
          <A href="/account" class="font-medium underline">
            {t('account.replay.look')}
          </A>
          <button
            type="button"
            class="font-medium underline"
            onClick={() => dismiss.mutate(undefined, { onError: toastProblem })}
          >
            {t('account.replay.dismiss')}
          </button>
        </div>
      )}
    </Show>
  );
}
