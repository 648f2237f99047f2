import { useQuery } from '@tanstack/solid-query';
import type { ProofRun } from '@yunhu/api/schemas';
import { For, Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { Bone } from '../ui/bone.tsx';
import { Card, CardHead } from '../ui/card.tsx';
import { dataOf } from '../ui/query.ts';
import { proofRunsQuery } from './data.ts';

/** A proof as a bar; its words stand in its tooltip and for whoever cannot see it. */
function Run(props: { run: ProofRun }) {
  const format = useFormat();
  const words = () =>
    t(
      'reconciliation.run',
      t(`reconciliation.modes.${props.run.mode}`),
      format.dateTime(props.run.startedAt),
      format.count(props.run.examined),
      format.count(props.run.drift),
    );
  return (
    <li
      class="w-2 min-w-[3px] shrink rounded-[2px]"
      classList={{
        'h-9': props.run.mode === 'full',
        'h-5': props.run.mode === 'recent',
        'bg-answered': props.run.drift === 0,
        'bg-failed': props.run.drift > 0,
      }}
      title={words()}
      aria-label={words()}
    />
  );
}

/** The last runs of the proof, oldest first. */
export function RunsStrip() {
  const query = useQuery(() => proofRunsQuery);
  const runs = () => dataOf(query)?.items.toReversed();
  const format = useFormat();
  const ends = () =>
    [runs()?.[0], runs()?.at(-1)].map((run) => (run === undefined ? '' : format.shortDateTime(run.startedAt)));
  return (
    <Card label={t('reconciliation.history')}>
      <CardHead title={t('reconciliation.history')} note={t('reconciliation.historyNote')} />
      <div class="px-4 py-3">
        <Show when={runs()} fallback={<Bone class="h-9 w-full" />}>
          {(known) => (
            <Show
              when={known().length > 0}
              fallback={<p class="text-s text-ink-2">{t('reconciliation.historyEmpty')}</p>}
            >
              <div class="inline-grid max-w-full min-w-64">
                <ol class="flex h-9 items-end gap-[2px] overflow-hidden" data-testid="runs">
                  <For each={known()}>{(run) => <Run run={run} />}</For>
                </ol>
                <p class="mt-1.5 flex justify-between text-xs text-ink-3 tabular" aria-hidden="true">
                  <span>{ends()[0]}</span>
                  <span>{known().length > 1 ? ends()[1] : ''}</span>
                </p>
              </div>
            </Show>
          )}
        </Show>
      </div>
    </Card>
  );
}
