import { useParams } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import type { Task } from '@yunhu/api/schemas';
import { Match, Show, Switch, createMemo } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { Problem } from '../session/problem.ts';
import { NotFound } from '../shell/home.tsx';
import { formatTime } from '../i18n/time.ts';
import { Card, CardHead } from '../ui/card.tsx';
import { ChartCard } from '../ui/chart-card.tsx';
import type { Series } from '../ui/chart.tsx';
import { ErrorState } from '../ui/notice.tsx';
import { PageBones } from '../ui/page.tsx';
import { dataOf } from '../ui/query.ts';
import { flowsQuery, queuesQuery, taskQuery } from './data.ts';
import { type TaskEvents, createTaskEvents } from './events.ts';
import { FlowDiagram } from './flow-diagram.tsx';
import { ListCard } from './list-card.tsx';
import { OutcomeBar } from './outcome-bar.tsx';
import { createPaceHistory, historySeconds } from './pace-history.ts';
import { QueueCard } from './queue-card.tsx';
import { TargetsCard } from './targets-card.tsx';
import { TaskFigures } from './task-figures.tsx';
import { TaskHead } from './task-head.tsx';

const queueRefreshMs = 2_000;
/** A curve shorter than this shows its seconds. */
const youngSeconds = 120;

function PaceCard(props: { series: Series }) {
  const format = useFormat();
  const isYoung = () => (props.series.at.at(-1) ?? 0) - (props.series.at[0] ?? 0) < youngSeconds;
  const range = () => {
    const last = props.series.at.at(-1) ?? 0;
    const first = props.series.at[0] ?? last;
    // A young curve grows from the left; an old one slides through.
    return { from: Math.max(last - historySeconds, first), to: Math.max(last, first + youngSeconds) };
  };
  return (
    <ChartCard
      testId="pace-chart"
      title={t('taskLive.chart.title')}
      note={t('taskLive.chart.note', String(historySeconds / 60))}
      empty={t('taskLive.chart.waiting')}
      series={props.series}
      range={range()}
      fromZero
      height={116}
      timeZone={format.zone()}
      heads={{ time: t('taskLive.chart.time'), value: t('taskLive.chart.value') }}
      formatValue={(value) => format.pace(value)}
      formatTime={(at) => formatTime(at, format.zone())}
      formatAxis={(at) => (isYoung() ? formatTime(at, format.zone()) : format.hourMinute(at))}
    />
  );
}

/** What a draft is about to do. */
function PlanCard(props: { task: Task; seats: number | null }) {
  const query = useQuery(() => flowsQuery);
  const flow = () => dataOf(query)?.items.find((one) => one.id === props.task.flow.id);
  return (
    <Show when={flow()}>
      {(known) => (
        <Card label={t('taskForm.diagram.title')}>
          <CardHead title={t('taskForm.diagram.title')} note={known().name} />
          <FlowDiagram flow={known()} seats={props.seats} />
        </Card>
      )}
    </Show>
  );
}

const columns = 'mt-4 grid items-start gap-4 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]';

/** Before the first call: the list is what is missing, the plan is what will happen. */
function DraftBody(props: { task: Task; seats: number | null }) {
  return (
    <div class={`${columns} mt-0!`}>
      <div class="grid gap-4">
        <ListCard taskId={props.task.id} open />
        <Show when={props.task.counters.total > 0}>
          <TargetsCard task={props.task} />
        </Show>
      </div>
      <PlanCard task={props.task} seats={props.seats} />
    </div>
  );
}

function Live(props: { task: Task; events: TaskEvents }) {
  const isRunning = () => props.task.state === 'running';
  const isOpen = () => props.task.state === 'running' || props.task.state === 'paused';
  const flows = useQuery(() => flowsQuery);
  const queues = useQuery(() => ({ ...queuesQuery, refetchInterval: isRunning() ? queueRefreshMs : (false as const) }));
  const queue = createMemo(() => {
    const queueId = dataOf(flows)?.items.find((flow) => flow.id === props.task.flow.id)?.queue?.id;
    return dataOf(queues)?.items.find((one) => one.id === queueId);
  });
  const series = createPaceHistory(
    () => props.task.id,
    () => (isRunning() && props.events.connection() === 'open' ? props.events.live()?.callsPerSecond : undefined),
  );
  return (
    <>
      <TaskHead task={props.task} events={props.events} />
      <Show
        when={props.task.state !== 'draft'}
        fallback={<DraftBody task={props.task} seats={queue()?.seats.length ?? null} />}
      >
        <Card label={t('tasks.columns.progress')}>
          <TaskFigures task={props.task} live={props.events.live()} queue={queue()} series={series()} />
          <OutcomeBar counters={props.task.counters} isOver={!isOpen()} />
        </Card>
        <div class={columns}>
          <TargetsCard task={props.task} />
          <div class="grid gap-4 max-lg:order-first">
            <Show when={isRunning() || series().at.length > 1}>
              <PaceCard series={series()} />
            </Show>
            <Show when={isOpen() && queue()}>
              {(known) => <QueueCard queue={known()} waiting={props.events.live()?.waitingForSeat ?? 0} />}
            </Show>
            <ListCard taskId={props.task.id} open={isOpen()} />
          </div>
        </div>
      </Show>
    </>
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof Problem && error.status === 404;
}

/** One task, live: what it does, what came of every number, and the buttons that steer it. */
export default function TaskPage() {
  const params = useParams<{ taskId: string }>();
  const query = useQuery(() => taskQuery(params.taskId));
  const events = createTaskEvents(() => params.taskId);
  return (
    <Switch fallback={<PageBones />}>
      <Match when={isMissing(query.error)}>
        <NotFound />
      </Match>
      <Match when={query.isLoadingError}>
        <Card>
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        </Card>
      </Match>
      <Match when={dataOf(query)}>{(task) => <Live task={task()} events={events} />}</Match>
    </Switch>
  );
}
