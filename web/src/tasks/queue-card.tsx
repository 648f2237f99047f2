import type { Queue, Seat, SeatState } from '@yunhu/api/schemas';
import { Index, Show } from 'solid-js';
import { formatDuration } from '../i18n/time.ts';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { Card, CardHead } from '../ui/card.tsx';
import { now } from '../ui/now.ts';
import { type Tone, toneFill } from '../ui/status.tsx';

const seatTones: Record<SeatState, Tone> = {
  busy: 'answered',
  ringing: 'transferred',
  'wrap-up': 'ringing',
  paused: 'noanswer',
  ready: 'queued',
  offline: 'skipped',
};

function SeatTile(props: { seat: Seat }) {
  const length = () => formatDuration((now() - Date.parse(props.seat.stateSince)) / 1000);
  // Some houses write the extension into the name already.
  const title = () => {
    const { extension, name } = props.seat;
    return extension === null || name.startsWith(extension) ? name : `${extension} ${name}`;
  };
  const isOffline = () => props.seat.state === 'offline';
  return (
    <li
      class="flex min-w-0 overflow-hidden rounded-s border border-line bg-surface"
      classList={{ 'opacity-60': isOffline() }}
      data-testid="seat"
      data-state={props.seat.state}
    >
      <span class={`w-[3px] shrink-0 ${toneFill[seatTones[props.seat.state]]}`} aria-hidden="true" />
      <span class="min-w-0 grow px-2.5 py-[7px]">
        <b class="block truncate text-s font-medium tabular" title={title()}>
          {title()}
        </b>
        <span class="block truncate text-xs text-ink-2 tabular">
          {t(`taskLive.queue.states.${props.seat.state}`)} {isOffline() ? '' : length()}
        </span>
      </span>
    </li>
  );
}

/** The seats that answer for this task, each with its state and since when. */
export function QueueCard(props: { queue: Queue; waiting: number }) {
  const format = useFormat();
  return (
    <Card label={t('taskLive.queue.title', props.queue.name)}>
      <CardHead title={t('taskLive.queue.title', props.queue.name)}>
        <span class="text-xs text-ink-3 tabular">
          {props.waiting > 0
            ? t('taskLive.queue.waiting', format.count(props.waiting))
            : t('taskLive.queue.noOneWaiting')}
        </span>
      </CardHead>
      <Show
        when={props.queue.seats.length > 0}
        fallback={<p class="px-4 py-6 text-s text-ink-2">{t('taskLive.queue.empty')}</p>}
      >
        <ul class="grid grid-cols-[repeat(auto-fill,minmax(88px,1fr))] gap-2 px-4 py-3.5">
          <Index each={props.queue.seats}>{(seat) => <SeatTile seat={seat()} />}</Index>
        </ul>
      </Show>
    </Card>
  );
}
