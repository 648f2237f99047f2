import type { CustomerQueue, CustomerTelephony } from '@yunhu/api/schemas';
import ArrowDown from 'lucide-solid/icons/arrow-down';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import Plus from 'lucide-solid/icons/plus';
import X from 'lucide-solid/icons/x';
import { For, Show, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { EmptyState, FormProblem } from '../../ui/notice.tsx';
import type { Column } from '../../ui/table-model.ts';
import { toastDone } from '../../ui/toast.tsx';
import { Toolbar } from '../../ui/toolbar.tsx';
import type { TelephonyChanges } from './data.ts';
import { moved } from './move-seat.ts';

const mostSeconds = 600;

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
function Members(props: {
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

type DialogProps = {
  queue: CustomerQueue | null;
  telephony: CustomerTelephony;
  changes: TelephonyChanges;
  onClose: () => void;
};

const isSeconds = (text: string) => /^[0-9]{1,3}$/.test(text) && Number(text) <= mostSeconds;

function QueueDialog(props: DialogProps) {
  const form = createForm({
    initial: {
      name: props.queue?.name ?? '',
      seatIds: (props.queue?.seats ?? []).map((seat) => seat.id),
      wrapUpSeconds: String(props.queue?.wrapUpSeconds ?? 0),
      ringbackAudioId: props.queue?.ringback?.id ?? '',
    },
    validate: ({ name, wrapUpSeconds }) => ({
      ...(name.trim() === '' ? { name: t('customerTelephony.nameMissing') } : {}),
      ...(isSeconds(wrapUpSeconds) ? {} : { wrapUpSeconds: t('customerTelephony.queues.wrapUpWrong') }),
    }),
    submit: async ({ name, seatIds, wrapUpSeconds, ringbackAudioId }) => {
      await props.changes.saveQueue.mutateAsync({
        id: props.queue?.id ?? null,
        name: name.trim(),
        seatIds,
        wrapUpSeconds: Number(wrapUpSeconds),
        ringbackAudioId: ringbackAudioId === '' ? null : ringbackAudioId,
      });
      toastDone(t('customerTelephony.saved'));
      props.onClose();
    },
  });
  const ringbacks = () => {
    const kept = props.queue?.ringback;
    const known = props.telephony.ringbacks;
    const all = kept && !known.some(({ id }) => id === kept.id) ? [kept, ...known] : known;
    return [
      { value: '', label: t('customerTelephony.queues.noRingback') },
      ...all.map(({ id, name }) => ({ value: id, label: name })),
    ];
  };
  const title = () => (props.queue === null ? t('customerTelephony.queues.add') : t('customerTelephony.queues.edit'));
  return (
    <Dialog open onClose={props.onClose} title={title()} testId="queue-dialog" width="l">
      <form class="grid gap-4" onSubmit={form.submit} noValidate>
        <TextField
          label={t('customerTelephony.queues.name')}
          maxLength={60}
          value={form.values().name}
          onValue={(name) => form.set('name', name)}
          error={form.error('name')}
          data-testid="queue-name"
        />
        <Members
          telephony={props.telephony}
          seatIds={form.values().seatIds}
          onSeats={(seatIds) => form.set('seatIds', seatIds)}
        />
        <div class="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
          <TextField
            label={t('customerTelephony.queues.wrapUp')}
            help={t('customerTelephony.queues.wrapUpHelp')}
            inputMode="numeric"
            suffix={t('customerTelephony.queues.seconds')}
            value={form.values().wrapUpSeconds}
            onValue={(seconds) => form.set('wrapUpSeconds', seconds)}
            error={form.error('wrapUpSeconds')}
            data-testid="queue-wrap-up"
          />
          <Choice
            label={t('customerTelephony.queues.ringback')}
            options={ringbacks()}
            value={form.values().ringbackAudioId}
            onValue={(id) => form.set('ringbackAudioId', id)}
          />
        </div>
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()} data-testid="queue-submit">
            {t('customerTelephony.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

const columns: Column<CustomerQueue>[] = [
  {
    id: 'name',
    head: () => t('customerTelephony.queues.name'),
    always: true,
    cell: (row) => <span class="font-medium">{row().name}</span>,
  },
  {
    id: 'members',
    head: () => t('customerTelephony.queues.members'),
    from: 'sm',
    grow: true,
    cell: (row) => (
      <span class="block max-w-96 truncate text-ink-2">
        {row()
          .seats.map((seat) => seat.name)
          .join(', ')}
      </span>
    ),
  },
  {
    id: 'wrapUp',
    head: () => t('customerTelephony.queues.wrapUp'),
    align: 'right',
    cell: (row) => (
      <span class="code">
        {row().wrapUpSeconds} {t('customerTelephony.queues.seconds')}
      </span>
    ),
  },
  {
    id: 'ringback',
    head: () => t('customerTelephony.queues.ringback'),
    from: 'md',
    cell: (row) => <span class="text-ink-2">{row().ringback?.name ?? t('customerTelephony.queues.noRingback')}</span>,
  },
];

/** A customer's queues: who stands in them, in which order. */
export function QueuesTab(props: { telephony: CustomerTelephony; changes: TelephonyChanges; mayWrite: boolean }) {
  const [editing, setEditing] = createSignal<{ queue: CustomerQueue | null }>();
  return (
    <>
      <Show when={props.mayWrite}>
        <Toolbar>
          <span class="grow" />
          <Button size="s" onClick={() => setEditing({ queue: null })} data-testid="add-queue-button">
            <Plus class="size-3.5" aria-hidden="true" />
            {t('customerTelephony.queues.add')}
          </Button>
        </Toolbar>
      </Show>
      <DataTable
        label={t('customerTelephony.tabs.queues')}
        testId="queues-table"
        columns={columns}
        rows={props.telephony.queues}
        rowKey={(row) => row.id}
        {...(props.mayWrite ? { onOpen: (queue: CustomerQueue) => setEditing({ queue }) } : {})}
        empty={<EmptyState text={t('customerTelephony.queues.empty')} />}
      />
      <Show when={editing()} keyed>
        {({ queue }) => (
          <QueueDialog
            queue={queue}
            telephony={props.telephony}
            changes={props.changes}
            onClose={() => setEditing(undefined)}
          />
        )}
      </Show>
    </>
  );
}
