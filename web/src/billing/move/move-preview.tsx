import type { MovePreview } from '@yunhu/api/schemas';
import ArrowRight from 'lucide-solid/icons/arrow-right';
import { For } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { BranchFacts } from '../../tenancy/hierarchy/branch-facts.tsx';
import { isObstacle, noGroup } from './create-move.ts';

/** What follows from the move, one line each: only what there is. */
function Consequences(props: { preview: MovePreview; to: string; rateGroupId: string }) {
  const format = useFormat();
  const lines = (): string[] => {
    const { branch, creditMicros, requests, supportSessions, parent } = props.preview;
    const below = branch.agents + branch.customers;
    return [
      below > 0 ? t('hierarchy.move.withBelow', format.count(below)) : t('hierarchy.move.alone'),
      t('hierarchy.move.money'),
      props.rateGroupId === noGroup ? t('hierarchy.move.noRate', props.to) : t('hierarchy.move.rate', props.to),
      ...(creditMicros === '0' ? [] : [t('hierarchy.move.credit', format.money(creditMicros), parent.name, props.to)]),
      ...(requests === 0 ? [] : [t('hierarchy.move.requests', format.count(requests))]),
      ...(branch.runningTasks === 0 ? [] : [t('hierarchy.move.tasks', format.count(branch.runningTasks))]),
      ...(supportSessions === 0 ? [] : [t('hierarchy.move.support')]),
      t('hierarchy.move.sees', parent.name, props.to),
    ];
  };
  return (
    <ul class="grid list-disc gap-1 pl-5 text-s text-ink-2" data-testid="move-consequences">
      <For each={lines()}>{(line) => <li>{line}</li>}</For>
    </ul>
  );
}

/** What a move does, and what is in its way. */
export function MovePreviewFacts(props: { preview: MovePreview; to: string; rateGroupId: string }) {
  const blockers = () => props.preview.obstacles.filter(isObstacle);
  return (
    <section class="grid gap-3" aria-label={t('hierarchy.move.preview')}>
      <p class="flex min-w-0 items-center gap-2 text-s">
        <span class="truncate text-ink-2">{props.preview.parent.name}</span>
        <ArrowRight class="size-4 shrink-0 text-ink-3" aria-hidden="true" />
        <b class="truncate font-semibold">{props.to}</b>
      </p>
      <BranchFacts branch={props.preview.branch} />
      <Consequences {...props} />
      <For each={blockers()}>
        {(obstacle) => (
          <p role="alert" class="rounded-s bg-warn-soft px-3 py-2.5 text-s text-warn-ink" data-testid="move-obstacle">
            {t(`hierarchy.move.obstacles.${obstacle}`)}
          </p>
        )}
      </For>
    </section>
  );
}
