import type { CustomerQueue, CustomerTelephony } from '@yunhu/api/schemas';
import Plus from 'lucide-solid/icons/plus';
import { Show, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/notice.tsx';
import type { Column } from '../../ui/table-model.ts';
import { Toolbar } from '../../ui/toolbar.tsx';
import type { TelephonyChanges } from './data.ts';
import { QueueDialog } from './queue-dialog.tsx';
import { Removal } from './removal.tsx';

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
  const [removing, setRemoving] = createSignal<CustomerQueue>();
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
            onRemove={(gone) => {
              setEditing(undefined);
              setRemoving(gone);
            }}
          />
        )}
      </Show>
      <Removal kind="queues" what={removing()} changes={props.changes} onClose={() => setRemoving(undefined)} />
    </>
  );
}
