import { useBeforeLeave, useNavigate } from '@solidjs/router';
import { useQuery, useQueryClient } from '@tanstack/solid-query';
import type { CallerId, CallerIdPool, CreateTaskBody, Flow, Queue } from '@yunhu/api/schemas';
import { Show, createEffect, createSignal, onCleanup, onMount } from 'solid-js';
import { callerIdsQuery, poolsQuery } from '../callerids/data.ts';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Card, CardHead } from '../ui/card.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { createForm } from '../ui/form.ts';
import { FormProblem } from '../ui/notice.tsx';
import { PageHead } from '../ui/page.tsx';
import { dataOf } from '../ui/query.ts';
import { flowsQuery, queuesQuery, useCreateTask } from './data.ts';
import { FlowDiagram } from './flow-diagram.tsx';
import { startUpload } from './list-uploads.ts';
import { TaskFields } from './task-fields.tsx';

/** A pool is chosen in the same list as a number; this stands before its id. */
export const poolMark = 'pool:';

/** Numbers are text while they are typed: a half-typed one is not lost. */
export type TaskValues = {
  name: string;
  flowId: string;
  callerIdId: string;
  sendRatioPercent: string;
  channelLimit: string;
  dialIntervalMs: string;
  priority: string;
};

const blank: TaskValues = {
  name: '',
  flowId: '',
  callerIdId: '',
  sendRatioPercent: '100',
  channelLimit: '10',
  dialIntervalMs: '0',
  priority: '100',
};

function isWhole(text: string, least: number, most: number): boolean {
  return /^\d{1,5}$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
}

function wrongWith(values: TaskValues, flow: Flow | undefined): Partial<Record<keyof TaskValues, string>> {
  const hasQueue = flow !== undefined && flow.queue !== null;
  return {
    ...(values.name.trim() === '' && { name: t('taskForm.nameMissing') }),
    ...(flow === undefined && { flowId: t('taskForm.flowMissing') }),
    ...(values.callerIdId === '' && { callerIdId: t('taskForm.callerIdMissing') }),
    ...(hasQueue && !isWhole(values.sendRatioPercent, 1, 1000) && { sendRatioPercent: t('taskForm.ratioInvalid') }),
    ...(!hasQueue && !isWhole(values.channelLimit, 1, 1000) && { channelLimit: t('taskForm.limitInvalid') }),
    ...(!isWhole(values.dialIntervalMs, 0, 60_000) && { dialIntervalMs: t('taskForm.intervalInvalid') }),
    ...(!isWhole(values.priority, 0, 1000) && { priority: t('taskForm.priorityInvalid') }),
  };
}

function toBody(values: TaskValues, flow: Flow | undefined): CreateTaskBody {
  return {
    name: values.name.trim(),
    flowId: values.flowId,
    ...(values.callerIdId.startsWith(poolMark)
      ? { callerIdPoolId: values.callerIdId.slice(poolMark.length) }
      : { callerIdId: values.callerIdId }),
    dialIntervalMs: Number(values.dialIntervalMs),
    priority: Number(values.priority),
    ...(flow === undefined || flow.queue === null
      ? { channelLimit: Number(values.channelLimit) }
      : { sendRatioPercent: Number(values.sendRatioPercent) }),
  };
}

/** Asks before a page with typed values is left, by link or by closing the tab. */
function createLeaveGuard(isDirty: () => boolean) {
  const [pending, setPending] = createSignal<(() => void) | null>(null);
  useBeforeLeave((event) => {
    if (!isDirty() || event.defaultPrevented) return;
    event.preventDefault();
    setPending(() => () => event.retry(true));
  });
  onMount(() => {
    const warn = (event: BeforeUnloadEvent) => isDirty() && event.preventDefault();
    window.addEventListener('beforeunload', warn);
    onCleanup(() => window.removeEventListener('beforeunload', warn));
  });
  return { pending, stay: () => setPending(null) };
}

