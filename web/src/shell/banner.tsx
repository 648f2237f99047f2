import CircleAlert from 'lucide-solid/icons/circle-alert';
import FlaskConical from 'lucide-solid/icons/flask-conical';
import { Show } from 'solid-js';
import { t, tMaybe } from '../i18n/translate.ts';
import { useSession } from '../session/session.ts';

/** One line under the top bar when the switch is not the real one, or is down. */
export function SwitchBanner() {
  const session = useSession();
  const line = () => session().switch;
  return (
    <>
      <Show when={line().state === 'down'}>
        <p
          role="status"
          data-testid="banner-down"
          class="flex items-center gap-2 bg-bad-soft px-4 py-1.5 text-xs text-bad-ink md:px-6"
        >
          <CircleAlert class="size-3.5 shrink-0" aria-hidden="true" />
          <span>
            {t('shell.switchDown')}
            <Show when={line().reason}>
              <span class="ml-2 opacity-75">{tMaybe('shell.switchReasons', line().reason, line().reason)}</span>
            </Show>
          </span>
        </p>
      </Show>
      <Show when={line().state === 'up' && line().kind === 'simulator'}>
        <p
          role="status"
          data-testid="banner-simulated"
          class="flex items-center gap-2 bg-warn-soft px-4 py-1.5 text-xs text-warn-ink md:px-6"
        >
          <FlaskConical class="size-3.5 shrink-0" aria-hidden="true" />
          <span title={line().reason}>{t('shell.switchSimulated')}</span>
        </p>
      </Show>
    </>
  );
}
