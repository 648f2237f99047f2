import { type JSX, Show, createUniqueId, splitProps } from 'solid-js';
import { FieldFrame, inputClass } from './field.tsx';

type TextAreaProps = Omit<
  JSX.TextareaHTMLAttributes<HTMLTextAreaElement>,
  'onInput' | 'value' | 'id' | 'class' | 'rows'
> & {
  /** Above the field; where there is none, `aria-label` has to name it. */
  label?: string;
  value: string;
  onValue: (value: string) => void;
  help?: JSX.Element;
  error?: string | undefined;
  rows?: number;
  /** Numbers and the like, in figures of one width. */
  code?: boolean;
};

/** Several lines of text. */
export function TextArea(props: TextAreaProps) {
  const id = createUniqueId();
  const [own, rest] = splitProps(props, ['label', 'value', 'onValue', 'help', 'error', 'rows', 'code']);
  const note = () => (own.error ? `${id}-error` : own.help ? `${id}-help` : undefined);
  const field = () => (
    <textarea
      {...rest}
      id={id}
      rows={own.rows ?? 3}
      class={`${inputClass} h-auto py-2 ${own.code === true ? 'code' : ''}`}
      value={own.value}
      onInput={(event) => own.onValue(event.currentTarget.value)}
      aria-invalid={own.error ? 'true' : undefined}
      aria-describedby={note()}
    />
  );
  return (
    <Show when={own.label} fallback={field()}>
      {(label) => (
        <FieldFrame id={id} label={label()} help={own.help} error={own.error}>
          {field()}
        </FieldFrame>
      )}
    </Show>
  );
}
