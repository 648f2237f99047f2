import { useQuery } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { usePermission } from '../session/session.ts';
import { Card } from '../ui/card.tsx';
import { dataOf } from '../ui/query.ts';
import { toastDone, toastProblem } from '../ui/toast.tsx';
import { signInPolicyQuery, useSetSignInPolicy } from './data.ts';

/** Whether everybody of the company has to use two-step sign-in. */
export function SignInPolicyCard() {
  const query = useQuery(() => signInPolicyQuery);
  const change = useSetSignInPolicy();
  const may = usePermission();
  const set = (secondFactorRequired: boolean) =>
    change.mutate(
      { secondFactorRequired },
      {
        onSuccess: () => toastDone(secondFactorRequired ? t('account.policy.on') : t('account.policy.off')),
        onError: toastProblem,
      },
    );
  return (
    <Show when={dataOf(query)}>
      {(policy) => (
        <Card class="mt-4" label={t('account.policy.label')}>
          <label class="flex items-start gap-3 p-4 text-s">
            <input
              type="checkbox"
              class="mt-0.5 size-4 accent-accent"
              checked={policy().secondFactorRequired}
              disabled={!may('roles.write') || change.isPending}
              onChange={(event) => set(event.currentTarget.checked)}
              data-testid="second-factor-required"
            />
            <span class="grid gap-0.5">
              <span class="font-medium">{t('account.policy.label')}</span>
              <span class="text-xs text-ink-3">{t('account.policy.help', String(policy().peopleWithout))}</span>
            </span>
          </label>
        </Card>
      )}
    </Show>
  );
}
