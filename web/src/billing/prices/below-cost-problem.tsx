import { For, Show } from 'solid-js';
import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { Problem } from '../../session/problem.ts';
import { Button } from '../../ui/button.tsx';
import { FormProblem } from '../../ui/notice.tsx';
import { DownstreamProblem, lossesBelow } from './downstream-problem.tsx';

const shownPrefixes = 12;

/** The prefixes that a refusal names, or undefined for another failure. */
export function prefixesBelowCost(error: unknown): string[] | undefined {
  if (!(error instanceof Problem) || error.code !== 'below_cost') return undefined;
  return [...new Set(error.fields.map((field) => field.field))];
}

/** A failure above the buttons of a form; where it is that prices are below cost, which ones, and the way to let them be. */
export function BelowCostProblem(props: {
  error: unknown;
  busy?: boolean;
  onAllow?: (prefixes: string[]) => void;
  /** Goes on although accounts further below lose. */
  onAccept?: () => void;
}) {
  const format = useFormat();
  const other = () => (
    <Show when={props.onAccept && lossesBelow(props.error)} fallback={<FormProblem error={props.error} />}>
      {(losses) => (
        <DownstreamProblem losses={losses()} busy={props.busy ?? false} onAccept={() => props.onAccept?.()} />
      )}
    </Show>
  );
  return (
    <Show when={prefixesBelowCost(props.error)} fallback={other()}>
      {(prefixes) => (
        <div role="alert" class="grid gap-2 rounded-s bg-warn-soft px-3 py-2.5 text-s text-warn-ink">
          <p class="flex gap-2">
            <TriangleAlert class="mt-0.5 size-4 shrink-0" aria-hidden="true" />
            <span>
              {t('prices.losses.refused', format.count(prefixes().length))}{' '}
              <For each={prefixes().slice(0, shownPrefixes)}>
                {(prefix, index) => <span class="code">{`${index() > 0 ? ', ' : ''}${prefix}`}</span>}
              </For>
              <Show when={prefixes().length > shownPrefixes}> …</Show>
            </span>
          </p>
          <Show when={props.onAllow}>
            {(allow) => (
              <div class="flex flex-wrap items-center justify-end gap-2">
                <span class="grow text-xs">{t('prices.losses.allowBelowHelp')}</span>
                <Button
                  size="s"
                  busy={props.busy ?? false}
                  onClick={() => allow()(prefixes())}
                  data-testid="allow-below-cost"
                >
                  {t('prices.losses.allowAndGo')}
                </Button>
              </div>
            )}
          </Show>
        </div>
      )}
    </Show>
  );
}

/** Says before anything is sent that prices may be below cost; shown where they would be. */
export function AllowBelowCost(props: { shown: boolean; checked: boolean; onChecked: (checked: boolean) => void }) {
  return (
    <Show when={props.shown || props.checked}>
      <label class="flex cursor-pointer items-start gap-2.5 rounded-s border border-line px-3 py-2.5 text-s">
        <input
          type="checkbox"
          class="mt-0.5 size-4 accent-accent"
          checked={props.checked}
          onChange={(event) => props.onChecked(event.currentTarget.checked)}
          data-testid="allow-below"
        />
        <span>
          {t('prices.losses.allowBelow')}
          <span class="block text-xs text-ink-3">{t('prices.losses.allowBelowHelp')}</span>
        </span>
      </label>
    </Show>
  );
}
