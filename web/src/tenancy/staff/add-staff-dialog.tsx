import { useQuery } from '@tanstack/solid-query';
import { passwordLength } from '@yunhu/api/schemas';
import { createEffect } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { dataOf } from '../../ui/query.ts';
import { toastDone } from '../../ui/toast.tsx';
import { staffRolesQuery, useCreateStaff } from './data.ts';
import { PasswordField, RoleChoice } from './staff-fields.tsx';

type CreateValues = { name: string; loginName: string; password: string; roleId: string; mustChangePassword: boolean };

const minPassword = passwordLength.least;

/** A new person's form; the least harmful of the roles that can be given stands there at first. */
function createAddForm(onDone: () => void) {
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
      onDone();
    },
  });
  const roles = useQuery(() => staffRolesQuery);
  createEffect(() => {
    const given = dataOf(roles)?.items.filter((role) => role.withinReach) ?? [];
    const first = given.find((role) => role.preset === 'finance') ?? given.at(-1);
    if (first !== undefined) form.preset('roleId', first.id);
  });
  return form;
}

/** Adds a person with a login. */
export function AddStaffDialog(props: { onClose: () => void }) {
  const form = createAddForm(() => props.onClose());
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
