import type { StaffMember, StaffRole } from '@yunhu/api/schemas';
import { onMount, untrack } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useSession } from '../../session/session.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog, Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { RadioCards } from '../../ui/radio-cards.tsx';
import { toastDone, toastProblem } from '../../ui/toast.tsx';
import { generatePassword } from '../generate-password.ts';
import { useCreateStaff, useResetPassword, useUpdateStaff } from './data.ts';

type CreateValues = { name: string; loginName: string; password: string; role: StaffRole };

const minPassword = 8;

function RoleChoice(props: { value: StaffRole; onValue: (role: StaffRole) => void }) {
  const session = useSession();
  const roles = (): StaffRole[] =>
    session().tenant.kind === 'customer' ? ['finance', 'administrator', 'seat'] : ['finance', 'administrator'];
  return (
    <RadioCards
      label={t('staff.form.role')}
      name="role"
      options={roles().map((value) => ({
        value,
        label: t(`session.roles.${value}`),
        help: t(`staff.roleHelp.${value}`),
      }))}
      value={props.value}
      onValue={(role) => props.onValue(role)}
    />
  );
}

function PasswordField(props: {
  label: string;
  value: string;
  onValue: (value: string) => void;
  error: string | undefined;
}) {
  return (
    <TextField
      label={props.label}
      class="code"
      name="staff-password"
      autocomplete="new-password"
      spellcheck={false}
      maxlength={200}
      value={props.value}
      onValue={(value) => props.onValue(value)}
      error={props.error}
      help={t('staff.form.passwordHelp')}
      suffix={
        <Button look="ghost" size="s" onClick={() => props.onValue(generatePassword())}>
          {t('staff.form.generate')}
        </Button>
      }
    />
  );
}

export function AddStaffDialog(props: { onClose: () => void }) {
  const create = useCreateStaff();
  const form = createForm<CreateValues>({
    initial: { name: '', loginName: '', password: '', role: 'finance' },
    fieldOfCode: { login_name_taken: 'loginName' },
    validate: ({ name, loginName, password }) => ({
      ...(name.trim() === '' && { name: t('staff.form.nameMissing') }),
      ...(!/^[A-Za-z0-9]{3,32}$/.test(loginName) && { loginName: t('staff.form.loginNameInvalid') }),
      ...(password.length < minPassword && { password: t('staff.form.passwordShort') }),
    }),
    submit: async (values) => {
      const made = await create.mutateAsync({ ...values, name: values.name.trim() });
      toastDone(t('staff.form.added', made.name));
      props.onClose();
    },
  });
  return (
    <Dialog open onClose={props.onClose} title={t('staff.form.addTitle')} testId="add-staff-dialog">
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <RoleChoice value={form.values().role} onValue={(role) => form.set('role', role)} />
        <TextField
          label={t('staff.form.name')}
          name="staff-name"
          maxlength={100}
          autofocus
          value={form.values().name}
          onValue={(value) => form.set('name', value)}
          error={form.error('name')}
        />
        <TextField
          label={t('staff.form.loginName')}
          name="staff-login"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          maxlength={32}
          value={form.values().loginName}
          onValue={(value) => form.set('loginName', value)}
          error={form.error('loginName')}
          help={t('staff.form.loginNameHelp')}
        />
        <PasswordField
          label={t('staff.form.password')}
          value={form.values().password}
          onValue={(value) => form.set('password', value)}
          error={form.error('password')}
        />
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()} data-testid="staff-submit">
            {t('staff.form.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

export function EditStaffDialog(props: { person: StaffMember; onClose: () => void }) {
  const update = useUpdateStaff();
  const { id, name, role } = untrack(() => props.person);
  const form = createForm<{ name: string; role: StaffRole }>({
    initial: { name, role },
    validate: (values) => (values.name.trim() === '' ? { name: t('staff.form.nameMissing') } : {}),
    submit: async (values) => {
      await update.mutateAsync({ id, name: values.name.trim(), role: values.role });
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
        <RoleChoice value={form.values().role} onValue={(next) => form.set('role', next)} />
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
  const change = (state: 'enabled' | 'disabled') =>
    update.mutate(
      { id, state },
      {
        onSuccess: () => {
          toastDone(state === 'enabled' ? t('staff.disableDialog.enabled', name) : t('staff.disableDialog.done', name));
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
