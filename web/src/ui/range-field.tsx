import { Show, createEffect, createSignal, createUniqueId, on } from 'solid-js';
import { t } from '../i18n/translate.ts';

type RangeFieldProps = {
  label: string;
  help?: string;
  least: string;
  most: string;
  /** What is wrong with a text, or undefined; an empty one leaves its end open. */
  check: (text: string) => string | undefined;
  onRange: (range: { least: string; most: string }) => void;
  testId?: string;
};

/** From and to of a figure, in a line of filters; taken when the person is done typing. */
export function RangeField(props: RangeFieldProps) {
  const id = createUniqueId();
  const [typed, setTyped] = createSignal({ least: '', most: '' });
  createEffect(on([() => props.least, () => props.most], ([least, most]) => setTyped({ least, most })));
  const wrong = () =>
    [typed().least, typed().most].map((text) => (text === '' ? undefined : props.check(text))).find(Boolean);
  const commit = () => wrong() === undefined && props.onRange(typed());
  const field = (key: 'least' | 'most') => (
    <input
      class="h-7 w-20 rounded-s border border-line bg-surface px-2 text-xs tabular placeholder:text-ink-3 focus-visible:border-accent focus-visible:outline-2 focus-visible:-outline-offset-1 aria-[invalid=true]:border-failed max-md:h-9 max-md:w-24 max-md:text-m"
      value={typed()[key]}
      placeholder={t(`books.${key}`)}
      inputmode="decimal"
      aria-label={`${props.label} ${t(`books.${key}`)}`}
      aria-invalid={typed()[key] !== '' && props.check(typed()[key]) !== undefined ? 'true' : undefined}
      aria-describedby={`${id}-note`}
      onInput={(event) => setTyped({ ...typed(), [key]: event.currentTarget.value.trim() })}
      onChange={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
      data-testid={props.testId === undefined ? undefined : `${props.testId}-${key}`}
    />
  );
  return (
    <div class="flex flex-wrap items-center gap-1.5" role="group" aria-label={props.label}>
      <span class="text-xs text-ink-2">{props.label}</span>
      {field('least')}
      <span class="text-xs text-ink-3" aria-hidden="true">
        –
      </span>
      {field('most')}
      <Show when={wrong() ?? props.help}>
        {(words) => (
          <span id={`${id}-note`} class={`text-xs ${wrong() === undefined ? 'text-ink-3' : 'text-bad-ink'}`}>
            {words()}
          </span>
        )}
      </Show>
    </div>
  );
}
