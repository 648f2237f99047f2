import { For, Show } from 'solid-js';
import { t } from '../../i18n/translate.ts';

const steps = ['file', 'mapping', 'preview', 'apply'] as const;
export type Step = (typeof steps)[number];

/** Where one is on the way; what lies behind is ticked by its colour and its place. */
export function Steps(props: { at: Step }) {
  const place = () => steps.indexOf(props.at);
  return (
    <ol
      class="mb-4 flex flex-wrap gap-x-2 gap-y-1 text-s"
      aria-label={t('decks.page.step', String(place() + 1), String(steps.length))}
    >
      <For each={steps}>
        {(step, index) => (
          <li
            class="flex items-center gap-2"
            classList={{
              'text-ink-3': index() > place(),
              'font-medium': index() === place(),
              'text-ink-2': index() < place(),
            }}
            aria-current={index() === place() ? 'step' : undefined}
          >
            <span
              class="grid size-5 place-items-center rounded-full border text-2xs tabular"
              classList={{
                'border-accent bg-accent text-accent-ink': index() === place(),
                'border-accent text-accent': index() < place(),
                'border-line-strong': index() > place(),
              }}
              aria-hidden="true"
            >
              {index() + 1}
            </span>
            {t(`decks.page.steps.${step}`)}
            <Show when={index() < steps.length - 1}>
              <span class="h-px w-6 bg-line-strong max-sm:w-2" aria-hidden="true" />
            </Show>
          </li>
        )}
      </For>
    </ol>
  );
}
