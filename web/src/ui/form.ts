// A form keeps what was typed until it is sent and accepted; errors stand at their field, the rest above the buttons.
import { batch, createSignal } from 'solid-js';
import { tMaybe } from '../i18n/translate.ts';
import { Problem, problemText } from '../session/problem.ts';

type FieldName<V> = Extract<keyof V, string>;
type FieldErrors<V> = Partial<Record<FieldName<V>, string>>;

type FormOptions<V extends object> = {
  readonly initial: V;
  /** What is wrong before the server is asked; an empty object lets the form go. */
  readonly validate?: (values: V) => FieldErrors<V>;
  readonly submit: (values: V) => Promise<unknown>;
  /** Where an error of the API belongs when its code, not its field, says so. */
  readonly fieldOfCode?: Record<string, FieldName<V>>;
};

export type FormEvent = SubmitEvent & { currentTarget: HTMLFormElement };

function placeErrors<V extends object>(problem: Problem, options: FormOptions<V>): FieldErrors<V> {
  const placed: FieldErrors<V> = {};
  const isKnown = (field: string): field is FieldName<V> => field in options.initial;
  for (const { field, code, message } of problem.fields) {
    const name = field.split(/[./]/)[0] ?? field;
    if (isKnown(name)) placed[name] = tMaybe('problems.fields', code, message);
  }
  const byCode = options.fieldOfCode?.[problem.code];
  if (byCode !== undefined) placed[byCode] = problemText(problem);
  return placed;
}

function focusFirstError(form: HTMLFormElement): void {
  queueMicrotask(() => form.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid]')?.focus());
}

/** A form's state and verbs; read `values()` and `error()` inside JSX. */
export function createForm<V extends object>(options: FormOptions<V>) {
  const [values, setValues] = createSignal<V>(options.initial);
  const [errors, setErrors] = createSignal<FieldErrors<V>>({});
  const [problem, setProblem] = createSignal<unknown>(null);
  const [submitting, setSubmitting] = createSignal(false);
  const [dirty, setDirty] = createSignal(false);

  const refuse = (error: unknown, form: HTMLFormElement): void => {
    const placed = error instanceof Problem ? placeErrors(error, options) : {};
    const homeless = Object.keys(placed).length === 0;
    batch(() => {
      setErrors(() => placed);
      setProblem(() => (homeless ? error : null));
    });
    focusFirstError(form);
  };

  const attempt = async (form: HTMLFormElement): Promise<void> => {
    const wrong = options.validate?.(values()) ?? {};
    batch(() => {
      setErrors(() => wrong);
      setProblem(null);
    });
    if (Object.keys(wrong).length > 0) return focusFirstError(form);
    setSubmitting(true);
    try {
      await options.submit(values());
      setDirty(false);
    } catch (error) {
      refuse(error, form);
    } finally {
      setSubmitting(false);
    }
  };

  return {
    values,
    problem,
    submitting,
    dirty,
    submit: (event: FormEvent): void => {
      event.preventDefault();
      if (!submitting()) void attempt(event.currentTarget);
    },
    error: (name: FieldName<V>): string | undefined => errors()[name],
    /** A default that became known late; what a person chose stays, and nothing counts as typed. */
    preset: <K extends FieldName<V>>(name: K, value: V[K]): void => {
      setValues((before) => (before[name] === options.initial[name] ? { ...before, [name]: value } : before));
    },
    set: <K extends FieldName<V>>(name: K, value: V[K]): void => {
      batch(() => {
        setValues((before) => ({ ...before, [name]: value }));
        setErrors((before) => ({ ...before, [name]: undefined }));
        setDirty(true);
      });
    },
  };
}