function LeaveDialog(props: { guard: ReturnType<typeof createLeaveGuard> }) {
  return (
    <Dialog
      open={props.guard.pending() !== null}
      onClose={props.guard.stay}
      title={t('ui.discardTitle')}
      lead={t('taskForm.leaveBody')}
    >
      <DialogActions>
        <Button onClick={() => props.guard.pending()?.()}>{t('ui.discard')}</Button>
        <Button look="main" onClick={props.guard.stay}>
          {t('ui.keepEditing')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

export type TaskChoices = {
  flows: Flow[] | undefined;
  callerIds: CallerId[] | undefined;
  pools: CallerIdPool[] | undefined;
  queues: Queue[] | undefined;
  /** More may come; then what there is one of is chosen by itself. */
  pending: boolean;
};

function useChoices(): () => TaskChoices {
  const flows = useQuery(() => flowsQuery);
  const callerIds = useQuery(() => callerIdsQuery);
  const queues = useQuery(() => queuesQuery);
  const pools = useQuery(() => poolsQuery);
  return () => ({
    // Who may not see pools chooses among numbers.
    pools: pools.isPending
      ? undefined
      : (dataOf(pools)?.items ?? []).filter((pool) => pool.numbers.some((number) => number.state === 'approved')),
    flows: dataOf(flows)?.items,
    callerIds: dataOf(callerIds)?.items.filter((callerId) => callerId.state === 'approved'),
    queues: dataOf(queues)?.items,
    pending: flows.isPending || callerIds.isPending || pools.isPending,
  });
}

function Preview(props: { flow: Flow | undefined; seats: number | null }) {
  return (
    <Card label={t('taskForm.diagram.title')} class="md:sticky md:top-[72px]">
      <CardHead
        title={t('taskForm.diagram.title')}
        note={props.flow && t('taskForm.flowNote', String(props.flow.version))}
      />
      <Show
        when={props.flow}
        fallback={<p class="px-6 py-12 text-center text-s text-ink-3">{t('taskForm.diagram.pick')}</p>}
      >
        {(known) => <FlowDiagram flow={known()} seats={props.seats} />}
      </Show>
    </Card>
  );
}

/** A new task: saved as a draft, with its list on the way, and nothing dialed. */
export default function NewTaskPage() {
  const choices = useChoices();
  const create = useCreateTask();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [file, setFile] = createSignal<File | null>(null);
  const [saved, setSaved] = createSignal(false);
  const flow = (): Flow | undefined => choices().flows?.find((one) => one.id === form.values().flowId);
  const form = createForm<TaskValues>({
    initial: blank,
    fieldOfCode: { caller_id_not_approved: 'callerIdId', audio_not_approved: 'flowId' },
    validate: (values) => wrongWith(values, flow()),
    submit: async (values) => {
      const task = await create.mutateAsync(toBody(values, flow()));
      const list = file();
      if (list !== null) startUpload(task.id, list, client);
      setSaved(true);
      navigate(`/tasks/${task.id}`, { replace: true });
    },
  });
  // Where there is no choice, nobody is asked for one.
  createEffect(() => {
    const [flows = [], callerIds = []] = [choices().flows, choices().callerIds];
    if (flows.length === 1) form.preset('flowId', flows[0]?.id ?? '');
    if (callerIds.length === 1 && choices().pools?.length === 0) form.preset('callerIdId', callerIds[0]?.id ?? '');
  });
  const guard = createLeaveGuard(() => (form.dirty() || file() !== null) && !saved());
  const seats = () => {
    const queueId = flow()?.queue?.id;
    return choices().queues?.find((queue) => queue.id === queueId)?.seats.length ?? null;
  };
  return (
    <>
      <PageHead title={t('taskForm.title')} line={t('taskForm.lead')} />
      <div class="grid items-start gap-4 md:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)]">
        <Card label={t('taskForm.title')}>
          <form class="grid gap-5 p-5" onSubmit={form.submit} novalidate data-testid="task-form">
            <TaskFields form={form} choices={choices()} flow={flow()} seats={seats()} file={file()} onFile={setFile} />
            <FormProblem error={form.problem()} />
            <div class="flex justify-end gap-2 border-t border-line pt-4">
              <Button onClick={() => navigate('/tasks')}>{t('ui.cancel')}</Button>
              <Button
                type="submit"
                look="main"
                busy={form.submitting()}
                disabled={choices().pending}
                data-testid="task-submit"
              >
                {file() === null ? t('taskForm.submit') : t('taskForm.submitWithList')}
              </Button>
            </div>
          </form>
        </Card>
        <Preview flow={flow()} seats={seats()} />
      </div>
      <LeaveDialog guard={guard} />
    </>
  );
}
