import * as Toast from '@kobalte/core/toast';
import CircleAlert from 'lucide-solid/icons/circle-alert';
import CircleCheck from 'lucide-solid/icons/circle-check';
import X from 'lucide-solid/icons/x';
import { Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { problemText } from '../session/problem.ts';

/** What can still be done about what was just said: taking it back, above all. */
export type ToastAction = { label: string; run: () => void };

function show(text: string, bad: boolean, action?: ToastAction): void {
  Toast.toaster.show((props) => (
    <Toast.Root
      toastId={props.toastId}
      class="rise pointer-events-auto flex items-start gap-2.5 rounded-m border border-line bg-raised px-3.5 py-2.5 text-s shadow-pop"
    >
      <Show when={bad} fallback={<CircleCheck class="mt-0.5 size-4 shrink-0 text-answered" aria-hidden="true" />}>
        <CircleAlert class="mt-0.5 size-4 shrink-0 text-bad-ink" aria-hidden="true" />
      </Show>
      <Toast.Title class="min-w-0 grow">{text}</Toast.Title>
      <Show when={action}>
        {(offered) => (
          <button
            type="button"
            class="shrink-0 font-medium text-accent hover:underline"
            data-testid="toast-action"
            onClick={() => {
              Toast.toaster.dismiss(props.toastId);
              offered().run();
            }}
          >
            {offered().label}
          </button>
        )}
      </Show>
      <Toast.CloseButton
        class="-mr-1 grid size-5 place-items-center text-ink-3 hover:text-ink"
        aria-label={t('shell.close')}
      >
        <X class="size-3.5" aria-hidden="true" />
      </Toast.CloseButton>
    </Toast.Root>
  ));
}

/** Says that something was done, with a way back where there is one. */
export function toastDone(text: string, action?: ToastAction): void {
  show(text, false, action);
}

/** Says why something was not done, for actions that have no form to say it in. */
export function toastProblem(error: unknown): void {
  show(problemText(error), true);
}

/** As `toastProblem`, in words of one's own. */
export function toastFailed(text: string): void {
  show(text, true);
}

/** Where toasts appear; stands once, at the root. */
export function Toasts() {
  return (
    <Toast.Region limit={3} duration={6000} aria-label={t('ui.notifications')}>
      <Toast.List class="pointer-events-none fixed right-4 bottom-4 z-[70] flex w-[360px] max-w-[calc(100vw-32px)] flex-col gap-2 outline-none" />
    </Toast.Region>
  );
}
