import * as Menu from '@kobalte/core/dropdown-menu';
import Check from 'lucide-solid/icons/check';
import ChevronDown from 'lucide-solid/icons/chevron-down';
import { For } from 'solid-js';
import { buttonClass } from './button.tsx';
import { menuContentClass, menuItemClass } from './menu.tsx';

/** Several of a few: what is chosen narrows a list; nothing chosen is everything. */
export function MultiMenu<V extends string>(props: {
  label: string;
  /** What stands on the button: everything, the one that is chosen, or how many are. */
  shown: string;
  options: readonly { value: V; label: string }[];
  values: readonly V[];
  onValues: (values: V[]) => void;
  testId?: string;
}) {
  const toggle = (value: V, on: boolean) =>
    props.onValues(on ? [...props.values, value] : props.values.filter((one) => one !== value));
  return (
    <Menu.Root gutter={4} placement="bottom-start" modal={false}>
      <Menu.Trigger
        class={`${buttonClass('plain', 's')} max-md:h-9`}
        classList={{ 'border-accent! bg-accent-soft! text-accent!': props.values.length > 0 }}
        aria-label={`${props.label}: ${props.shown}`}
        data-testid={props.testId}
      >
        {props.shown}
        <ChevronDown class="size-3.5" aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content class={`${menuContentClass} max-h-80 overflow-y-auto`}>
          <For each={props.options}>
            {(option) => (
              <Menu.CheckboxItem
                class={menuItemClass}
                checked={props.values.includes(option.value)}
                onChange={(on) => toggle(option.value, on)}
                closeOnSelect={false}
                data-testid={`option-${option.value}`}
              >
                <span class="grow">{option.label}</span>
                <Menu.ItemIndicator>
                  <Check class="size-4 text-accent" aria-hidden="true" />
                </Menu.ItemIndicator>
              </Menu.CheckboxItem>
            )}
          </For>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
