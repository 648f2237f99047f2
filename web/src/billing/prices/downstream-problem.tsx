import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import { For, Show } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { Problem } from '../../session/problem.ts';
import { Button } from '../../ui/button.tsx';

const shownLosses = 8;

/** Seller, group and prefix of each loss that a refusal names, or undefined for another failure. */
export function lossesBelow(error: unknown): string[] | undefined {
  if (!(error instanceof Problem) || error.code !== 'downstream_losses') return undefined;
  return error.fields.map((field) => field.field);
}

/** As one sentence, for a dialog that asks again. */
export function lossesInWords(losses: readonly string[], count: string): string {
  return `${t('prices.losses.downstream', count)} ${losses.slice(0, shownLosses).join('; ')}`;
}

/** Which prices of accounts further below would be lost, and the way to go on all the same. */
export function DownstreamProblem(props: { losses: readonly string[]; busy?: boolean; onAccept: () => void }) {
  const format = useFormat();
  return (
    <div
      role="alert"
      class="grid gap-2 rounded-s bg-warn-soft px-3 py-2.5 text-s text-warn-ink"
      data-testid="downstream-losses"
    >
      <p class="flex gap-2">
        <TriangleAlert class="mt-0.5 size-4 shrink-0" aria-hidden="true" />
        <span>{t('prices.losses.downstream', format.count(props.losses.length))}</span>
      </p>
      <ul class="grid gap-0.5 pl-6 break-words">
        <For each={props.losses.slice(0, shownLosses)}>{(loss) => <li>{loss}</li>}</For>
        <Show when={props.losses.length > shownLosses}>
          <li>{t('prices.losses.more', format.count(props.losses.length - shownLosses))}</li>
        </Show>
      </ul>
      <div class="flex flex-wrap items-center justify-end gap-2">
        <span class="grow text-xs">{t('prices.losses.downstreamHelp')}</span>
        <Button size="s" busy={props.busy ?? false} onClick={() => props.onAccept()} data-testid="accept-downstream">
          {t('prices.losses.downstreamGo')}
        </Button>
      </div>
    </div>
  );
}
