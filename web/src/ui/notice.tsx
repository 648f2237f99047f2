// What to show when there is nothing to show: one sentence, and the one button that helps.
import CircleAlert from 'lucide-solid/icons/circle-alert';
import { type JSX, Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { problemText, problemTrace } from '../session/problem.ts';
import { Button } from './button.tsx';

/** Nothing there yet, or nothing matches. */
export function EmptyState(props: { text: string; children?: JSX.Element }) {
  return (
    <div class="flex flex-col items-center gap-4 px-6 py-14 text-center">
      <p class="max-w-96 text-s text-ink-2">{props.text}</p>
      {props.children}
    </div>
  );
}

/** Something could not be loaded: why, and a way to try again. */
export function ErrorState(props: { error: unknown; retry?: () => void }) {
  return (
    <div role="alert" class="flex flex-col items-center gap-3 px-6 py-14 text-center">
      <CircleAlert class="size-6 text-bad-ink" aria-hidden="true" />
      <p class="max-w-96 text-s text-ink">{problemText(props.error)}</p>
      <Show when={problemTrace(props.error)}>{(trace) => <p class="code text-ink-3">{trace()}</p>}</Show>
      <Show when={props.retry}>{(retry) => <Button onClick={() => retry()()}>{t('ui.retry')}</Button>}</Show>
    </div>
  );
}

/** A failure above the buttons of a form, when it belongs to no field. */
export function FormProblem(props: { error: unknown }) {
  return (
    <Show when={props.error !== null}>
      <p role="alert" class="flex gap-2 rounded-s bg-bad-soft px-3 py-2 text-s text-bad-ink">
        <CircleAlert class="mt-0.5 size-4 shrink-0" aria-hidden="true" />
        <span>
          {problemText(props.error)}
          <Show when={problemTrace(props.error)}>
            {(trace) => <span class="code block opacity-80">{trace()}</span>}
          </Show>
        </span>
      </p>
    </Show>
  );
}
