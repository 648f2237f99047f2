import type { Permission, Role, RoleBook } from '@yunhu/api/schemas';
import { Show, untrack } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { toastDone } from '../../ui/toast.tsx';
import { useCreateRole, useUpdateRole } from './data.ts';
import { PermissionPicker } from './permission-picker.tsx';
import { roleWords } from './role-words.ts';

/** Why the reader cannot change a permission of a role; null where he can. */
function createFixed(book: () => RoleBook, held: readonly Permission[], isLocked: () => boolean) {
  return (permission: Permission): string | null => {
    if (!book().company.includes(permission)) return t('roles.beyondCompany');
    if (isLocked()) return '';
    // What he cannot give can still be taken away.
    return book().gives.includes(permission) || held.includes(permission) ? null : t('roles.beyondYou');
  };
}

/** A new role, from nothing or from another one. */
export function CreateRoleDialog(props: { book: RoleBook; from: Role | null; onClose: () => void }) {
  const create = useCreateRole();
  const { book, from } = untrack(() => ({ book: props.book, from: props.from }));
  const held = (from?.permissions ?? []).filter((permission) => book.gives.includes(permission));
  const form = createForm<{ name: string; permissions: Permission[] }>({
    initial: { name: from === null ? '' : t('roles.editor.copyName', roleWords(from)), permissions: held },
    fieldOfCode: { name_taken: 'name' },
    validate: ({ name }) => (name.trim() === '' ? { name: t('roles.editor.nameMissing') } : {}),
    submit: async ({ name, permissions }) => {
      const made = await create.mutateAsync({ name: name.trim(), permissions });
      toastDone(t('roles.editor.created', roleWords(made)));
      props.onClose();
    },
  });
  return (
    <Dialog
      open
      width="l"
      onClose={props.onClose}
      title={from === null ? t('roles.editor.createTitle') : t('roles.editor.copyTitle', roleWords(from))}
      testId="role-dialog"
    >
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <TextField
          label={t('roles.editor.name')}
          name="role-name"
          maxlength={100}
          autofocus
          placeholder={t('roles.editor.namePlaceholder')}
          value={form.values().name}
          onValue={(value) => form.set('name', value)}
          error={form.error('name')}
        />
        <PermissionPicker
          all={props.book.company}
          value={form.values().permissions}
          onValue={(value) => form.set('permissions', value)}
          fixed={createFixed(
            () => props.book,
            [],
            () => false,
          )}
          defaults={null}
        />
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()} data-testid="role-submit">
            {t('roles.editor.create')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** All that a role holds: to be changed, or only looked at by who has less. */
export function EditRoleDialog(props: { book: RoleBook; role: Role; onClose: () => void }) {
  const update = useUpdateRole();
  const format = useFormat();
  const role = untrack(() => props.role);
  const isLocked = () => !role.withinReach || role.preset === 'administrator';
  const form = createForm<{ permissions: Permission[] }>({
    initial: { permissions: role.permissions },
    submit: async ({ permissions }) => {
      const saved = await update.mutateAsync({ id: role.id, permissions, revision: role.revision });
      toastDone(t('roles.editor.saved', roleWords(saved)));
      props.onClose();
    },
  });
  const lead = () => {
    if (role.preset === 'administrator') return t('roles.editor.administrator');
    if (!role.withinReach) return t('roles.editor.unreachable');
    return role.people === 0 ? t('roles.nobody') : t('roles.editor.affects', format.count(role.people));
  };
  return (
    <Dialog
      open
      width="l"
      onClose={props.onClose}
      title={t('roles.editor.editTitle', roleWords(role))}
      lead={lead()}
      testId="role-dialog"
    >
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <PermissionPicker
          all={[...props.book.company, ...role.permissions]}
          value={form.values().permissions}
          onValue={(value) => form.set('permissions', value)}
          fixed={createFixed(() => props.book, role.permissions, isLocked)}
          defaults={role.defaults}
        />
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{isLocked() ? t('shell.close') : t('ui.cancel')}</Button>
          <Show when={!isLocked()}>
            <Button
              type="submit"
              look="main"
              busy={form.submitting()}
              disabled={!form.dirty()}
              data-testid="role-submit"
            >
              {t('roles.editor.save')}
            </Button>
          </Show>
        </DialogActions>
      </form>
    </Dialog>
  );
}
