import * as Menu from '@kobalte/core/dropdown-menu';
import Ellipsis from 'lucide-solid/icons/ellipsis';
import { For, type JSX } from 'solid-js';
import { buttonClass } from './button.tsx';

/** The looks of a menu and of its rows, shared by every menu. */
export const menuContentClass =
  'rise z-[60] min-w-44 rounded-m border border-line bg-raised p-1 shadow-pop outline-none';
export const menuItemClass =
  'flex min-h-8 cursor-pointer items-center gap-2 rounded-s px-2.5 text-s outline-none select-none max-md:min-h-10 data-disabled:cursor-default data-disabled:opacity-45 data-highlighted:bg-sunken';

export type MenuAction = { label: string; run: () => void; bad?: boolean; icon?: JSX.Element; disabled?: boolean };

/** What else can be done with a row, behind three dots. */
export function ActionMenu(props: { label: string; actions: readonly MenuAction[]; testId?: string }) {
  return (
    <Menu.Root gutter={4} placement="bottom-end" modal={false}>
      <Menu.Trigger class={buttonClass('ghost', 'icon')} aria-label={props.label} data-testid={props.testId}>
        <Ellipsis class="size-4" aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content class={menuContentClass}>
          <For each={props.actions}>
            {(action) => (
              <Menu.Item
                class={menuItemClass}
                classList={{ 'text-bad-ink': action.bad === true }}
                disabled={action.disabled ?? false}
                onSelect={() => action.run()}
              >
                {action.icon}
                {action.label}
              </Menu.Item>
            )}
          </For>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
