import type { CustomerTelephony, Flow } from '@yunhu/api/schemas';
import Plus from 'lucide-solid/icons/plus';
import { Show, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/notice.tsx';
import type { Column } from '../../ui/table-model.ts';
import { Toolbar } from '../../ui/toolbar.tsx';
import type { TelephonyChanges } from './data.ts';
import { FlowDialog } from './flow-dialog.tsx';
import { Removal } from './removal.tsx';

const columns: Column<Flow>[] = [
  {
    id: 'name',
    head: () => t('customerTelephony.flows.name'),
    always: true,
    cell: (row) => <span class="font-medium">{row().name}</span>,
  },
  {
    id: 'version',
    head: () => t('customerTelephony.flows.version'),
    align: 'right',
    cell: (row) => <span class="code">{row().version}</span>,
  },
  {
    id: 'audio',
    head: () => t('customerTelephony.flows.audio'),
    from: 'sm',
    cell: (row) => <span class="text-ink-2">{row().audio.name}</span>,
  },
  {
    id: 'queue',
    head: () => t('customerTelephony.flows.queue'),
    from: 'sm',
    grow: true,
    cell: (row) => <span class="text-ink-2">{row().queue?.name ?? t('customerTelephony.flows.none')}</span>,
  },
  {
    id: 'retries',
    head: () => t('customerTelephony.flows.retries'),
    align: 'right',
    from: 'md',
    cell: (row) => <span class="code">{row().retries}</span>,
  },
];

/** What happens to a customer's answered calls. */
export function FlowsTab(props: { telephony: CustomerTelephony; changes: TelephonyChanges; mayWrite: boolean }) {
  const [editing, setEditing] = createSignal<{ flow: Flow | null }>();
  const [removing, setRemoving] = createSignal<Flow>();
  return (
    <>
      <Show when={props.mayWrite}>
        <Toolbar>
          <span class="grow" />
          <Button size="s" onClick={() => setEditing({ flow: null })} data-testid="add-flow-button">
            <Plus class="size-3.5" aria-hidden="true" />
            {t('customerTelephony.flows.add')}
          </Button>
        </Toolbar>
      </Show>
      <DataTable
        label={t('customerTelephony.tabs.flows')}
        testId="flows-table"
        columns={columns}
        rows={props.telephony.flows}
        rowKey={(row) => row.id}
        {...(props.mayWrite ? { onOpen: (flow: Flow) => setEditing({ flow }) } : {})}
        empty={<EmptyState text={t('customerTelephony.flows.empty')} />}
      />
      <Show when={editing()} keyed>
        {({ flow }) => (
          <FlowDialog
            flow={flow}
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
      <Removal kind="flows" what={removing()} changes={props.changes} onClose={() => setRemoving(undefined)} />
    </>
  );
}
