import type { CustomerSeat, CustomerTelephony } from '@yunhu/api/schemas';
import Plus from 'lucide-solid/icons/plus';
import { Show, createSignal, untrack } from 'solid-js';
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
import { Removal, RemoveButton } from './removal.tsx';

type DialogProps = {
  seat: CustomerSeat | null;
  telephony: CustomerTelephony;
  changes: TelephonyChanges;
  onClose: () => void;
  onRemove: (seat: CustomerSeat) => void;
};

function SeatDialog(props: DialogProps) {
  const seat = untrack(() => props.seat);
  const form = createForm({
    initial: { name: seat?.name ?? '', extensionId: seat?.extension?.id ?? '' },
    validate: ({ name }) => (name.trim() === '' ? { name: t('customerTelephony.nameMissing') } : {}),
    submit: async ({ name, extensionId }) => {
      await props.changes.saveSeat.mutateAsync({
        id: seat?.id ?? null,
        name: name.trim(),
        extensionId: extensionId === '' ? null : extensionId,
      });
      toastDone(t('customerTelephony.saved'));
      props.onClose();
    },
  });
  const extensions = () => [
    { value: '', label: t('customerTelephony.seats.noExtension') },
    ...props.telephony.extensions.map(({ id, number, seat: holder }) => ({
      value: id,
      label: number,
      ...(holder === null ? {} : { note: holder.name }),
    })),
  ];
  const title = () => (seat === null ? t('customerTelephony.seats.add') : t('customerTelephony.seats.edit'));
  return (
    <Dialog open onClose={props.onClose} title={title()} testId="seat-dialog">
      <form class="grid gap-4" onSubmit={form.submit} noValidate>
        <TextField
          label={t('customerTelephony.seats.name')}
          maxLength={60}
          value={form.values().name}
          onValue={(name) => form.set('name', name)}
          error={form.error('name')}
          data-testid="seat-name"
        />
        <Choice
          label={t('customerTelephony.seats.extension')}
          options={extensions()}
          value={form.values().extensionId}
          onValue={(extensionId) => form.set('extensionId', extensionId)}
        />
        <FormProblem error={form.problem()} />
        <DialogActions>
          <RemoveButton kind="seats" what={seat} onRemove={props.onRemove} />
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()} data-testid="seat-submit">
            {t('customerTelephony.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

const columns: Column<CustomerSeat>[] = [
  {
    id: 'name',
    head: () => t('customerTelephony.seats.name'),
    always: true,
    cell: (row) => <span class="font-medium">{row().name}</span>,
  },
  {
    id: 'extension',
    head: () => t('customerTelephony.seats.extension'),
    always: true,
    cell: (row) => <span class="code text-ink-2">{row().extension?.number ?? t('ui.none')}</span>,
  },
  {
    id: 'state',
    head: () => t('customerTelephony.seats.state'),
    from: 'sm',
    cell: (row) => <span class="text-ink-2">{t(`customerTelephony.seatStates.${row().state}`)}</span>,
  },
  {
    id: 'queues',
    head: () => t('customerTelephony.seats.queues'),
    from: 'md',
    grow: true,
    cell: (row) => (
      <span class="block max-w-96 truncate text-ink-2">
        {row()
          .queues.map((queue) => queue.name)
          .join(', ')}
      </span>
    ),
  },
];

/** A customer's people who answer calls. */
export function SeatsTab(props: { telephony: CustomerTelephony; changes: TelephonyChanges; mayWrite: boolean }) {
  const [editing, setEditing] = createSignal<{ seat: CustomerSeat | null }>();
  const [removing, setRemoving] = createSignal<CustomerSeat>();
  return (
    <>
      <Show when={props.mayWrite}>
        <Toolbar>
          <span class="grow" />
          <Button size="s" onClick={() => setEditing({ seat: null })} data-testid="add-seat-button">
            <Plus class="size-3.5" aria-hidden="true" />
            {t('customerTelephony.seats.add')}
          </Button>
        </Toolbar>
      </Show>
      <DataTable
        label={t('customerTelephony.tabs.seats')}
        testId="seats-table"
        columns={columns}
        rows={props.telephony.seats}
        rowKey={(row) => row.id}
        {...(props.mayWrite ? { onOpen: (seat: CustomerSeat) => setEditing({ seat }) } : {})}
        empty={<EmptyState text={t('customerTelephony.seats.empty')} />}
      />
      <Show when={editing()} keyed>
        {({ seat }) => (
          <SeatDialog
            seat={seat}
            telephony={props.telephony}
            changes={props.changes}
            onClose={() => setEditing(undefined)}
            onRemove={(gone) => {
              setEditing(undefined);
              setRemoving(gone);
            }}
          />
        )}
      </Show>
      <Removal kind="seats" what={removing()} changes={props.changes} onClose={() => setRemoving(undefined)} />
    </>
  );
}
