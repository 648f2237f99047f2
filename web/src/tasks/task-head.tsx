import type { Task } from '@yunhu/api/schemas';
import Pause from 'lucide-solid/icons/pause';
import Play from 'lucide-solid/icons/play';
import Square from 'lucide-solid/icons/square';
import { Show, createEffect, createMemo, createSignal, on } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { usePermission } from '../session/session.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { FormProblem } from '../ui/notice.tsx';
import { PageHead } from '../ui/page.tsx';
import { Pill } from '../ui/status.tsx';
import { toastDone } from '../ui/toast.tsx';
import { type TaskVerb, useTaskVerb } from './data.ts';
import type { TaskEvents } from './events.ts';
import { uploadOf } from './list-uploads.ts';
import { queuedCount } from './outcomes.ts';
import { reasonWords, shownNumber, stateLooks } from './task-words.ts';

const done: Record<TaskVerb, 'started' | 'paused' | 'resumed' | 'stopped'> = {
  start: 'started',
  pause: 'paused',
  resume: 'resumed',
  stop: 'stopped',
};

function line(task: Task): string {
  const parts = [
    t(`tasks.types.${task.type}`),
    t('taskLive.line.flow', task.flow.name, String(task.flow.version)),
    t('taskLive.line.callerId', shownNumber(task)),
  ];
  if (task.sendRatioPercent !== null) parts.push(t('taskLive.line.ratio', String(task.sendRatioPercent)));
  if (task.channelLimit !== null) parts.push(t('taskLive.line.limit', String(task.channelLimit)));
  if (task.dialIntervalMs > 0) parts.push(t('taskLive.line.interval', String(task.dialIntervalMs)));
  return parts.join(' · ');
}

function Actions(props: { task: Task; busy: TaskVerb | null; run: (verb: TaskVerb) => void; askStop: () => void }) {
  const may = usePermission();
  const state = () => props.task.state;
  // Without a number there is nothing to start; once the list is there, or has failed, a press says what is missing.
  const awaitsList = () =>
    props.task.counters.total === 0 && ['sending', 'reading'].includes(uploadOf(props.task.id)?.state ?? '');
  const press = (verb: TaskVerb) => ({
    busy: props.busy === verb,
    onClick: () => props.run(verb),
    'data-testid': `task-${verb}`,
  });
  return (
    <Show when={may('task.run')}>
      <Show when={state() === 'draft'}>
        <Button
          look="main"
          {...press('start')}
          disabled={awaitsList()}
          title={awaitsList() ? t('taskLive.awaitsList') : undefined}
        >
          <Play class="size-3.5" aria-hidden="true" />
          {t('taskLive.start')}
        </Button>
      </Show>
      <Show when={state() === 'running'}>
        <Button {...press('pause')}>
          <Pause class="size-3.5" aria-hidden="true" />
          {t('taskLive.pause')}
        </Button>
      </Show>
      <Show when={state() === 'paused'}>
        <Button look="main" {...press('resume')}>
          <Play class="size-3.5" aria-hidden="true" />
          {t('taskLive.resume')}
        </Button>
      </Show>
      <Show when={state() === 'running' || state() === 'paused'}>
        <Button look="bad" onClick={() => props.askStop()} data-testid="task-stop">
          <Square class="size-3" aria-hidden="true" />
          {t('taskLive.stop')}
        </Button>
      </Show>
    </Show>
  );
}

/** Name, state, what it is in a line, and the buttons; under it what stands in its way. */
export function TaskHead(props: { task: Task; events: TaskEvents }) {
  const verb = useTaskVerb(() => props.task.id);
  const format = useFormat();
  const [asking, setAsking] = createSignal(false);
  const [running, setRunning] = createSignal<TaskVerb | null>(null);
  const run = (next: TaskVerb): void => {
    setRunning(next);
    verb.mutate(next, {
      onSuccess: () => {
        toastDone(t(`taskLive.${done[next]}`));
        setAsking(false);
      },
      onSettled: () => setRunning(null),
    });
  };
  // A refused start says that numbers are missing: once there are some, the refusal is old news.
  const total = createMemo(() => props.task.counters.total);
  createEffect(on(total, () => verb.reset(), { defer: true }));
  const isLive = () => props.task.state === 'running' && props.events.connection() === 'open';
  const problem = () => (verb.isError && !asking() ? verb.error : null);
  return (
    <>
      <PageHead
        title={props.task.name}
        state={
          <Pill look={stateLooks[props.task.state]} live={isLive()} testId="task-state">
            {t(`tasks.states.${props.task.state}`)}
          </Pill>
        }
        line={
          <Show when={props.events.connection() === 'reconnecting'} fallback={line(props.task)}>
            <span role="status" class="text-ink-3" data-testid="reconnecting">
              {t('taskLive.reconnecting')}
            </span>
          </Show>
        }
      >
        <Actions task={props.task} busy={running()} run={run} askStop={() => (verb.reset(), setAsking(true))} />
      </PageHead>
      <div class="grid gap-2 not-empty:mb-4">
        <Show when={props.task.stateReason}>
          {(reason) => <p class="rounded-s bg-warn-soft px-3 py-2 text-s text-warn-ink">{reasonWords(reason())}</p>}
        </Show>
        <Show when={problem() !== null}>
          <FormProblem error={problem()} />
        </Show>
      </div>
      <ConfirmDialog
        open={asking()}
        onClose={() => setAsking(false)}
        title={t('taskLive.stopTitle', props.task.name)}
        body={t('taskLive.stopBody', format.count(queuedCount(props.task.counters)))}
        confirm={t('taskLive.stopConfirm')}
        busy={running() === 'stop'}
        error={verb.error}
        onConfirm={() => run('stop')}
      />
    </>
  );
}
