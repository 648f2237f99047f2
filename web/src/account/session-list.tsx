import type { OpenSession } from '@yunhu/api/schemas';
import Monitor from 'lucide-solid/icons/monitor';
import Smartphone from 'lucide-solid/icons/smartphone';
import { For, Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { Button } from '../ui/button.tsx';
import { describeDevice, isPhone } from './device.ts';

type SessionListProps = {
  sessions: readonly OpenSession[];
  onEnd: (session: OpenSession) => void;
  /** The one that is being ended. */
  ending: string | undefined;
};

/** Where somebody is signed in, the newest use first. */
export function SessionList(props: SessionListProps) {
  const format = useFormat();
  return (
    <ul class="divide-y divide-line" data-testid="session-list">
      <For each={props.sessions}>
        {(session) => (
          <li class="flex items-center gap-3 px-4 py-3">
            <Show
              when={isPhone(session.userAgent)}
              fallback={<Monitor class="size-5 shrink-0 text-ink-3" aria-hidden="true" />}
            >
              <Smartphone class="size-5 shrink-0 text-ink-3" aria-hidden="true" />
            </Show>
            <div class="min-w-0 grow" title={session.userAgent ?? undefined}>
              <p class="flex flex-wrap items-center gap-x-2 text-s font-medium">
                {describeDevice(session.userAgent)}
                <Show when={session.isThisOne}>
                  <span class="rounded-full bg-accent-soft px-1.5 text-2xs text-accent">
                    {t('account.sessions.thisOne')}
                  </span>
                </Show>
              </p>
              <p class="text-xs text-ink-3">
                <Show when={session.address}>{(address) => <span class="code">{address()} · </span>}</Show>
                <time dateTime={session.lastUsedAt} title={format.dateTime(session.lastUsedAt)}>
                  {t('account.sessions.used', format.relative(session.lastUsedAt))}
                </time>
                <span class="max-sm:hidden"> · {t('account.sessions.since', format.dateTime(session.createdAt))}</span>
              </p>
            </div>
            <Show when={!session.isThisOne}>
              <Button size="s" look="bad" busy={props.ending === session.id} onClick={() => props.onEnd(session)}>
                {t('account.sessions.end')}
              </Button>
            </Show>
          </li>
        )}
      </For>
    </ul>
  );
}
