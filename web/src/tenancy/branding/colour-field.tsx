import type { Accent } from '@yunhu/api/schemas';
import Check from 'lucide-solid/icons/check';
import { For, Show } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';

/** The colour as `#rrggbb` in lower case; null for what is none. */
export function readColour(text: string): string | null {
  const colour = text.trim().toLowerCase();
  return /^#[0-9a-f]{6}$/.test(colour) ? colour : null;
}

/** A colour to choose, with what becomes of it in both themes. */
export function ColourField(props: {
  value: string;
  onValue: (value: string) => void;
  error: string | undefined;
  placeholder: string;
  accent: Accent | null;
}) {
  return (
    <div class="grid gap-2.5">
      <TextField
        label={t('branding.colour')}
        value={props.value}
        onValue={props.onValue}
        error={props.error}
        help={t('branding.colourHelp')}
        placeholder={props.placeholder}
        maxlength={7}
        spellcheck={false}
        class="code"
        data-testid="brand-colour"
        suffix={
          <input
            type="color"
            class="h-6 w-9 cursor-pointer rounded-s border border-line bg-transparent p-0"
            aria-label={t('branding.pick')}
            value={readColour(props.value) ?? props.accent?.light.accent ?? '#4353c9'}
            onInput={(event) => props.onValue(event.currentTarget.value)}
          />
        }
      />
      <Show when={props.accent}>
        {(accent) => (
          <>
            <Contrasts accent={accent()} />
            <Show
              when={accent().adjusted}
              fallback={
                <p class="flex items-center gap-1.5 text-xs text-ok-ink">
                  <Check class="size-3.5" aria-hidden="true" />
                  {t('branding.contrastEnough')}
                </p>
              }
            >
              <p
                role="status"
                class="flex flex-wrap items-center gap-2 rounded-s bg-warn-soft px-3 py-2 text-xs text-warn-ink"
                data-testid="colour-adjusted"
              >
                <span class="min-w-0 grow">{t('branding.adjusted', accent().chosen, accent().light.accent)}</span>
                <Button size="s" onClick={() => props.onValue(accent().light.accent)}>
                  {t('branding.useNearest')}
                </Button>
              </p>
            </Show>
          </>
        )}
      </Show>
    </div>
  );
}

function Contrasts(props: { accent: Accent }) {
  return (
    <table class="w-full text-xs">
      <thead>
        <tr class="text-ink-3">
          <th class="py-1 text-left font-normal" />
          <th class="py-1 text-left font-normal">{t('branding.used')}</th>
          <th class="num py-1 font-normal">{t('branding.contrastInk')}</th>
          <th class="num py-1 font-normal">{t('branding.contrastGround')}</th>
        </tr>
      </thead>
      <tbody>
        <For each={['light', 'dark'] as const}>
          {(theme) => (
            <tr class="border-t border-line">
              <th class="py-1.5 text-left font-normal text-ink-2">{t(`branding.${theme}`)}</th>
              <td class="py-1.5">
                <span class="flex items-center gap-2">
                  <i
                    class="grid h-5 w-9 place-items-center rounded-s border border-line text-2xs font-semibold not-italic"
                    style={{ background: props.accent[theme].accent, color: props.accent[theme].ink }}
                    aria-hidden="true"
                  >
                    Aa
                  </i>
                  <span class="code">{props.accent[theme].accent}</span>
                </span>
              </td>
              <td class="num py-1.5" data-testid={`contrast-${theme}`}>
                {props.accent[theme].inkContrast.toFixed(1)}:1
              </td>
              <td class="num py-1.5">{props.accent[theme].groundContrast.toFixed(1)}:1</td>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
}
