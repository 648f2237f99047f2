import * as Combobox from '@kobalte/core/combobox';
import type { ComboboxRootItemComponentProps } from '@kobalte/core/combobox';
import type { Tenant } from '@yunhu/api/schemas';
import Check from 'lucide-solid/icons/check';
import ChevronsUpDown from 'lucide-solid/icons/chevrons-up-down';
import { Show, createMemo, createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';

type TenantPickerProps = {
  label: string;
  help?: string;
  tenants: readonly Tenant[];
  value: string;
  onValue: (id: string) => void;
  /** Stands in a line with other filters: no room for a label above. */
  compact?: boolean;
};

/** Drawn at once, at most: a seller may have thousands of accounts, and typing finds the rest. */
const maxDrawn = 50;

function describe(tenant: Tenant): string {
  return tenant.loginName === null ? tenant.name : `${tenant.name} ${tenant.loginName}`;
}

function OptionRow(props: { item: ComboboxRootItemComponentProps<Tenant>['item'] }) {
  return (
    <Combobox.Item
      item={props.item}
      class="flex min-h-9 cursor-pointer items-center justify-between gap-3 rounded-s px-2.5 text-s outline-none data-highlighted:bg-sunken"
    >
      <Combobox.ItemLabel class="min-w-0 truncate">
        {props.item.rawValue.name}
        <span class="ml-2 text-xs text-ink-3">{props.item.rawValue.loginName}</span>
      </Combobox.ItemLabel>
      <Combobox.ItemIndicator>
        <Check class="size-4 text-accent" aria-hidden="true" />
      </Combobox.ItemIndicator>
    </Combobox.Item>
  );
}

/** One account out of many, found by typing. */
export function TenantPicker(props: TenantPickerProps) {
  const [typed, setTyped] = createSignal('');
  const chosen = () => props.tenants.find((tenant) => tenant.id === props.value) ?? null;
  const options = createMemo(() => {
    const query = typed().trim().toLowerCase();
    const isChosen = query === chosen()?.name.toLowerCase();
    const hits =
      query === '' || isChosen
        ? props.tenants
        : props.tenants.filter((one) => describe(one).toLowerCase().includes(query));
    return hits.slice(0, maxDrawn);
  });
  return (
    <Combobox.Root<Tenant>
      options={options()}
      optionValue="id"
      optionTextValue={describe}
      optionLabel="name"
      value={chosen()}
      onChange={(tenant) => tenant !== null && props.onValue(tenant.id)}
      onInputChange={setTyped}
      defaultFilter={() => true}
      disallowEmptySelection
      triggerMode="focus"
      gutter={4}
      class="grid gap-1.5"
      itemComponent={OptionRow}
    >
      <Combobox.Label class={props.compact ? 'sr-only' : 'text-s text-ink-2'}>{props.label}</Combobox.Label>
      <Combobox.Control
        class={`flex items-center rounded-s border border-line-strong bg-surface focus-within:border-accent focus-within:outline-1 focus-within:outline-accent ${props.compact ? 'h-8 w-52 text-s max-md:h-9' : 'h-[38px] w-full text-m'}`}
      >
        <Combobox.Input class="w-full min-w-0 bg-transparent px-3 outline-none" />
        <Combobox.Trigger class="grid h-full w-8 shrink-0 place-items-center text-ink-3" aria-label={props.label}>
          <ChevronsUpDown class="size-3.5" aria-hidden="true" />
        </Combobox.Trigger>
      </Combobox.Control>
      <Show when={props.help}>
        <Combobox.Description class="text-xs text-ink-3">{props.help}</Combobox.Description>
      </Show>
      <Combobox.Portal>
        <Combobox.Content class="z-[60] rounded-m border border-line bg-raised shadow-pop">
          <Combobox.Listbox class="max-h-72 overflow-y-auto p-1 outline-none" />
          <Show when={options().length === 0}>
            <p class="px-3 py-3 text-xs text-ink-3">{t('shell.palette.nothing', typed())}</p>
          </Show>
        </Combobox.Content>
      </Combobox.Portal>
    </Combobox.Root>
  );
}
