import { useQuery } from '@tanstack/solid-query';
import type { StaffMember } from '@yunhu/api/schemas';
import { createEffect, onMount, untrack } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useSession } from '../../session/session.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { ConfirmDialog, Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { dataOf } from '../../ui/query.ts';
import { toastDone, toastProblem } from '../../ui/toast.tsx';
import { roleHelp, roleWords } from '../roles/role-words.ts';
import { generatePassword } from '../generate-password.ts';
import { staffRolesQuery, useCreateStaff, useResetPassword, useUpdateStaff } from './data.ts';

type CreateValues = { name: string; loginName: string; password: string; roleId: string; mustChangePassword: boolean };

const minPassword = 8;

function RoleChoice(props: { value: string; onValue: (roleId: string) => void; error: string | undefined }) {
  const session = useSession();
  const query = useQuery(() => staffRolesQuery);
  // Who has it keeps it in sight, also where the reader could not give it to anybody.
  const options = () =>
    (dataOf(query)?.items ?? [])
      .filter((role) => role.withinReach || role.id === props.value)
      .map((role) => ({ value: role.id, label: roleWords(role), note: roleHelp(role, session().tenant.kind) }));
  return (
    <Choice
      label={t('staff.form.role')}
      name="role"
      options={options()}
      value={props.value}
      onValue={(roleId) => props.onValue(roleId)}
      error={props.error}
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
    initial: { name: '', loginName: '', password: '', roleId: '', mustChangePassword: true },
    fieldOfCode: { login_name_taken: 'loginName' },
    validate: ({ name, loginName, password, roleId }) => ({
      ...(name.trim() === '' && { name: t('staff.form.nameMissing') }),
      ...(!/^[A-Za-z0-9]{3,32}$/.test(loginName) && { loginName: t('staff.form.loginNameInvalid') }),
      ...(password.length < minPassword && { password: t('staff.form.passwordShort') }),
      ...(roleId === '' && { roleId: t('staff.form.roleMissing') }),
    }),
    submit: async (values) => {
      const made = await create.mutateAsync({ ...values, name: values.name.trim() });
      toastDone(t('staff.form.added', made.name));
      props.onClose();
    },
  });
  const roles = useQuery(() => staffRolesQuery);
  // The least harmful of those that can be given stands there at first.
  createEffect(() => {
    const given = dataOf(roles)?.items.filter((role) => role.withinReach) ?? [];
    const first = given.find((role) => role.preset === 'finance') ?? given.at(-1);
    if (first !== undefined) form.preset('roleId', first.id);
  });
  return (
    <Dialog open onClose={props.onClose} title={t('staff.form.addTitle')} testId="add-staff-dialog">
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
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
        <RoleChoice
          value={form.values().roleId}
          onValue={(roleId) => form.set('roleId', roleId)}
          error={form.error('roleId')}
        />
        <PasswordField
          label={t('staff.form.password')}
          value={form.values().password}
          onValue={(value) => form.set('password', value)}
          error={form.error('password')}
        />
        <label class="flex items-center gap-2.5 text-s">
          <input
            type="checkbox"
            class="size-4 accent-accent"
            checked={form.values().mustChangePassword}
            onChange={(event) => form.set('mustChangePassword', event.currentTarget.checked)}
            data-testid="must-change-password"
          />
          {t('staff.mustChange')}
        </label>
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
