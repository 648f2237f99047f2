import { passwordLength, passwordLengthOf } from '@yunhu/api/schemas';
import { For } from 'solid-js';
import { t } from '../i18n/translate.ts';

const steps = ['short', 'fair', 'good', 'strong'] as const;
type Strength = (typeof steps)[number];

/** Length is what counts; few different characters count as few. What is guessed first the API knows. */
function strengthOf(password: string): Strength {
  const length = passwordLengthOf(password);
  const different = new Set(password.toLowerCase()).size;
  const worth = Math.min(length, different * 2);
  if (length < passwordLength.least || worth < 8) return 'short';
  if (worth < 13) return 'fair';
  return worth < 17 ? 'good' : 'strong';
}

const fills: Record<Strength, string> = {
  short: 'bg-failed',
  fair: 'bg-busy',
  good: 'bg-answered',
  strong: 'bg-answered',
};

/** How much a password that is being chosen is worth, in a bar and a word. */
export function StrengthHint(props: { password: string }) {
  const strength = () => strengthOf(props.password);
  const filled = () => (props.password === '' ? 0 : steps.indexOf(strength()) + 1);
  return (
    <div class="grid gap-1.5" data-testid="password-strength">
      <div class="grid grid-cols-4 gap-1" aria-hidden="true">
        <For each={steps}>
          {(_, at) => (
            <span
              class={`h-1 rounded-full transition-colors duration-150 ${at() < filled() ? fills[strength()] : 'bg-sunken'}`}
            />
          )}
        </For>
      </div>
      <p class="text-xs text-ink-3" aria-live="polite">
        {props.password === ''
          ? t('account.password.help', String(passwordLength.least))
          : t(`account.strength.${strength()}`)}
      </p>
    </div>
  );
}
