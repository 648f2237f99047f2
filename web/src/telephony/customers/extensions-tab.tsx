import type { CustomerExtension, CustomerTelephony, ExtensionSecret } from '@yunhu/api/schemas';
import Plus from 'lucide-solid/icons/plus';
import { Show, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { ConfirmDialog, Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { ActionMenu } from '../../ui/menu.tsx';
import { EmptyState, FormProblem } from '../../ui/notice.tsx';
import { Tag } from '../../ui/status.tsx';
import type { Column } from '../../ui/table-model.ts';
import { toastProblem } from '../../ui/toast.tsx';
import { Toolbar } from '../../ui/toolbar.tsx';
import type { TelephonyChanges } from './data.ts';
import { Removal } from './removal.tsx';

/** The one time that a password is seen. */
function SecretDialog(props: { secret: ExtensionSecret; onClose: () => void }) {
  const copy = () => void copyText(props.secret.password, t('customerTelephony.extensions.copied'));
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={t('customerTelephony.extensions.secretTitle', props.secret.extension.number)}
      lead={t('customerTelephony.extensions.secretLead')}
      testId="extension-secret"
    >
      <div class="grid gap-4">
        <dl class="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 rounded-s bg-sunken px-4 py-3 text-s">
          <dt class="text-ink-3">{t('customerTelephony.extensions.sipId')}</dt>
          <dd class="code break-all">{props.secret.extension.sipId}</dd>
          <dt class="text-ink-3">{t('session.password')}</dt>
          <dd class="code break-all select-all" data-testid="extension-password">
            {props.secret.password}
          </dd>
        </dl>
        <DialogActions>
          <Button onClick={copy} data-testid="copy-password">
            {t('customerTelephony.extensions.copy')}
          </Button>
          <Button look="main" onClick={() => props.onClose()}>
            {t('customerTelephony.extensions.done')}
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}

function AddDialog(props: {
  changes: TelephonyChanges;
  onSecret: (secret: ExtensionSecret) => void;
  onClose: () => void;
}) {
  const form = createForm({
    initial: { number: '' },
    validate: ({ number }) =>
      /^[0-9]{3,8}$/.test(number) ? {} : { number: t('customerTelephony.extensions.numberWrong') },
    submit: async ({ number }) => props.onSecret(await props.changes.addExtension.mutateAsync(number)),
    fieldOfCode: { name_taken: 'number' },
  });
  return (
    <Dialog open onClose={props.onClose} title={t('customerTelephony.extensions.add')} testId="add-extension">
      <form class="grid gap-4" onSubmit={form.submit} noValidate>
        <TextField
          label={t('customerTelephony.extensions.number')}
          help={t('customerTelephony.extensions.numberHelp')}
          inputMode="numeric"
          value={form.values().number}
          onValue={(number) => form.set('number', number)}
          error={form.error('number')}
          data-testid="extension-number"
        />
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()} data-testid="extension-submit">
            {t('customerTelephony.extensions.add')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

type ColumnsFrom = {
  mayWrite: () => boolean;
  onEnable: (extension: CustomerExtension) => void;
  onReset: (extension: CustomerExtension) => void;
  onRemove: (extension: CustomerExtension) => void;
};

function extensionColumns({ mayWrite, onEnable, onReset, onRemove }: ColumnsFrom): Column<CustomerExtension>[] {
  return [
    {
      id: 'number',
      head: () => t('customerTelephony.extensions.number'),
      always: true,
      cell: (row) => <span class="code font-medium">{row().number}</span>,
    },
    {
      id: 'state',
      head: () => t('customerTelephony.extensions.state'),
      always: true,
      cell: (row) => (
        <Tag tone={row().enabled ? 'answered' : 'failed'}>
          {row().enabled ? t('customerTelephony.extensions.enabled') : t('customerTelephony.extensions.disabled')}
        </Tag>
      ),
    },
    {
      id: 'seat',
      head: () => t('customerTelephony.extensions.seat'),
      from: 'sm',
      cell: (row) => <span class="text-ink-2">{row().seat?.name ?? t('ui.none')}</span>,
    },
    {
      id: 'sipId',
      head: () => t('customerTelephony.extensions.sipId'),
      from: 'md',
      grow: true,
      cell: (row) => <span class="code text-ink-3">{row().sipId}</span>,
    },
    {
      id: 'actions',
      head: () => t('ui.more'),
      always: true,
      quietHead: true,
      cell: (row) => (
        <Show when={mayWrite()}>
          <span class="flex justify-end">
            <ActionMenu
              label={`${t('ui.more')}: ${row().number}`}
              actions={[
                { label: t('customerTelephony.extensions.reset'), run: () => onReset(row()) },
                {
                  label: row().enabled
                    ? t('customerTelephony.extensions.disable')
                    : t('customerTelephony.extensions.enable'),
                  bad: row().enabled,
                  run: () => onEnable(row()),
                },
                { label: t('customerTelephony.removal.extensions.verb'), bad: true, run: () => onRemove(row()) },
              ]}
            />
          </span>
        </Show>
      ),
    },
  ];
}

/** A customer's SIP accounts. */
export function ExtensionsTab(props: { telephony: CustomerTelephony; changes: TelephonyChanges; mayWrite: boolean }) {
  const [adding, setAdding] = createSignal(false);
  const [resetting, setResetting] = createSignal<CustomerExtension>();
  const [removing, setRemoving] = createSignal<{ id: string; name: string }>();
  const [secret, setSecret] = createSignal<ExtensionSecret>();
  const columns = extensionColumns({
    mayWrite: () => props.mayWrite,
    onReset: setResetting,
    onRemove: ({ id, number }) => setRemoving({ id, name: number }),
    onEnable: ({ id, enabled }) =>
      props.changes.enableExtension.mutate({ id, enabled: !enabled }, { onError: (error) => toastProblem(error) }),
  });
  const show = (shown: ExtensionSecret) => {
    setAdding(false);
    setResetting(undefined);
    setSecret(shown);
  };
  return (
    <>
      <Show when={props.mayWrite}>
        <Toolbar>
          <span class="grow" />
          <Button size="s" onClick={() => setAdding(true)} data-testid="add-extension-button">
            <Plus class="size-3.5" aria-hidden="true" />
            {t('customerTelephony.extensions.add')}
          </Button>
        </Toolbar>
      </Show>
      <DataTable
        label={t('customerTelephony.tabs.extensions')}
        testId="extensions-table"
        columns={columns}
        rows={props.telephony.extensions}
        rowKey={(row) => row.id}
        empty={<EmptyState text={t('customerTelephony.extensions.empty')} />}
      />
      <Show when={adding()}>
        <AddDialog changes={props.changes} onSecret={show} onClose={() => setAdding(false)} />
      </Show>
      <ConfirmDialog
        open={resetting() !== undefined}
        onClose={() => setResetting(undefined)}
        title={t('customerTelephony.extensions.resetTitle', resetting()?.number ?? '')}
        body={t('customerTelephony.extensions.resetBody')}
        confirm={t('customerTelephony.extensions.reset')}
        busy={props.changes.resetExtension.isPending}
        error={props.changes.resetExtension.error}
        onConfirm={() => {
          const id = resetting()?.id;
          if (id !== undefined) props.changes.resetExtension.mutate(id, { onSuccess: show });
        }}
      />
      <Removal kind="extensions" what={removing()} changes={props.changes} onClose={() => setRemoving(undefined)} />
      <Show when={secret()}>{(shown) => <SecretDialog secret={shown()} onClose={() => setSecret(undefined)} />}</Show>
    </>
  );
}
