import { For, Show, createEffect, createSignal } from 'solid-js';
import { locale, setLocale, t } from '../i18n/translate.ts';
import { BrandMark, BrandSign } from '../shell/brand.tsx';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { createForm } from '../ui/form.ts';
import { FormProblem } from '../ui/notice.tsx';
import { brand, brandName } from './brand.ts';
import { CodeForm } from './code-form.tsx';
import { PasswordField } from './password-field.tsx';
import { useSignIn } from './session.ts';

function Art() {
  return (
    <aside
      aria-label={brandName()}
      class="relative hidden flex-col justify-between overflow-hidden bg-linear-160 from-panel-from to-panel-to p-14 text-[oklch(96%_.01_268)] md:flex"
    >
      <p class="relative flex items-center gap-2 text-[18px] font-bold">
        <BrandSign brand={brand()} size="panel" />
      </p>
      <p class="relative max-w-[17em] text-hero font-semibold text-balance">{t('session.slogan')}</p>
      <p class="relative text-s opacity-75">{t('session.offers')}</p>
      <Waves />
    </aside>
  );
}

/** Calls in flight, as quiet rings behind the words. */
function Waves() {
  return (
    <svg
      viewBox="0 0 600 600"
      class="absolute -right-52 -bottom-52 w-[640px] opacity-20"
      fill="none"
      aria-hidden="true"
    >
      <For each={[90, 150, 210, 270]}>
        {(radius) => (
          <circle cx="300" cy="300" r={radius} class="stroke-panel-glow" stroke-width="1.2" stroke-dasharray="2 7" />
        )}
      </For>
      <circle cx="300" cy="300" r="34" class="fill-panel-glow" opacity=".35" />
    </svg>
  );
}

/** The first step: name and password. */
function PasswordForm(props: { over: unknown; onChallenge: (challenge: string) => void }) {
  const signIn = useSignIn();
  const form = createForm({
    initial: { loginName: '', password: '' },
    validate: (values) => ({
      ...(values.loginName.trim() === '' && { loginName: t('session.loginNameMissing') }),
      ...(values.password === '' && { password: t('session.passwordMissing') }),
    }),
    submit: async (values) => {
      const answer = await signIn.mutateAsync({ loginName: values.loginName.trim(), password: values.password });
      if ('challenge' in answer) props.onChallenge(answer.challenge);
    },
  });
  return (
    <form class="grid w-full max-w-[340px] gap-3.5" onSubmit={form.submit} data-testid="login-form" novalidate>
      <BrandMark class="w-10 md:hidden" mark={brand()?.mark} />
      <h1>{t('session.title')}</h1>
      <TextField
        label={t('session.loginName')}
        name="loginName"
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        autofocus
        maxlength={32}
        value={form.values().loginName}
        onValue={(value) => form.set('loginName', value)}
        error={form.error('loginName')}
        data-testid="login-name"
      />
      <PasswordField
        label={t('session.password')}
        autocomplete="current-password"
        testId="login-password"
        value={form.values().password}
        onValue={(value) => form.set('password', value)}
        error={form.error('password')}
      />
      <FormProblem error={form.problem() ?? props.over} />
      <Button type="submit" look="main" size="l" busy={form.submitting()} data-testid="login-submit">
        {form.submitting() ? t('session.submitting') : t('session.submit')}
      </Button>
      <div class="mt-1 flex items-start justify-between gap-4 text-xs text-ink-3">
        <span>{t('session.forgotten')}</span>
        <button
          type="button"
          class="shrink-0 text-s text-ink-2 hover:text-ink"
          lang={locale() === 'en' ? 'zh-CN' : 'en'}
          onClick={() => setLocale(locale() === 'en' ? 'zh-CN' : 'en')}
        >
          {t('session.otherLanguage')}
        </button>
      </div>
    </form>
  );
}

/** Signing in; stands at whatever address was asked for, and gives way to that page. */
export function LoginPage() {
  const [challenge, setChallenge] = createSignal<string | null>(null);
  const [over, setOver] = createSignal<unknown>(null);
  const back = (problem: unknown) => {
    setOver(() => problem);
    setChallenge(null);
  };
  createEffect(() => {
    document.title = `${t('session.title')} · ${brandName()}`;
  });
  return (
    <div class="grid min-h-screen md:grid-cols-[1.1fr_1fr]">
      <Art />
      <main class="grid place-items-center bg-surface px-6 py-12">
        <Show when={challenge()} fallback={<PasswordForm over={over()} onChallenge={setChallenge} />}>
          {(asked) => <CodeForm challenge={asked()} onOver={back} onBack={() => back(null)} />}
        </Show>
      </main>
    </div>
  );
}
