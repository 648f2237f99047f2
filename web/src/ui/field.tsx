import { type JSX, Show, createUniqueId, splitProps } from 'solid-js';
import { t } from '../i18n/translate.ts';

export const inputClass =
  'h-[38px] w-full rounded-s border border-line-strong bg-surface px-3 text-m text-ink placeholder:text-ink-3/70 focus-visible:border-accent focus-visible:outline-2 focus-visible:-outline-offset-1 aria-[invalid=true]:border-failed disabled:opacity-60';

type FrameProps = {
  id: string;
  label: string;
  help?: JSX.Element;
  error?: string | undefined;
  optional?: boolean;
  children: JSX.Element;
};

/** Label above, help and error below: the frame of every field. */
export function FieldFrame(props: FrameProps) {
  return (
    <div class="grid gap-1.5">
      <label for={props.id} class="text-s text-ink-2">
        {props.label}
        <Show when={props.optional}>
          <span class="ml-1.5 text-xs text-ink-3">{t('ui.optional')}</span>
        </Show>
      </label>
      {props.children}
      <FieldNotes id={props.id} help={props.help} error={props.error} />
    </div>
  );
}

/** The lines under a field; the error takes the place of the help, so that nothing jumps. */
function FieldNotes(props: { id: string; help?: JSX.Element; error?: string | undefined }) {
  return (
    <Show
      when={props.error}
      fallback={
        <Show when={props.help}>
          <p id={`${props.id}-help`} class="text-xs text-ink-3">
            {props.help}
          </p>
        </Show>
      }
    >
      <p id={`${props.id}-error`} class="text-xs text-bad-ink">
        {props.error}
      </p>
    </Show>
  );
}

type TextFieldProps = Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'onInput' | 'value' | 'id'> & {
  label: string;
  value: string;
  onValue: (value: string) => void;
  help?: JSX.Element;
  error?: string | undefined;
  optional?: boolean;
  /** What stands inside the right edge: a unit, a switch. */
  suffix?: JSX.Element;
};

/** A line of text. */
export function TextField(props: TextFieldProps) {
  const id = createUniqueId();
  const [own, rest] = splitProps(props, ['label', 'value', 'onValue', 'help', 'error', 'optional', 'suffix', 'class']);
  const note = () => (own.error ? `${id}-error` : own.help ? `${id}-help` : undefined);
  return (
    <FieldFrame id={id} label={own.label} help={own.help} error={own.error} optional={own.optional ?? false}>
      <div class="relative">
        <input
          {...rest}
          id={id}
          class={`${inputClass} ${own.suffix === undefined ? '' : 'pr-16'} ${own.class ?? ''}`}
          value={own.value}
          onInput={(event) => own.onValue(event.currentTarget.value)}
          aria-invalid={own.error ? 'true' : undefined}
          aria-describedby={note()}
        />
        <Show when={own.suffix}>
          <span class="absolute inset-y-0 right-0 flex items-center pr-2 text-xs text-ink-3">{own.suffix}</span>
        </Show>
      </div>
    </FieldFrame>
  );
}
