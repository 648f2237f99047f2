import { passwordLength, passwordLengthOf } from '@yunhu/api/schemas';
import { Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { PasswordField } from '../session/password-field.tsx';
import { useSession } from '../session/session.ts';
import { Button } from '../ui/button.tsx';
import { Card, CardHead } from '../ui/card.tsx';
import { createForm } from '../ui/form.ts';
import { FormProblem } from '../ui/notice.tsx';
import { toastDone } from '../ui/toast.tsx';
import { useChangePassword } from './data.ts';
import { StrengthHint } from './strength.tsx';

const empty = { currentPassword: '', password: '', again: '' };

function createPasswordForm() {
  const change = useChangePassword();
  const form = createForm({
    initial: empty,
    fieldOfCode: { invalid_credentials: 'currentPassword' },
    validate: ({ currentPassword, password, again }) => ({
      ...(currentPassword === '' && { currentPassword: t('account.password.currentMissing') }),
      ...(passwordLengthOf(password) < passwordLength.least && {
        password: t('account.password.short', String(passwordLength.least)),
      }),
      ...(password !== again && { again: t('account.password.differs') }),
    }),
    submit: async ({ currentPassword, password }) => {
      await change.mutateAsync({ currentPassword, password });
      for (const name of ['currentPassword', 'password', 'again'] as const) form.set(name, '');
      toastDone(t('account.password.done'));
    },
  });
  return form;
}

/** Changing one's own password. */
export function PasswordCard() {
  const session = useSession();
  const form = createPasswordForm();
  return (
    <Card label={t('account.password.title')}>
      <CardHead title={t('account.password.title')} note={t('account.password.note')} />
      <form class="grid max-w-[420px] gap-4 p-4" onSubmit={form.submit} data-testid="password-form" novalidate>
        {/* For whoever keeps passwords: whose it is. */}
        <input type="text" autocomplete="username" value={session().staff.loginName} readOnly hidden />
        <PasswordField
          label={t('account.password.current')}
          name="current-password"
          autocomplete="current-password"
          testId="current-password"
          value={form.values().currentPassword}
          onValue={(value) => form.set('currentPassword', value)}
          error={form.error('currentPassword')}
        />
        <div class="grid gap-2">
          <PasswordField
            label={t('account.password.next')}
            name="new-password"
            autocomplete="new-password"
            testId="new-password"
            value={form.values().password}
            onValue={(value) => form.set('password', value)}
            error={form.error('password')}
          />
          <StrengthHint password={form.values().password} />
        </div>
        <PasswordField
          label={t('account.password.again')}
          name="new-password-again"
          autocomplete="new-password"
          testId="new-password-again"
          value={form.values().again}
          onValue={(value) => form.set('again', value)}
          error={form.error('again')}
        />
        <Show when={form.problem()}>{(problem) => <FormProblem error={problem()} />}</Show>
        <Button
          type="submit"
          look="main"
          class="justify-self-start"
          busy={form.submitting()}
          data-testid="change-password"
        >
          {t('account.password.submit')}
        </Button>
      </form>
    </Card>
  );
}
