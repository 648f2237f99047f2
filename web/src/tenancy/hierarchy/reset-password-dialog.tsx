import { passwordLength, type Tenant } from '@yunhu/api/schemas';
import { untrack } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { toastDone } from '../../ui/toast.tsx';
import { generatePassword } from '../generate-password.ts';
import { useResetAdministrator } from './data.ts';

/** For who has lost the telephone and the recovery codes with it. */
function RemoveFactor(props: { checked: boolean; onChange: (isChecked: boolean) => void }) {
  return (
    <label class="flex items-center gap-2 text-s">
      <input
        type="checkbox"
        class="size-4 accent-accent"
        checked={props.checked}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
        data-testid="reset-second-factor"
      />
      {t('hierarchy.reset.removeSecondFactor')}
    </label>
  );
}

/** How the administrator of an account below gets in again: a password to hand over, good for one log-in. */
export function ResetAdministratorDialog(props: { tenant: Tenant; onClose: () => void }) {
  const reset = useResetAdministrator();
  const { id, name } = untrack(() => props.tenant);
  const form = createForm({
    initial: { password: generatePassword(), removeSecondFactor: false },
    validate: ({ password }) =>
      password.length < passwordLength.least ? { password: t('tenancy.create.passwordShort') } : {},
    submit: async (values) => {
      const { loginName, secondFactor } = await reset.mutateAsync({ id, ...values });
      toastDone(t(secondFactor ? 'hierarchy.reset.doneWithFactor' : 'hierarchy.reset.done', loginName));
      props.onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={t('hierarchy.reset.title', name)}
      lead={t('hierarchy.reset.lead')}
      testId="reset-administrator-dialog"
    >
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <TextField
          label={t('hierarchy.reset.password')}
          class="code"
          name="administrator-password"
          autocomplete="new-password"
          spellcheck={false}
          autofocus
          maxlength={200}
          value={form.values().password}
          onValue={(value) => form.set('password', value)}
          error={form.error('password')}
          help={t('tenancy.create.passwordHelp')}
          suffix={
            <Button look="ghost" size="s" onClick={() => form.set('password', generatePassword())}>
              {t('tenancy.create.generate')}
            </Button>
          }
        />
        <RemoveFactor
          checked={form.values().removeSecondFactor}
          onChange={(is) => form.set('removeSecondFactor', is)}
        />
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()} data-testid="reset-submit">
            {t('hierarchy.reset.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
