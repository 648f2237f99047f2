import type { CustomerTelephony } from '@yunhu/api/schemas';
import ArrowDown from 'lucide-solid/icons/arrow-down';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import X from 'lucide-solid/icons/x';
import { For, Show } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Choice } from '../../ui/choice.tsx';
import { moved } from './move-seat.ts';

function MoveButton(props: { label: string; disabled: boolean; onMove: () => void; icon: typeof ArrowUp }) {
  return (
    <button
      type="button"
      class="grid size-7 place-items-center rounded-s text-ink-3 hover:bg-surface hover:text-ink disabled:opacity-30"
      aria-label={props.label}
      disabled={props.disabled}
      onClick={() => props.onMove()}
    >
      <props.icon class="size-3.5" aria-hidden="true" />
    </button>
  );
}

/** Who stands in the queue, in which order; by keyboard too. */
export function QueueMembers(props: {
  telephony: CustomerTelephony;
  seatIds: readonly string[];
  onSeats: (ids: string[]) => void;
}) {
  const nameOf = (id: string) => props.telephony.seats.find((seat) => seat.id === id)?.name ?? id.slice(-8);
  const free = () => props.telephony.seats.filter((seat) => !props.seatIds.includes(seat.id));
  return (
    <div class="grid gap-1.5">
      <span class="text-s text-ink-2">{t('customerTelephony.queues.members')}</span>
      <ol class="grid max-h-64 gap-1 overflow-y-auto" data-testid="queue-members">
        <For
          each={props.seatIds}
          fallback={<li class="text-xs text-ink-3">{t('customerTelephony.queues.noMembers')}</li>}
        >
          {(id, index) => (
            <li class="flex items-center gap-1 rounded-s bg-sunken py-1 pr-1 pl-3 text-s">
              <span class="code w-6 text-xs text-ink-3">{index() + 1}</span>
              <span class="min-w-0 grow truncate">{nameOf(id)}</span>
              <MoveButton
                label={`${t('customerTelephony.queues.up')}: ${nameOf(id)}`}
                disabled={index() === 0}
                onMove={() => props.onSeats(moved(props.seatIds, index(), -1))}
                icon={ArrowUp}
              />
              <MoveButton
                label={`${t('customerTelephony.queues.down')}: ${nameOf(id)}`}
                disabled={index() === props.seatIds.length - 1}
                onMove={() => props.onSeats(moved(props.seatIds, index(), 1))}
                icon={ArrowDown}
              />
              <MoveButton
                label={`${t('customerTelephony.queues.remove')}: ${nameOf(id)}`}
                disabled={false}
                onMove={() => props.onSeats(props.seatIds.filter((one) => one !== id))}
                icon={X}
              />
            </li>
          )}
        </For>
      </ol>
      <Show when={free().length > 0}>
        <Choice
          label={t('customerTelephony.queues.addMember')}
          options={free().map((seat) => ({
            value: seat.id,
            label: seat.name,
            ...(seat.extension === null ? {} : { note: seat.extension.number }),
          }))}
          value={null}
          onValue={(id) => props.onSeats([...props.seatIds, id])}
        />
      </Show>
    </div>
  );
}
