import type { Counters } from '@yunhu/api/schemas';
import { For, Show, createMemo } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { toneFill } from '../ui/status.tsx';
import { type OutcomeKey, type Segment, outcomeSegments } from './outcomes.ts';

const order: readonly OutcomeKey[] = [
  'answered',
  'transferred',
  'busy',
  'noAnswer',
  'failed',
  'unknown',
  'skipped',
  'ringing',
  'queued',
];
/** Shown in the legend also when nothing is in them: the eye finds them at the same place on every task. */
const steady: readonly OutcomeKey[] = ['answered', 'transferred', 'busy', 'noAnswer', 'failed', 'ringing', 'queued'];
const testIds: Record<OutcomeKey, string> = {
  answered: 'count-answered',
  transferred: 'count-transferred',
  busy: 'count-busy',
  noAnswer: 'count-no-answer',
  failed: 'count-failed',
  unknown: 'count-unknown',
  skipped: 'count-skipped',
  ringing: 'count-ringing',
  queued: 'count-waiting',
};

/** The parts side by side, each as wide as its share; small ones keep a sliver so that nothing vanishes. */
export function Bar(props: { counters: Counters; class?: string }) {
  const segments = createMemo(() => outcomeSegments(props.counters));
  const total = () => segments().reduce((sum, segment) => sum + segment.count, 0);
  const grow = (key: OutcomeKey) => segments().find((segment) => segment.key === key)?.count ?? 0;
  const tone = (key: OutcomeKey) => segments().find((segment) => segment.key === key)?.tone ?? 'queued';
  return (
    <span class={`flex gap-px overflow-hidden rounded-[4px] bg-queued ${props.class ?? 'h-3.5'}`} aria-hidden="true">
      <Show when={total() > 0}>
        <For each={order}>
          {(key) => (
            <Show when={grow(key) > 0}>
              <i
                class={`block min-w-[2px] basis-0 transition-[flex-grow] duration-150 ${toneFill[tone(key)]}`}
                style={{ 'flex-grow': grow(key) }}
              />
            </Show>
          )}
        </For>
      </Show>
    </span>
  );
}

function LegendEntry(props: { segment: Segment; isOver: boolean }) {
  const format = useFormat();
  // What waits in a task that is over waits for nothing.
  const key = () => (props.isOver && props.segment.key === 'queued' ? 'notCalled' : props.segment.key);
  return (
    <li class="inline-flex items-center gap-1.5">
      <i class={`size-[9px] rounded-[2px] ${toneFill[props.segment.tone]}`} aria-hidden="true" />
      {t(`tasks.outcomes.${key()}`)}
      <b class="font-medium text-ink tabular" data-testid={testIds[props.segment.key]}>
        {format.count(props.segment.count)}
      </b>
    </li>
  );
}

/** The whole list by outcome: the bar, and every figure of it in words. */
export function OutcomeBar(props: { counters: Counters; isOver: boolean }) {
  const format = useFormat();
  const segments = createMemo(() => outcomeSegments(props.counters));
  const shown = (key: OutcomeKey) => segments().find((segment) => segment.key === key);
  const keys = createMemo(() => order.filter((key) => steady.includes(key) || (shown(key)?.count ?? 0) > 0), [], {
    equals: (left, right) => left.join() === right.join(),
  });
  return (
    <div class="border-t border-line p-4">
      <Bar counters={props.counters} />
      <ul
        class="mt-2.5 flex flex-wrap gap-x-[18px] gap-y-1 text-xs text-ink-2"
        aria-label={t('taskLive.outcomesLabel')}
      >
        <For each={keys()}>
          {(key) => (
            <Show when={shown(key)}>{(segment) => <LegendEntry segment={segment()} isOver={props.isOver} />}</Show>
          )}
        </For>
        <li class="ml-auto tabular max-md:ml-0 max-md:w-full">
          {t(
            'tasks.summary',
            format.count(props.counters.total),
            format.count(props.counters.duplicates),
            format.count(props.counters.invalid),
          )}
        </li>
      </ul>
    </div>
  );
}
