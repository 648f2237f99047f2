import type { Permission } from '@yunhu/api/schemas';
import { For, Show } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { groupPermissions, type PermissionGroup } from './role-words.ts';

type PickerProps = {
  /** All that can stand here. */
  all: readonly Permission[];
  value: readonly Permission[];
  onValue: (value: Permission[]) => void;
  /** Why one cannot be changed, in words; nothing where it can. */
  fixed: (permission: Permission) => string | null;
  /** What it holds by default, where there is one: what differs is marked. */
  defaults: readonly Permission[] | null;
};

function Mark(props: { held: boolean; byDefault: boolean }) {
  return (
    <Show when={props.held !== props.byDefault}>
      <span
        class="rounded-full px-1.5 text-2xs"
        classList={{ 'bg-ok-soft text-ok-ink': props.held, 'bg-warn-soft text-warn-ink': !props.held }}
      >
        {props.held ? t('roles.legend.added') : t('roles.legend.removed')}
      </span>
    </Show>
  );
}

function PermissionRow(props: { permission: Permission; picker: PickerProps; onToggle: (on: boolean) => void }) {
  const held = () => props.picker.value.includes(props.permission);
  const why = () => props.picker.fixed(props.permission);
  return (
    <label
      class="flex min-h-9 cursor-pointer items-start gap-2.5 rounded-s px-2 py-1.5 hover:bg-hover has-disabled:cursor-default has-disabled:hover:bg-transparent"
      data-testid={`permission-${props.permission}`}
    >
      <input
        type="checkbox"
        class="mt-0.5 size-4 shrink-0 accent-accent"
        checked={held()}
        disabled={why() !== null}
        onChange={(event) => props.onToggle(event.currentTarget.checked)}
      />
      <span class="min-w-0 grow">
        <span
          class="flex flex-wrap items-center gap-x-2 text-s"
          classList={{ 'text-ink-3': why() !== null && !held() }}
        >
          {t(`roles.permissions.${props.permission}`)}
          <Show when={props.picker.defaults}>
            {(defaults) => <Mark held={held()} byDefault={defaults().includes(props.permission)} />}
          </Show>
        </span>
        <Show when={why()}>{(words) => <small class="block text-2xs text-ink-3">{words()}</small>}</Show>
      </span>
    </label>
  );
}

function Group(props: { group: PermissionGroup; picker: PickerProps }) {
  const open = () => props.group.permissions.filter((permission) => props.picker.fixed(permission) === null);
  const allHeld = () => open().every((permission) => props.picker.value.includes(permission));
  const set = (which: readonly Permission[], on: boolean) => {
    const rest = props.picker.value.filter((permission) => !which.includes(permission));
    props.picker.onValue(on ? [...rest, ...which] : rest);
  };
  return (
    <section class="border-t border-line pt-2 first:border-0 first:pt-0">
      <header class="flex min-h-8 items-center gap-2 px-2">
        <h3 class="grow text-s font-semibold">{t(`roles.groups.${props.group.name}`)}</h3>
        <Show when={open().length > 1}>
          <Button look="ghost" size="s" onClick={() => set(open(), !allHeld())}>
            {allHeld() ? t('roles.editor.none') : t('roles.editor.all')}
          </Button>
        </Show>
      </header>
      <div class="grid grid-cols-2 gap-x-2 max-sm:grid-cols-1">
        <For each={props.group.permissions}>
          {(permission) => (
            <PermissionRow permission={permission} picker={props.picker} onToggle={(on) => set([permission], on)} />
          )}
        </For>
      </div>
    </section>
  );
}

/** A set of permissions to tick, grouped by what they are about, with a word beside each that cannot be changed. */
export function PermissionPicker(props: PickerProps) {
  return (
    <div class="grid gap-2" role="group" aria-label={t('roles.editor.permissions')}>
      <For each={groupPermissions(props.all)}>{(group) => <Group group={group} picker={props} />}</For>
    </div>
  );
}
