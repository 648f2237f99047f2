import type { Tenant } from '@yunhu/api/schemas';
import { onMount, untrack } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { toastDone, toastProblem } from '../ui/toast.tsx';
import { useUpdateTenant } from './data.ts';

/** Disabling asks, because a whole subtree stops at once; enabling takes nothing away and just happens. */
export function StateDialog(props: { tenant: Tenant; onClose: () => void }) {
  const update = useUpdateTenant();
  // What was asked about; the list may be refreshed meanwhile.
  const { id, name, state: before } = untrack(() => props.tenant);
  const wasEnabled = before === 'enabled';
  const change = (state: 'enabled' | 'disabled') =>
    update.mutate(
      { id, state },
      {
        onSuccess: () => {
          toastDone(
            state === 'enabled' ? t('tenancy.disableDialog.enabled', name) : t('tenancy.disableDialog.done', name),
          );
          props.onClose();
        },
        onError: (error) => {
          if (wasEnabled) return;
          toastProblem(error);
          props.onClose();
        },
      },
    );
  onMount(() => {
    if (!wasEnabled) change('enabled');
  });
  return (
    <ConfirmDialog
      open={wasEnabled}
      onClose={props.onClose}
      title={t('tenancy.disableDialog.title', name)}
      body={t('tenancy.disableDialog.body')}
      confirm={t('tenancy.disableDialog.submit')}
      busy={update.isPending}
      error={update.error}
      onConfirm={() => change('disabled')}
    />
  );
}
