import { A } from '@solidjs/router';
import MenuIcon from 'lucide-solid/icons/menu';
import Search from 'lucide-solid/icons/search';
import { Show } from 'solid-js';
import { toMicros } from '../i18n/money.ts';
import { t } from '../i18n/translate.ts';
import { brand } from '../session/brand.ts';
import { useFormat } from '../session/format.ts';
import { useSession } from '../session/session.ts';
import { AlertBell } from './alerts/bell.tsx';
import { BrandSign } from './brand.tsx';
import { pages } from './pages.ts';
import { PersonMenu } from './person-menu.tsx';

function BalancePill() {
  const session = useSession();
  const format = useFormat();
  return (
    <Show when={session().balance}>
      {(balance) => (
        <A
          href={pages.ledger.path}
          class="flex items-baseline gap-2 rounded-full bg-sunken px-3 py-1 transition-colors duration-150 hover:bg-accent-soft"
          title={t('shell.balanceHint')}
        >
          <span class="text-xs text-ink-2 max-sm:sr-only">{t('shell.balance')}</span>
          <b class="code font-semibold" data-testid="available-balance">
            {format.moneyFigure(toMicros(balance().availableMicros))}
          </b>
        </A>
      )}
    </Show>
  );
}

/** Brand, search, balance, alerts, person. */
export function TopBar(props: { onMenu: () => void; onSearch: () => void }) {
  const session = useSession();
  return (
    <header class="sticky top-0 z-30 col-span-full flex items-center gap-3 border-b border-line bg-surface px-3 md:gap-4 md:px-5">
      <button
        type="button"
        class="grid size-9 place-items-center rounded-s text-ink-2 hover:bg-sunken md:hidden"
        aria-label={t('shell.menu')}
        onClick={() => props.onMenu()}
      >
        <MenuIcon class="size-5" aria-hidden="true" />
      </button>
      <A href="/" class="flex w-auto items-center gap-2 font-bold md:w-[196px]">
        <BrandSign brand={brand()} size="bar" />
      </A>
      <button
        type="button"
        class="flex h-8 max-w-[380px] grow items-center gap-2 rounded-s border border-line bg-sunken px-2.5 text-s text-ink-3 transition-colors duration-150 hover:border-line-strong max-md:size-9 max-md:grow-0 max-md:justify-center max-md:border-0 max-md:bg-transparent"
        onClick={() => props.onSearch()}
        aria-keyshortcuts="Control+K"
        data-testid="open-palette"
      >
        <Search class="size-4 shrink-0 md:size-3.5" aria-hidden="true" />
        <span class="truncate max-md:sr-only">{t('shell.palette.open')}</span>
        <kbd class="ml-auto max-md:hidden">Ctrl K</kbd>
      </button>
      <span class="grow" />
      <BalancePill />
      <Show when={session().seesAlerts}>
        <AlertBell />
      </Show>
      <PersonMenu />
    </header>
  );
}
