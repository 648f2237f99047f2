import * as Kobalte from '@kobalte/core/dialog';
import { A } from '@solidjs/router';
import ExternalLink from 'lucide-solid/icons/external-link';
import { For, type JSX, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { WaitingBadge } from '../billing/wallets/waiting-badge.tsx';
import { t } from '../i18n/translate.ts';
import { useSession } from '../session/session.ts';
import { iconOf, isElsewhere, nameOf, pathOf, useMenu } from './menu/menu.ts';

function Links(props: { onFollow?: () => void }) {
  const menu = useMenu();
  return (
    <For each={menu() ?? []}>
      {(group) => (
        <div class="flex flex-col gap-px">
          <b class="truncate px-2.5 pt-3 pb-1 text-2xs font-semibold tracking-wider text-ink-3">{nameOf(group)}</b>
          <For each={group.entries}>
            {(entry) => (
              <EntryLink path={pathOf(entry)} onFollow={() => props.onFollow?.()}>
                <Dynamic component={iconOf(entry)} class="size-4 shrink-0" strokeWidth={1.8} aria-hidden="true" />
                <span class="truncate">{nameOf(entry)}</span>
                <Show when={entry.key === 'transferRequests'}>
                  <WaitingBadge />
                </Show>
              </EntryLink>
            )}
          </For>
        </div>
      )}
    </For>
  );
}

const linkClass =
  'flex h-8 items-center gap-2.5 rounded-s px-2.5 text-s text-ink-2 transition-colors duration-150 max-md:h-11';

/** A page of ours; what is elsewhere opens beside it. */
function EntryLink(props: { path: string; onFollow: () => void; children: JSX.Element }) {
  return (
    <Show
      when={!isElsewhere(props.path)}
      fallback={
        <a
          href={props.path}
          target="_blank"
          rel="noopener noreferrer"
          class={`${linkClass} hover:bg-sunken hover:text-ink`}
          onClick={() => props.onFollow()}
        >
          {props.children}
          <ExternalLink class="ml-auto size-3.5 shrink-0 text-ink-3" aria-label={t('shell.opensElsewhere')} />
        </a>
      }
    >
      <A
        href={props.path}
        class={linkClass}
        activeClass="bg-accent-soft font-medium !text-accent"
        inactiveClass="hover:bg-sunken hover:text-ink"
        onClick={() => props.onFollow()}
      >
        {props.children}
      </A>
    </Show>
  );
}

/** The navigation beside the page; on a narrow screen it folds into the drawer. */
export function SideNavigation() {
  return (
    <nav
      aria-label={t('shell.navigation')}
      class="sticky top-[52px] hidden h-[calc(100dvh-52px)] flex-col overflow-y-auto border-r border-line bg-surface px-2.5 py-1.5 md:flex"
    >
      <Links />
    </nav>
  );
}

/** The same navigation on a narrow screen. */
export function SideDrawer(props: { open: boolean; onClose: () => void }) {
  const session = useSession();
  return (
    <Kobalte.Root open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <Kobalte.Portal>
        <Kobalte.Overlay class="fixed inset-0 z-40 bg-scrim" />
        <Kobalte.Content class="fixed inset-y-0 left-0 z-50 flex w-[260px] flex-col border-r border-line bg-raised p-2.5 shadow-pop outline-none">
          <Kobalte.Title class="truncate px-2.5 pt-2 pb-1 text-m font-semibold">{session().tenant.name}</Kobalte.Title>
          <Show when={props.open}>
            <nav aria-label={t('shell.navigation')}>
              <Links onFollow={() => props.onClose()} />
            </nav>
          </Show>
        </Kobalte.Content>
      </Kobalte.Portal>
    </Kobalte.Root>
  );
}
