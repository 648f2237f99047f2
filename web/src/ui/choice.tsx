import * as Select from '@kobalte/core/select';
import Check from 'lucide-solid/icons/check';
import ChevronDown from 'lucide-solid/icons/chevron-down';
import { type JSX, Show } from 'solid-js';
import { t } from '../i18n/translate.ts';

export type Option<V extends string> = { value: V; label: string; note?: string };

type ChoiceProps<V extends string> = {
  label: string;
  options: readonly Option<V>[];
  value: V | null;
  onValue: (value: V) => void;
  help?: JSX.Element;
  error?: string | undefined;
  placeholder?: string;
  disabled?: boolean;
  name?: string;
};

function OptionRow<V extends string>(props: { item: Option<V> }) {
  return (
    <span class="flex min-w-0 items-baseline gap-2">
      <span class="truncate">{props.item.label}</span>
      <Show when={props.item.note}>
        <span class="truncate text-xs text-ink-3">{props.item.note}</span>
      </Show>
    </span>
  );
}

/** One of a few: a list with a second, quieter word beside each name. */
export function Choice<V extends string>(props: ChoiceProps<V>) {
  const chosen = () => props.options.find((option) => option.value === props.value) ?? null;
  return (
    <Select.Root<Option<V>>
      options={[...props.options]}
      optionValue="value"
      optionTextValue="label"
      value={chosen()}
      onChange={(option) => option !== null && props.onValue(option.value)}
      validationState={props.error ? 'invalid' : 'valid'}
      disallowEmptySelection
      disabled={props.disabled ?? false}
      placeholder={<span class="text-ink-3">{props.placeholder ?? t('ui.pickOne')}</span>}
      gutter={4}
      sameWidth
      class="grid gap-1.5"
      itemComponent={(row) => (
        <Select.Item
          item={row.item}
          class="flex min-h-9 cursor-pointer items-center justify-between gap-2 rounded-s px-2.5 text-s outline-none data-highlighted:bg-sunken"
        >
          <Select.ItemLabel class="min-w-0">
            <OptionRow item={row.item.rawValue} />
          </Select.ItemLabel>
          <Select.ItemIndicator>
            <Check class="size-4 text-accent" aria-hidden="true" />
          </Select.ItemIndicator>
        </Select.Item>
      )}
    >
      <Select.Label class="text-s text-ink-2">{props.label}</Select.Label>
      <Select.Trigger
        class="flex h-[38px] w-full items-center justify-between gap-2 rounded-s border border-line-strong bg-surface px-3 text-left text-m focus-visible:border-accent focus-visible:outline-2 focus-visible:-outline-offset-1 disabled:opacity-60 data-invalid:border-failed"
        data-testid={props.name === undefined ? undefined : `choice-${props.name}`}
      >
        <Select.Value<Option<V>> class="min-w-0 grow">
          {(state) => <OptionRow item={state.selectedOption()} />}
        </Select.Value>
        <Select.Icon>
          <ChevronDown class="size-4 text-ink-3" aria-hidden="true" />
        </Select.Icon>
      </Select.Trigger>
      <Show
        when={props.error}
        fallback={
          <Show when={props.help}>
            <Select.Description class="text-xs text-ink-3">{props.help}</Select.Description>
          </Show>
        }
      >
        <Select.ErrorMessage class="text-xs text-bad-ink">{props.error}</Select.ErrorMessage>
      </Show>
      <Select.Portal>
        <Select.Content class="z-[60] rounded-m border border-line bg-raised shadow-pop">
          <Select.Listbox class="max-h-72 overflow-y-auto p-1 outline-none" />
        </Select.Content>
      </Select.Portal>
    </Select.Root>
  );
}
