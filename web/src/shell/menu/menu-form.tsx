import type { MenuEntry, TenantKind } from '@yunhu/api/schemas';
import { Show, untrack } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { MultiMenu } from '../../ui/multi-menu.tsx';
import { FormProblem } from '../../ui/notice.tsx';
import { IconPicker } from './icon-picker.tsx';
import { menuRoles } from './menu-roles.ts';

const kinds: readonly TenantKind[] = ['operator', 'agent', 'customer'];
const maxPosition = 100_000;

/** What a dialog is about: an entry or a group, as it is now and as the product names it. */
export type MenuSubject = {
  entry: MenuEntry;
  /** Both languages' names as they come; null for an own one. */
  standardName: string | null;
  isGroup: boolean;
  isNew: boolean;
  position: number;
  parent: string | null;
};

type Values = {
  nameZh: string;
  nameEn: string;
  path: string;
  parent: string;
  position: string;
  icon: string;
  kinds: TenantKind[];
  roles: string[];
};

/** Whether the text is a page of ours or an address that is safe to open; the API says the same. */
const isPath = (text: string) => /^(\/([^/\\\s][^\\\s]*)?|https:\/\/[^\\\s]+)$/.test(text);
const isPosition = (text: string) => /^\d{1,6}$/.test(text) && Number(text) <= maxPosition;
const orNull = <T,>(values: T[]) => (values.length === 0 ? null : values);

/** Nobody named is everybody. */
function AudienceFields(props: {
  kinds: TenantKind[];
  roles: string[];
  onKinds: (kinds: TenantKind[]) => void;
  onRoles: (roles: string[]) => void;
}) {
  const shown = (values: readonly string[], word: (value: string) => string, many: (count: string) => string) =>
    values.length === 0 ? t('menus.everybody') : values.length === 1 ? word(values[0] ?? '') : many(`${values.length}`);
  return (
    <div class="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
      <div class="grid justify-items-start gap-1.5">
        <span class="text-s text-ink-2">{t('menus.form.kinds')}</span>
        <MultiMenu
          label={t('menus.form.kinds')}
          shown={shown(
            props.kinds,
            (kind) => t(`shell.kinds.${kind as TenantKind}`),
            (count) => t('menus.kindsShown', count),
          )}
          options={kinds.map((value) => ({ value, label: t(`shell.kinds.${value}`) }))}
          values={props.kinds}
          onValues={props.onKinds}
          testId="menu-kinds"
        />
      </div>
      <div class="grid justify-items-start gap-1.5">
        <span class="text-s text-ink-2">{t('menus.form.roles')}</span>
        <MultiMenu
          label={t('menus.form.roles')}
          shown={shown(
            props.roles,
            (role) => menuRoles().find(({ value }) => value === role)?.label ?? role,
            (count) => t('menus.rolesShown', count),
          )}
          options={menuRoles()}
          values={props.roles}
          onValues={props.onRoles}
        />
      </div>
    </div>
  );
}

function initialOf({ entry, position, parent }: MenuSubject): Values {
  return {
    nameZh: entry.nameZh ?? '',
    nameEn: entry.nameEn ?? '',
    path: entry.path ?? '',
    parent: entry.parent ?? parent ?? '',
    position: String(position),
    icon: entry.icon ?? '',
    kinds: entry.kinds ?? [],
    roles: entry.roles ?? [],
  };
}

/** What a form says of an entry; what is as it comes stays unsaid. */
function entryOf({ entry, isGroup, parent, position, isNew }: MenuSubject, values: Values): MenuEntry {
  const at = Number(values.position);
  return {
    ...entry,
    nameZh: values.nameZh.trim() || null,
    nameEn: values.nameEn.trim() || null,
    icon: values.icon || null,
    path: entry.own && !isGroup ? values.path : null,
    parent: isGroup || (!entry.own && values.parent === parent && entry.parent === null) ? null : values.parent,
    position: entry.own || isNew || at !== position ? at : entry.position,
    kinds: orNull(values.kinds),
    roles: orNull(values.roles),
  };
}

