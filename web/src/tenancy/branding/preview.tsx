import type { Accent, Brand } from '@yunhu/api/schemas';
import Megaphone from 'lucide-solid/icons/megaphone';
import Search from 'lucide-solid/icons/search';
import { For } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { accentTokens, defaultTokens } from '../../session/brand.ts';
import { BrandMark, BrandSign } from '../../shell/brand.tsx';

const themes = ['light', 'dark'] as const;

/** The login page and the frame as they will look, in both themes at once. Nothing in it can be used. */
export function BrandPreview(props: { brand: Brand; accent: Accent | null }) {
  const tokens = () => (props.accent === null ? defaultTokens : accentTokens(props.accent));
  return (
    <div class="grid gap-4" aria-hidden="true" data-testid="brand-preview">
      <For each={themes}>
        {(theme) => (
          <div style={{ ...tokens(), 'color-scheme': theme }}>
            <p class="mb-1.5 text-xs text-ink-3">{t(`branding.${theme}`)}</p>
            <div class="overflow-hidden rounded-m border border-line bg-bg text-ink select-none" inert>
              <Bar brand={props.brand} />
              <Login brand={props.brand} />
            </div>
          </div>
        )}
      </For>
    </div>
  );
}

function Bar(props: { brand: Brand }) {
  return (
    <>
      <div class="flex h-11 items-center gap-3 border-b border-line bg-surface px-3 text-s font-bold">
        <BrandSign brand={props.brand} size="bar" />
        <span class="grow" />
        <Search class="size-3.5 text-ink-3" />
        <span class="grid size-6 place-items-center rounded-full bg-accent-soft text-2xs font-semibold text-accent">
          {Array.from(props.brand.name ?? t('shell.brand'))[0]}
        </span>
      </div>
      <div class="flex items-center gap-3 border-b border-line bg-surface px-2 py-1.5 text-xs">
        <span class="flex items-center gap-1.5 rounded-s bg-accent-soft px-2 py-1 font-medium text-accent">
          <Megaphone class="size-3.5" />
          {t('branding.previewLink')}
        </span>
        <span class="text-accent underline">{t('shell.pages.tasks')}</span>
      </div>
    </>
  );
}

function Login(props: { brand: Brand }) {
  return (
    <div class="grid grid-cols-[1.1fr_1fr]">
      <div class="flex flex-col justify-between gap-6 bg-linear-160 from-panel-from to-panel-to p-4 text-[oklch(96%_.01_268)]">
        <p class="flex min-w-0 items-center gap-1.5 text-s font-bold">
          <BrandSign brand={props.brand} size="panel" />
        </p>
        <p class="text-m font-semibold text-balance">{t('session.slogan')}</p>
        <i class="block h-1 w-10 rounded-full bg-panel-glow" />
      </div>
      <div class="grid content-center gap-2 bg-surface p-4">
        <BrandMark class="w-6" mark={props.brand.mark} />
        <b class="text-s">{t('branding.previewTitle')}</b>
        <span class="text-2xs text-ink-2">{t('branding.previewName')}</span>
        <span class="h-7 rounded-s border border-line-strong bg-surface" />
        <span class="grid h-7 place-items-center rounded-s bg-accent text-xs font-book text-accent-ink">
          {t('branding.previewSubmit')}
        </span>
      </div>
    </div>
  );
}
