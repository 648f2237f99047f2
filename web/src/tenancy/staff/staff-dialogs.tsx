import { passwordLength, type StaffMember } from '@yunhu/api/schemas';
import { onMount, untrack } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog, Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { toastDone, toastProblem } from '../../ui/toast.tsx';
import { useResetPassword, useUpdateStaff } from './data.ts';
import { PasswordField, RoleChoice } from './staff-fields.tsx';

const minPassword = passwordLength.least;

export function EditStaffDialog(props: { person: StaffMember; onClose: () => void }) {
  const update = useUpdateStaff();
  const { id, name, role } = untrack(() => props.person);
  const form = createForm<{ name: string; roleId: string }>({
    initial: { name, roleId: role.id },
    validate: (values) => (values.name.trim() === '' ? { name: t('staff.form.nameMissing') } : {}),
    submit: async (values) => {
      await update.mutateAsync({
        id,
        name: values.name.trim(),
        // Only what was changed: the same role again is nothing to be asked about.
        ...(values.roleId === role.id ? {} : { roleId: values.roleId }),
      });
      toastDone(t('staff.form.saved'));
      props.onClose();
    },
  });
  return (
    <Dialog open onClose={props.onClose} title={t('staff.form.editTitle', name)}>
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <TextField
          label={t('staff.form.name')}
          maxlength={100}
          autofocus
          value={form.values().name}
          onValue={(value) => form.set('name', value)}
          error={form.error('name')}
        />
        <RoleChoice
          value={form.values().roleId}
          onValue={(next) => form.set('roleId', next)}
          error={form.error('roleId')}
        />
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()}>
            {t('staff.form.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

export function ResetPasswordDialog(props: { person: StaffMember; onClose: () => void }) {
  const reset = useResetPassword();
  const { id, name } = untrack(() => props.person);
  const form = createForm({
    initial: { password: '' },
    validate: ({ password }) => (password.length < minPassword ? { password: t('staff.form.passwordShort') } : {}),
    submit: async ({ password }) => {
      await reset.mutateAsync({ id, password });
      toastDone(t('staff.form.wasReset', name));
      props.onClose();
    },
  });
  return (
    <Dialog open onClose={props.onClose} title={t('staff.form.resetTitle', name)} lead={t('staff.form.resetLead')}>
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <PasswordField
          label={t('staff.form.newPassword')}
          value={form.values().password}
          onValue={(value) => form.set('password', value)}
          error={form.error('password')}
        />
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()}>
            {t('staff.reset')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Disabling asks, because the person is logged out at once; enabling just happens. */
export function StaffStateDialog(props: { person: StaffMember; onClose: () => void }) {
  const update = useUpdateStaff();
  const { id, name, state: before } = untrack(() => props.person);
  const wasEnabled = before === 'enabled';
  const undo = () =>
    void update.mutateAsync({ id, state: 'enabled' }).then(() => toastDone(t('staff.undone', name)), toastProblem);
  const change = (state: 'enabled' | 'disabled') =>
    update.mutate(
      { id, state },
      {
        onSuccess: () => {
          if (state === 'enabled') toastDone(t('staff.disableDialog.enabled', name));
          else toastDone(t('staff.disableDialog.done', name), { label: t('ui.undo'), run: undo });
          props.onClose();
        },
        onError: (error) => {
          if (wasEnabled) return;
          toastProblem(error);
          props.onClose();
        },
      },
    );
  onMount(() => {
    if (!wasEnabled) change('enabled');
  });
  return (
    <ConfirmDialog
      open={wasEnabled}
      onClose={props.onClose}
      title={t('staff.disableDialog.title', name)}
      body={t('staff.disableDialog.body')}
      confirm={t('staff.disable')}
      busy={update.isPending}
      error={update.error}
      onConfirm={() => change('disabled')}
    />
  );
}
