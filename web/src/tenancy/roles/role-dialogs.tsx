import type { Role } from '@yunhu/api/schemas';
import { Show, untrack } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { ConfirmDialog, Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { toastDone } from '../../ui/toast.tsx';
import { useDeleteRole, useResetRole, useUpdateRole } from './data.ts';
import { roleWords } from './role-words.ts';

export function RenameRoleDialog(props: { role: Role; onClose: () => void }) {
  const update = useUpdateRole();
  const role = untrack(() => props.role);
  const form = createForm({
    initial: { name: role.name ?? '' },
    fieldOfCode: { name_taken: 'name' },
    validate: ({ name }) => (name.trim() === '' ? { name: t('roles.editor.nameMissing') } : {}),
    submit: async ({ name }) => {
      await update.mutateAsync({ id: role.id, name: name.trim(), revision: role.revision });
      toastDone(t('roles.rename.done'));
      props.onClose();
    },
  });
  return (
    <Dialog open onClose={props.onClose} title={t('roles.rename.title', roleWords(role))}>
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <TextField
          label={t('roles.editor.name')}
          name="role-name"
          maxlength={100}
          autofocus
          value={form.values().name}
          onValue={(value) => form.set('name', value)}
          error={form.error('name')}
        />
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()}>
            {t('roles.editor.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

export function ResetRoleDialog(props: { role: Role; onClose: () => void }) {
  const reset = useResetRole();
  const role = untrack(() => props.role);
  return (
    <ConfirmDialog
      open
      onClose={props.onClose}
      title={t('roles.reset.title', roleWords(role))}
      body={t('roles.reset.body')}
      confirm={t('roles.reset.confirm')}
      look="main"
      busy={reset.isPending}
      error={reset.error}
      onConfirm={() =>
        reset.mutate(role.id, {
          onSuccess: () => {
            toastDone(t('roles.reset.done', roleWords(role)));
            props.onClose();
          },
        })
      }
    />
  );
}

/** Who has the role gets another one in the same step. */
export function DeleteRoleDialog(props: { role: Role; others: readonly Role[]; onClose: () => void }) {
  const remove = useDeleteRole();
  const format = useFormat();
  const role = untrack(() => props.role);
  const isUsed = role.people > 0;
  const form = createForm({
    initial: { moveToRoleId: '' },
    validate: ({ moveToRoleId }) =>
      isUsed && moveToRoleId === '' ? { moveToRoleId: t('roles.remove.moveToMissing') } : {},
    submit: async ({ moveToRoleId }) => {
      await remove.mutateAsync({ id: role.id, moveToRoleId: moveToRoleId === '' ? undefined : moveToRoleId });
      toastDone(t('roles.remove.done', roleWords(role)));
      props.onClose();
    },
  });
  const options = () =>
    props.others
      .filter((other) => other.id !== role.id && other.withinReach)
      .map((other) => ({ value: other.id, label: roleWords(other) }));
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={t('roles.remove.title', roleWords(role))}
      lead={isUsed ? t('roles.remove.used', format.count(role.people)) : t('roles.remove.unused')}
      testId="delete-role-dialog"
    >
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <Show when={isUsed}>
          <Choice
            label={t('roles.remove.moveTo')}
            name="move-to"
            options={options()}
            value={form.values().moveToRoleId}
            onValue={(value) => form.set('moveToRoleId', value)}
            error={form.error('moveToRoleId')}
          />
        </Show>
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="bad-main" busy={form.submitting()} data-testid="confirm">
            {t('roles.remove.confirm')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
