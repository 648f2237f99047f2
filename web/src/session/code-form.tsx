import { createSignal, onMount } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { BrandMark } from '../shell/brand.tsx';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { createForm } from '../ui/form.ts';
import { FormProblem } from '../ui/notice.tsx';
import { brand } from './brand.ts';
import { Problem } from './problem.ts';
import { useSecondStep } from './session.ts';

/** The second step of signing in: a code of the authenticator, or one of those that were written down. */
export function CodeForm(props: { challenge: string; onOver: (problem: unknown) => void; onBack: () => void }) {
  const answer = useSecondStep();
  const [isRecovery, setRecovery] = createSignal(false);
  let field: HTMLInputElement | undefined;
  // `autofocus` counts where a page is loaded, not where one form takes another's place.
  onMount(() => field?.focus());
  const form = createForm({
    initial: { code: '' },
    fieldOfCode: { invalid_code: 'code' },
    validate: ({ code }) => (code.trim() === '' ? { code: t('session.codeMissing') } : {}),
    submit: async ({ code }) => {
      try {
        await answer.mutateAsync({ challenge: props.challenge, code: code.trim() });
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'challenge_over') throw error;
        props.onOver(error);
      }
    },
  });
  return (
    <form class="grid w-full max-w-[340px] gap-3.5" onSubmit={form.submit} data-testid="code-form" novalidate>
      <BrandMark class="w-10 md:hidden" mark={brand()?.mark} />
      <h1>{t('session.secondStep')}</h1>
      <p class="text-s text-ink-2">{isRecovery() ? t('session.recoveryLead') : t('session.codeLead')}</p>
      <TextField
        label={isRecovery() ? t('session.recoveryCode') : t('session.code')}
        name="code"
        class="code"
        autocomplete="one-time-code"
        inputmode={isRecovery() ? 'text' : 'numeric'}
        autocapitalize="characters"
        spellcheck={false}
        ref={(input) => (field = input)}
        maxlength={40}
        value={form.values().code}
        onValue={(value) => form.set('code', value)}
        error={form.error('code')}
        data-testid="login-code"
      />
      <FormProblem error={form.problem()} />
      <Button type="submit" look="main" size="l" busy={form.submitting()} data-testid="code-submit">
        {form.submitting() ? t('session.submitting') : t('session.submit')}
      </Button>
      <div class="mt-1 flex items-start justify-between gap-4 text-s">
        <button type="button" class="text-left text-ink-2 hover:text-ink" onClick={() => setRecovery(!isRecovery())}>
          {isRecovery() ? t('session.useCode') : t('session.useRecovery')}
        </button>
        <button type="button" class="shrink-0 text-ink-2 hover:text-ink" onClick={() => props.onBack()}>
          {t('session.otherAccount')}
        </button>
      </div>
    </form>
  );
}
