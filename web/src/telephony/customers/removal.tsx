import { Show } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { toastDone } from '../../ui/toast.tsx';
import type { Removable, TelephonyChanges } from './data.ts';

/** In the dialog of something that is there already. */
export function RemoveButton<What extends { id: string; name: string }>(props: {
  kind: Exclude<Removable, 'extensions'>;
  what: What | null;
  onRemove: (what: What) => void;
}) {
  return (
    <Show when={props.what}>
      {(what) => (
        <Button look="bad" class="mr-auto" onClick={() => props.onRemove(what())} data-testid="remove">
          {t(`customerTelephony.removal.${props.kind}.verb`)}
        </Button>
      )}
    </Show>
  );
}

/** Asks before something is taken away for good; open while there is something. */
export function Removal(props: {
  kind: Removable;
  what: { id: string; name: string } | undefined;
  changes: TelephonyChanges;
  onClose: () => void;
}) {
  const close = (): void => {
    props.changes.remove.reset();
    props.onClose();
  };
  return (
    <Show when={props.what}>
      {(what) => (
        <ConfirmDialog
          open
          onClose={close}
          title={t(`customerTelephony.removal.${props.kind}.title`, what().name)}
          body={t(`customerTelephony.removal.${props.kind}.body`)}
          confirm={t(`customerTelephony.removal.${props.kind}.verb`)}
          busy={props.changes.remove.isPending}
          error={props.changes.remove.error}
          onConfirm={() =>
            props.changes.remove.mutate(
              { kind: props.kind, id: what().id },
              {
                onSuccess: () => {
                  toastDone(t('customerTelephony.removal.done'));
                  close();
                },
              },
            )
          }
        />
      )}
    </Show>
  );
}
