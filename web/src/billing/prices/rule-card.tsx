import { useQuery } from '@tanstack/solid-query';
import type { RateGroup, RateRule } from '@yunhu/api/schemas';
import Pencil from 'lucide-solid/icons/pencil';
import { For, Show, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { usePermission } from '../../session/session.ts';
import { Bone } from '../../ui/bone.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/notice.tsx';
import { dataOf } from '../../ui/query.ts';
import { rulesQuery } from './data.ts';
import { ExceptionsTable } from './exceptions-table.tsx';
import { markUpWords } from './mark-up.ts';
import { RuleDialog } from './rule-dialog.tsx';

type Phase = 'upcoming' | 'current' | 'over';

function phaseOf(rule: RateRule, nowMs: number): Phase {
  if (rule.effectiveFrom !== null && Date.parse(rule.effectiveFrom) > nowMs) return 'upcoming';
  return rule.effectiveUntil !== null && Date.parse(rule.effectiveUntil) <= nowMs ? 'over' : 'current';
}

const phaseLook: Record<Phase, string> = {
  current: 'bg-ok-soft text-ok-ink',
  upcoming: 'bg-accent-soft text-accent',
  over: 'bg-sunken text-ink-3',
};

function Version(props: { rule: RateRule }) {
  const format = useFormat();
  const phase = () => phaseOf(props.rule, Date.now());
  const since = () =>
    props.rule.effectiveFrom === null
      ? t('prices.rule.always')
      : t('prices.rule.since', format.shortDateTime(props.rule.effectiveFrom));
  return (
    <li class="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2 text-s last:border-0">
      <span class={`rounded-full px-2 py-0.5 text-2xs ${phaseLook[phase()]}`}>{t(`prices.rule.${phase()}`)}</span>
      <span class="text-xs text-ink-3 tabular">{t('prices.rule.version', format.count(props.rule.version))}</span>
      <span class={phase() === 'over' ? 'text-ink-3' : 'font-medium'}>{markUpWords(props.rule.markUp, format)}</span>
      <span class="grow" />
      <Show when={props.rule.allowed !== null}>
        <span class="rounded-full bg-warn-soft px-2 py-0.5 text-2xs text-warn-ink">
          {t('prices.losses.allowBelow')}
        </span>
      </Show>
      <span class="text-xs text-ink-3 tabular">
        {since()}
        <Show when={props.rule.by}>{(name) => ` · ${t('prices.rule.by', name())}`}</Show>
      </span>
    </li>
  );
}

/** The rule of a group, what it was before, and what it does not say for everybody. */
export function RuleTab(props: { group: RateGroup }) {
  const query = useQuery(() => rulesQuery(props.group.id));
  const may = usePermission();
  const [editing, setEditing] = createSignal(false);
  const rules = () => dataOf(query);
  const latest = () => rules()?.versions[0];
  return (
    <Show when={!query.isLoadingError} fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}>
      <Show when={rules()} fallback={<Bone class="m-4 h-24" />}>
        {(known) => (
          <>
            <div class="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2.5">
              <h3 class="text-s font-semibold">{t('prices.rule.title')}</h3>
              <span class="text-xs text-ink-3">
                {t('prices.rule.cost', t(`prices.taskTypes.${known().costTaskType}`))}
              </span>
              <span class="grow" />
              <Show when={may('rates.write')}>
                <Button size="s" onClick={() => setEditing(true)} data-testid="edit-rule">
                  <Pencil class="size-3.5" aria-hidden="true" />
                  {t('prices.rule.edit')}
                </Button>
              </Show>
            </div>
            <ul aria-label={t('prices.rule.history')} class="border-b border-line" data-testid="rule-versions">
              <For each={known().versions}>{(rule) => <Version rule={rule} />}</For>
            </ul>
            <ExceptionsTable group={props.group} exceptions={known().exceptions} query={query} />
          </>
        )}
      </Show>
      <Show when={editing()}>
        <RuleDialog group={props.group} rule={latest()} onClose={() => setEditing(false)} />
      </Show>
    </Show>
  );
}
