import type { Queue, Task, TaskProgress } from '@yunhu/api/schemas';
import { createMemo } from 'solid-js';
import { toMicros } from '../i18n/money.ts';
import { t } from '../i18n/translate.ts';
import { formatDuration } from '../i18n/time.ts';
import { useFormat } from '../session/format.ts';
import type { Series } from '../ui/chart.tsx';
import { type FigureProps, Figures } from '../ui/figures.tsx';
import { now } from '../ui/now.ts';
import { askedForSeat, secondsLeft } from './outcomes.ts';
import { steadyPace } from './pace-history.ts';

type TaskFiguresProps = {
  task: Task;
  live: TaskProgress['live'] | undefined;
  queue: Queue | undefined;
  series: Series;
};

type Format = ReturnType<typeof useFormat>;

function lengthWords(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return t('taskLive.underMinute');
  if (minutes < 60) return t('taskLive.minutes', String(minutes));
  return t('taskLive.hours', String(Math.floor(minutes / 60)), String(minutes % 60));
}

/** Seconds from the start to the end, or null while a task has not come to one. */
function tookSeconds(task: Task): number | null {
  if (task.endedAt === null || task.startedAt === null) return null;
  return Math.max(1, (Date.parse(task.endedAt) - Date.parse(task.startedAt)) / 1000);
}

function paceFigure({ task, live }: TaskFiguresProps, format: Format): FigureProps {
  const took = tookSeconds(task);
  if (took !== null) {
    const average = format.pace(task.counters.attempts / took);
    return { label: t('taskLive.figures.cps'), value: average, note: t('taskLive.figures.cpsAverage') };
  }
  const isRunning = task.state === 'running';
  return {
    label: t('taskLive.figures.cps'),
    value: isRunning ? live && format.pace(live.callsPerSecond) : t('ui.none'),
    note:
      isRunning && live
        ? t('taskLive.figures.cpsNote', format.count(live.ringing), format.count(live.talking))
        : t('taskLive.figures.cpsIdle'),
    testId: 'figure-cps',
  };
}

function answerFigure({ task }: TaskFiguresProps, format: Format): FigureProps {
  const ended = task.counters.attempts;
  return {
    label: t('taskLive.figures.answerRate'),
    value: format.share(task.counters.answered, ended),
    note: t('taskLive.figures.answerRateNote', format.count(task.counters.answered), format.count(ended)),
    testId: 'figure-answer-rate',
  };
}

function abandonedFigure({ task, queue }: TaskFiguresProps, format: Format): FigureProps {
  const { abandoned, optedOut } = task.counters;
  const asked = askedForSeat(task.counters);
  if (queue === undefined && asked === 0) {
    return {
      label: t('taskLive.figures.optedOut'),
      value: format.count(optedOut),
      note: t('taskLive.figures.optedOutNote'),
    };
  }
  return {
    label: t('taskLive.figures.abandoned'),
    value: format.share(abandoned, asked),
    note:
      asked === 0
        ? t('taskLive.figures.abandonedNone')
        : t('taskLive.figures.abandonedNote', format.count(abandoned), format.count(asked)),
    testId: 'figure-abandoned',
  };
}

function seatsFigure({ task, live, queue }: TaskFiguresProps, format: Format): FigureProps {
  if (task.endedAt !== null) {
    const { transferred, optedOut } = task.counters;
    return {
      label: t('tasks.outcomes.transferred'),
      value: format.count(transferred),
      note: `${t('taskLive.figures.optedOut')} ${format.count(optedOut)}`,
    };
  }
  if (queue === undefined) {
    return {
      label: t('taskLive.figures.channels'),
      value: format.count(live?.talking ?? task.counters.talking),
      note:
        task.channelLimit === null ? undefined : t('taskLive.figures.channelsNote', format.count(task.channelLimit)),
    };
  }
  const busy = queue.seats.filter(
    (seat) => seat.state === 'busy' || seat.state === 'ringing' || seat.state === 'wrap-up',
  ).length;
  return {
    label: t('taskLive.figures.seats'),
    value: queue.seats.length === 0 ? t('ui.none') : format.share(busy, queue.seats.length).replace(/[.,]0%$/, '%'),
    note: t('taskLive.figures.seatsNote', format.count(busy), format.count(queue.seats.length)),
    testId: 'figure-seats',
  };
}

function chargedFigure({ task }: TaskFiguresProps, format: Format): FigureProps {
  const { answered, chargedMicros } = task.counters;
  const charged = toMicros(chargedMicros);
  return {
    label: t('taskLive.figures.charged'),
    value: format.moneyFigure(charged),
    note:
      answered === 0
        ? t('taskLive.figures.chargedNone')
        : t('taskLive.figures.chargedNote', format.moneyFigure(charged / BigInt(answered), 4)),
    testId: 'figure-charged',
    hint: format.money(chargedMicros),
  };
}

function finishFigure({ task, series }: TaskFiguresProps, format: Format): FigureProps {
  if (task.endedAt !== null) {
    return {
      label: t(task.state === 'stopped' ? 'taskLive.figures.stoppedAt' : 'taskLive.figures.finishedAt'),
      value: format.hourMinute(new Date(task.endedAt)),
      note: t('taskLive.figures.took', formatDuration(tookSeconds(task) ?? 0)),
      hint: format.dateTime(task.endedAt),
    };
  }
  const label = t('taskLive.figures.finish');
  if (task.state !== 'running') return { label, value: t('ui.none'), note: t('taskLive.figures.finishIdle') };
  const pace = steadyPace(series);
  const left = pace === null ? null : secondsLeft(task.counters, pace);
  if (left === null) return { label, value: t('ui.none'), note: t('taskLive.figures.finishUnknown') };
  return {
    label,
    value: format.hourMinute(new Date(now() + left * 1000)),
    note: t('taskLive.figures.finishNote', lengthWords(left)),
  };
}

/** The six figures by which one steers a task. */
export function TaskFigures(props: TaskFiguresProps) {
  const format = useFormat();
  const items = createMemo(() => [
    paceFigure(props, format),
    answerFigure(props, format),
    abandonedFigure(props, format),
    seatsFigure(props, format),
    chargedFigure(props, format),
    finishFigure(props, format),
  ]);
  return <Figures label={t('tasks.columns.progress')} items={items()} />;
}
