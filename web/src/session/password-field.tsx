import Eye from 'lucide-solid/icons/eye';
import EyeOff from 'lucide-solid/icons/eye-off';
import { Show, createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { TextField } from '../ui/field.tsx';

type PasswordFieldProps = {
  label: string;
  value: string;
  onValue: (value: string) => void;
  error: string | undefined;
  autocomplete: 'current-password' | 'new-password';
  name?: string;
  autofocus?: boolean;
  testId?: string;
};

/** A password, hidden until one asks to see it. */
export function PasswordField(props: PasswordFieldProps) {
  const [visible, setVisible] = createSignal(false);
  return (
    <TextField
      label={props.label}
      type={visible() ? 'text' : 'password'}
      name={props.name ?? 'password'}
      autocomplete={props.autocomplete}
      autofocus={props.autofocus ?? false}
      value={props.value}
      onValue={(value) => props.onValue(value)}
      error={props.error}
      data-testid={props.testId}
      suffix={
        <button
          type="button"
          class="grid size-8 place-items-center rounded-s text-ink-3 hover:text-ink"
          aria-label={visible() ? t('session.hidePassword') : t('session.showPassword')}
          aria-pressed={visible()}
          onClick={() => setVisible(!visible())}
        >
          <Show when={visible()} fallback={<Eye class="size-4" aria-hidden="true" />}>
            <EyeOff class="size-4" aria-hidden="true" />
          </Show>
        </button>
      }
    />
  );
}
