import { Show } from 'solid-js';
import type { Brand, BrandPicture } from '@yunhu/api/schemas';
import { t } from '../i18n/translate.ts';

/** The mark of who runs this, or the product's own: the cloud that speaks. */
export function BrandMark(props: { class?: string; inverse?: boolean; mark?: BrandPicture | null | undefined }) {
  return (
    <Show when={props.mark} fallback={<Cloud class={props.class} inverse={props.inverse === true} />}>
      {(mark) => <img src={mark().url} alt="" class={`aspect-square object-contain ${props.class ?? ''}`} />}
    </Show>
  );
}

function Cloud(props: { class: string | undefined; inverse: boolean }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" class={props.class} aria-hidden="true">
      <path
        d="M7 18.5a4.5 4.5 0 0 1-.6-8.96A6 6 0 0 1 18 10.6a4 4 0 0 1-.5 7.9H7Z"
        class={props.inverse ? 'fill-panel-glow' : 'fill-accent'}
      />
      <path
        d="M9 14.2v-1.4M12 15.6v-4.2M15 14.2v-1.4"
        class={props.inverse ? 'stroke-panel-to' : 'stroke-accent-ink'}
        stroke-width="1.7"
        stroke-linecap="round"
      />
    </svg>
  );
}

/**
 * How a brand signs: its logo, or its mark and name. A logo is drawn for paper: on a dark ground it stands on a light plate.
 */
export function BrandSign(props: { brand: Brand | null; size: 'bar' | 'panel' }) {
  const name = () => props.brand?.name ?? t('shell.brand');
  return (
    <Show
      when={props.brand?.logo}
      fallback={
        <>
          <BrandMark
            class={props.size === 'bar' ? 'w-6 shrink-0' : 'w-7 shrink-0'}
            inverse={props.size === 'panel'}
            mark={props.brand?.mark}
          />
          <span class="min-w-0 truncate" classList={{ 'max-sm:sr-only': props.size === 'bar' }}>
            {name()}
          </span>
        </>
      }
    >
      {(logo) => (
        <img
          src={logo().url}
          alt={name()}
          class={
            props.size === 'bar'
              ? 'h-8 max-w-[176px] rounded-s bg-[light-dark(transparent,white)] object-contain object-left p-1 max-sm:max-w-[104px]'
              : 'h-12 max-w-[260px] rounded-s bg-[#fff] object-contain object-left px-2.5 py-1.5'
          }
          data-testid="brand-logo"
        />
      )}
    </Show>
  );
}
