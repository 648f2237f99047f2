import { type JSX, Show, createSignal } from 'solid-js';
import { ReplayBanner } from '../account/replay-banner.tsx';
import { t } from '../i18n/translate.ts';
import { useSession } from '../session/session.ts';
import { SupportBanner } from '../tenancy/support/support-banner.tsx';
import { SwitchBanner } from './banner.tsx';
import { NotFound } from './home.tsx';
import { type Page, mayOpen } from './pages.ts';
import { Palette } from './palette.tsx';
import { SideDrawer, SideNavigation } from './side-navigation.tsx';
import { TopBar } from './top-bar.tsx';

/** The frame around every page: top bar, side navigation, banner, content. */
export function Shell(props: { children: JSX.Element }) {
  const [menuOpen, setMenuOpen] = createSignal(false);
  const [paletteOpen, setPaletteOpen] = createSignal(false);
  return (
    <div class="grid min-h-screen grid-cols-[minmax(0,1fr)] grid-rows-[52px_1fr] md:grid-cols-[216px_minmax(0,1fr)]">
      <a
        href="#content"
        class="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-s focus:bg-accent focus:px-3 focus:py-2 focus:text-accent-ink"
      >
        {t('shell.skipToContent')}
      </a>
      <TopBar onMenu={() => setMenuOpen(true)} onSearch={() => setPaletteOpen(true)} />
      <SideNavigation />
      <SideDrawer open={menuOpen()} onClose={() => setMenuOpen(false)} />
      <div class="min-w-0">
        <ReplayBanner />
        <SupportBanner />
        <SwitchBanner />
        <main
          id="content"
          tabindex="-1"
          class="mx-auto w-full max-w-[1440px] px-3.5 pt-4 pb-10 outline-none md:px-6 md:pt-5"
        >
          {props.children}
        </main>
      </div>
      <Palette open={paletteOpen()} setOpen={setPaletteOpen} />
    </div>
  );
}

/** A page for those who may open it; for everybody else it does not exist. */
export function Permitted(props: { page: Page; children: JSX.Element }) {
  const session = useSession();
  return (
    <Show when={mayOpen(session(), props.page)} fallback={<NotFound />}>
      {props.children}
    </Show>
  );
}
