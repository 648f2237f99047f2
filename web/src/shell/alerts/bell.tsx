import * as Popover from '@kobalte/core/popover';
import { A } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import type { Alert } from '@yunhu/api/schemas';
import Bell from 'lucide-solid/icons/bell';
import Check from 'lucide-solid/icons/check';
import { For, Show, createMemo, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { useSession } from '../../session/session.ts';
import { mayOpen } from '../pages.ts';
import { Button } from '../../ui/button.tsx';
import { dataOf } from '../../ui/query.ts';
import { wordsOf } from './alert-words.ts';
import { alertsQuery, useAcknowledge } from './data.ts';

const edges: Record<Alert['level'], string> = {
  info: 'border-l-accent',
  warning: 'border-l-ringing',
  critical: 'border-l-failed',
};
const levelInk: Record<Alert['level'], string> = {
  info: 'text-accent',
  warning: 'text-warn-ink',
  critical: 'text-bad-ink',
};

function Title(props: { alert: Alert; onLeave: () => void }) {
  const session = useSession();
  const format = useFormat();
  const words = createMemo(() => wordsOf(props.alert, format));
  const path = () => {
    const { page, path } = words();
    return page !== undefined && mayOpen(session(), page) ? (path ?? page.path) : undefined;
  };
  return (
    <>
      <Show when={path()} fallback={<p class="text-s font-medium break-words">{words().title}</p>}>
        {(href) => (
          <A
            href={href()}
            class="text-s font-medium break-words hover:text-accent"
            onClick={() => props.onLeave()}
            data-testid="alert-link"
          >
            {words().title}
          </A>
        )}
      </Show>
      <Show when={words().body}>
        {(body) => <p class="mt-0.5 text-xs leading-5 break-words text-ink-2">{body()}</p>}
      </Show>
    </>
  );
}

function AlertRow(props: { alert: Alert; busy: boolean; onSeen: () => void; onLeave: () => void }) {
  const format = useFormat();
  return (
    <li
      class={`border-b border-l-[3px] border-line px-4 py-3 last:border-b-0 ${edges[props.alert.level]}`}
      classList={{ 'opacity-70': props.alert.acknowledgedAt !== null }}
      data-testid="alert"
      data-kind={props.alert.kind}
    >
      <div class="flex items-start gap-2">
        <div class="min-w-0 grow">
          <Title alert={props.alert} onLeave={() => props.onLeave()} />
        </div>
        <Show when={props.alert.acknowledgedAt === null}>
          <Button
            size="s"
            look="ghost"
            class="-mt-1 -mr-2"
            disabled={props.busy}
            onClick={() => props.onSeen()}
            data-testid="acknowledge"
          >
            <Check class="size-3.5" aria-hidden="true" />
            {t('alerts.acknowledge')}
          </Button>
        </Show>
      </div>
      <p class="mt-1 flex flex-wrap gap-x-2 text-2xs text-ink-3 tabular">
        <span class={`font-medium ${levelInk[props.alert.level]}`}>{t(`alerts.levels.${props.alert.level}`)}</span>
        <time dateTime={props.alert.lastRaisedAt} title={format.dateTime(props.alert.lastRaisedAt)}>
          {format.shortDateTime(props.alert.lastRaisedAt)}
        </time>
        <Show when={props.alert.times > 1}>
          <span>{t('alerts.times', format.count(props.alert.times))}</span>
        </Show>
        <Show when={props.alert.acknowledgedBy}>
          {(who) => (
            <span class="truncate">
              {t('alerts.seenBy', who().name, format.shortDateTime(props.alert.acknowledgedAt ?? ''))}
            </span>
          )}
        </Show>
      </p>
    </li>
  );
}

function AlertList(props: { alerts: readonly Alert[]; onLeave: () => void }) {
  const acknowledge = useAcknowledge();
  const unseen = () => props.alerts.filter((alert) => alert.acknowledgedAt === null);
  return (
    <>
      <header class="flex min-h-11 items-center gap-2 border-b border-line px-4">
        <Popover.Title class="grow text-m font-semibold">{t('alerts.title')}</Popover.Title>
        <Show when={unseen().length > 1}>
          <Button
            size="s"
            look="ghost"
            busy={acknowledge.isPending}
            onClick={() => acknowledge.mutate(unseen())}
            data-testid="acknowledge-all"
          >
            {t('alerts.acknowledgeAll')}
          </Button>
        </Show>
      </header>
      <Show
        when={props.alerts.length > 0}
        fallback={<p class="px-6 py-10 text-center text-s text-ink-2">{t('alerts.empty')}</p>}
      >
        <ul class="min-h-0 overflow-y-auto">
          <For each={props.alerts}>
            {(alert) => (
              <AlertRow
                alert={alert}
                busy={acknowledge.isPending}
                onSeen={() => acknowledge.mutate([alert])}
                onLeave={() => props.onLeave()}
              />
            )}
          </For>
        </ul>
      </Show>
    </>
  );
}

function Badge(props: { unseen: number; critical: boolean }) {
  return (
    <Show when={props.unseen > 0}>
      <span
        class="absolute -top-0.5 -right-0.5 grid h-4 min-w-4 place-items-center rounded-full px-1 text-[10px] leading-none font-semibold tabular"
        classList={{
          'bg-bad-ink text-surface': props.critical,
          'bg-accent text-accent-ink': !props.critical,
        }}
        data-testid="unseen-alerts"
        aria-hidden="true"
      >
        {props.unseen > 99 ? '99+' : props.unseen}
      </span>
    </Show>
  );
}

/** What one should know without having asked: how much of it is new, and all that is open. */
export function AlertBell() {
  const [open, setOpen] = createSignal(false);
  const query = useQuery(() => alertsQuery);
  const alerts = createMemo(() => dataOf(query)?.items ?? []);
  const unseen = () => dataOf(query)?.unseen ?? 0;
  const critical = () => alerts().some((alert) => alert.level === 'critical' && alert.acknowledgedAt === null);
  return (
    <Popover.Root open={open()} onOpenChange={setOpen} gutter={6} placement="bottom-end">
      <Popover.Trigger
        class="relative grid size-8 shrink-0 place-items-center rounded-s text-ink-2 hover:bg-sunken hover:text-ink"
        aria-label={unseen() > 0 ? t('alerts.bell', String(unseen())) : t('alerts.bellQuiet')}
        data-testid="alert-bell"
      >
        <Bell class="size-[18px]" aria-hidden="true" />
        <Badge unseen={unseen()} critical={critical()} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          // Not the first button: whoever opens it by key and presses Enter again has not seen all of it.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            if (event.target instanceof HTMLElement) event.target.focus();
          }}
          class="rise z-[60] flex max-h-[min(560px,80dvh)] w-[400px] max-w-[calc(100vw-20px)] flex-col overflow-hidden rounded-m border border-line bg-raised shadow-pop outline-none"
          data-testid="alert-list"
        >
          <AlertList alerts={alerts()} onLeave={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