type MenuForm = ReturnType<typeof createMenuForm>;

function createMenuForm(subject: MenuSubject, { save }: { save: (entry: MenuEntry) => Promise<unknown> }) {
  const { entry, isGroup } = subject;
  return createForm<Values>({
    initial: initialOf(subject),
    validate: (values) => ({
      ...(entry.own && values.nameZh.trim() === '' && { nameZh: t('menus.form.nameMissing') }),
      ...(entry.own && values.nameEn.trim() === '' && { nameEn: t('menus.form.nameMissing') }),
      ...(entry.own && !isGroup && !isPath(values.path) && { path: t('menus.form.pathInvalid') }),
      ...(!isPosition(values.position) && { position: t('menus.form.positionInvalid') }),
    }),
    submit: (values) => save(entryOf(subject, values)),
  });
}

/** One line of text of the form. */
function Line(props: {
  form: MenuForm;
  name: 'nameZh' | 'nameEn' | 'path' | 'position';
  label: string;
  help?: string | undefined;
  maxlength?: number;
}) {
  return (
    <TextField
      name={`menu-${props.name}`}
      label={props.label}
      help={props.help}
      maxlength={props.maxlength}
      class={props.name === 'path' ? 'code' : ''}
      autofocus={props.name === 'nameZh'}
      value={props.form.values()[props.name]}
      onValue={(value) => props.form.set(props.name, value)}
      error={props.form.error(props.name)}
    />
  );
}

function titleOf({ entry, isGroup, isNew, standardName }: MenuSubject): string {
  if (isNew) return isGroup ? t('menus.form.addGroup') : t('menus.form.addEntry');
  const name = standardName ?? entry.nameZh ?? '';
  return isGroup ? t('menus.form.editGroup', name) : t('menus.form.editEntry', name);
}

/** Adds or changes an entry or a group. */
export function MenuDialog(props: {
  subject: MenuSubject;
  groups: readonly { value: string; label: string }[];
  onSave: (entry: MenuEntry) => Promise<unknown>;
  onClose: () => void;
}) {
  const subject = untrack(() => props.subject);
  const { entry, isGroup, isNew, standardName } = subject;
  const form = createMenuForm(subject, {
    save: async (said) => {
      await props.onSave(said);
      props.onClose();
    },
  });
  const help = () => (standardName === null ? undefined : t('menus.form.asDefault', standardName));
  const pair = 'grid grid-cols-2 items-start gap-4 max-sm:grid-cols-1';
  return (
    <Dialog open onClose={props.onClose} title={titleOf(subject)} width="l" testId="menu-dialog">
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <div class={pair}>
          <Line form={form} name="nameZh" label={t('menus.form.nameZh')} maxlength={40} help={help()} />
          <Line form={form} name="nameEn" label={t('menus.form.nameEn')} maxlength={40} />
        </div>
        <Show when={entry.own && !isGroup}>
          <Line form={form} name="path" label={t('menus.form.path')} maxlength={500} help={t('menus.form.pathHelp')} />
        </Show>
        <div class={pair}>
          <Show when={!isGroup}>
            <Choice
              label={t('menus.form.group')}
              options={props.groups}
              value={form.values().parent}
              onValue={(parent) => form.set('parent', parent)}
            />
          </Show>
          <Line form={form} name="position" label={t('menus.form.position')} help={t('menus.form.positionHelp')} />
        </div>
        <AudienceFields
          kinds={form.values().kinds}
          roles={form.values().roles}
          onKinds={(value) => form.set('kinds', value)}
          onRoles={(value) => form.set('roles', value)}
        />
        <Show when={!isGroup}>
          <IconPicker value={form.values().icon} hasDefault={!entry.own} onValue={(icon) => form.set('icon', icon)} />
        </Show>
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()} data-testid="menu-submit">
            {isNew ? t('menus.form.add') : t('menus.form.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
