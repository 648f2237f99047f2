// What stands between the figures and the rows: filter chips, search, columns, export.
import * as Menu from '@kobalte/core/dropdown-menu';
import Check from 'lucide-solid/icons/check';
import Columns3 from 'lucide-solid/icons/columns-3';
import Download from 'lucide-solid/icons/download';
import Search from 'lucide-solid/icons/search';
import { For, type JSX, Show, createSignal, onCleanup, onMount } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { Button, buttonClass } from './button.tsx';
import { menuContentClass, menuItemClass } from './menu.tsx';
import type { Column } from './table-model.ts';

export type Chip<V extends string> = { value: V; label: string; count?: string };

/** Filters that exclude each other, each with how many rows it leaves. */
export function Chips<V extends string>(props: {
  label: string;
  chips: readonly Chip<V>[];
  value: V;
  onValue: (value: V) => void;
}) {
  return (
    <div role="radiogroup" aria-label={props.label} class="flex flex-wrap gap-1.5">
      <For each={props.chips}>
        {(chip) => (
          <button
            type="button"
            role="radio"
            aria-checked={chip.value === props.value}
            class="inline-flex h-7 items-center gap-1 rounded-full border border-line px-2 text-xs text-ink-2 transition-colors duration-150 hover:border-line-strong aria-checked:border-accent aria-checked:bg-accent-soft aria-checked:text-accent max-md:h-8"
            onClick={() => props.onValue(chip.value)}
            data-testid={`chip-${chip.value === '' ? 'all' : chip.value}`}
          >
            {chip.label}
            <Show when={chip.count}>
              <span class="text-ink-3 tabular" classList={{ 'text-inherit!': chip.value === props.value }}>
                {chip.count}
              </span>
            </Show>
          </button>
        )}
      </For>
    </div>
  );
}

/** Whether a key press belongs to something that takes text. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** A search over the rows of the page; "/" goes to it from anywhere, Esc empties it. */
export function SearchBox(props: {
  label: string;
  value: string;
  onValue: (value: string) => void;
  inputMode?: 'numeric';
}) {
  const [input, setInput] = createSignal<HTMLInputElement>();
  onMount(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('[role="dialog"]') !== null) return;
      event.preventDefault();
      input()?.focus();
    };
    document.addEventListener('keydown', onKeyDown);
    onCleanup(() => document.removeEventListener('keydown', onKeyDown));
  });
  return (
    <div class="relative w-60 max-w-full max-md:w-full">
      <Search
        class="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-ink-3"
        aria-hidden="true"
      />
      <input
        ref={setInput}
        type="search"
        class="h-7 w-full rounded-s border border-line bg-surface pr-8 pl-8 text-xs placeholder:text-ink-3 focus-visible:border-accent focus-visible:outline-2 focus-visible:-outline-offset-1 max-md:h-9 max-md:text-m"
        aria-label={props.label}
        placeholder={props.label}
        value={props.value}
        inputmode={props.inputMode}
        onInput={(event) => props.onValue(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && (props.onValue(''), event.currentTarget.blur())}
        data-testid="search"
      />
      <kbd class="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 max-md:hidden" aria-hidden="true">
        /
      </kbd>
    </div>
  );
}

/** Which columns show; kept in the address, so that a link shows the same table. */
export function ColumnsMenu<T>(props: {
  columns: readonly Column<T>[];
  hidden: readonly string[];
  onHidden: (hidden: string[]) => void;
}) {
  const toggle = (id: string, shown: boolean) =>
    props.onHidden(shown ? props.hidden.filter((one) => one !== id) : [...props.hidden, id]);
  return (
    <Menu.Root gutter={4} placement="bottom-end" modal={false}>
      <Menu.Trigger class={`${buttonClass('ghost', 's')} max-md:hidden`} title={t('ui.chooseColumns')}>
        <Columns3 class="size-3.5" aria-hidden="true" />
        {t('ui.columns')}
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content class={menuContentClass}>
          <For each={props.columns.filter((column) => column.always !== true)}>
            {(column) => (
              <Menu.CheckboxItem
                class={menuItemClass}
                checked={!props.hidden.includes(column.id)}
                onChange={(shown) => toggle(column.id, shown)}
                closeOnSelect={false}
              >
                <span class="grow">{column.head()}</span>
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

export function ExportButton(props: { onExport: () => void; disabled?: boolean }) {
  return (
    <Button
      look="ghost"
      size="s"
      class="max-md:hidden"
      title={t('ui.exportHint')}
      disabled={props.disabled ?? false}
      onClick={() => props.onExport()}
    >
      <Download class="size-3.5" aria-hidden="true" />
      {t('ui.export')}
    </Button>
  );
}

/** The line that holds them. */
export function Toolbar(props: { children: JSX.Element }) {
  return <div class="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2.5">{props.children}</div>;
}
