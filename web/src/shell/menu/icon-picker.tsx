import { For, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { menuIcons } from './menu-icons.ts';

/** One of the icons; the empty name is the one that the page comes with. */
export function IconPicker(props: { value: string; hasDefault: boolean; onValue: (name: string) => void }) {
  return (
    <fieldset class="grid gap-1.5">
      <legend class="mb-1.5 text-s text-ink-2">{t('menus.form.icon')}</legend>
      <div class="flex flex-wrap gap-1">
        <Show when={props.hasDefault}>
          <Button
            size="s"
            look={props.value === '' ? 'main' : 'plain'}
            class="h-8!"
            aria-pressed={props.value === ''}
            onClick={() => props.onValue('')}
          >
            {t('menus.form.defaultIcon')}
          </Button>
        </Show>
        <For each={Object.entries(menuIcons)}>
          {([name, icon]) => (
            <Button
              size="icon"
              look={props.value === name ? 'main' : 'ghost'}
              aria-label={name}
              aria-pressed={props.value === name}
              title={name}
              onClick={() => props.onValue(name)}
            >
              <Dynamic component={icon} class="size-4" strokeWidth={1.8} aria-hidden="true" />
            </Button>
          )}
        </For>
      </div>
    </fieldset>
  );
}
