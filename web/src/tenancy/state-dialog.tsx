import { useQuery } from '@tanstack/solid-query';
import type { Tenant } from '@yunhu/api/schemas';
import { Show, onMount, untrack } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { Bone } from '../ui/bone.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FormProblem } from '../ui/notice.tsx';
import { dataOf } from '../ui/query.ts';
import { toastDone, toastProblem } from '../ui/toast.tsx';
import { useUpdateTenant } from './data.ts';
import { BranchFacts, type Branch } from './hierarchy/branch-facts.tsx';
import { tenantDetailsQuery } from './hierarchy/data.ts';

/** What disabling does at this moment, in a sentence of counts. */
function WhatStops(props: { branch: Branch }) {
  const format = useFormat();
  const below = () => props.branch.agents + props.branch.customers;
  return (
    <div class="grid gap-3">
      <p class="text-s leading-6 text-ink-2">
        {below() > 0 ? t('hierarchy.state.withBelow', format.count(below())) : t('hierarchy.state.alone')}
      </p>
      <BranchFacts branch={props.branch} />
      <p class="text-s leading-6 text-ink-2">{t('hierarchy.state.back')}</p>
    </div>
  );
}

/** Disabling asks, because a whole subtree stops at once; enabling takes nothing away and just happens. Both can be taken back. */
export function StateDialog(props: { tenant: Tenant; onClose: () => void }) {
  const update = useUpdateTenant();
  // What was asked about; the list may be refreshed meanwhile.
  const { id, name, state: before } = untrack(() => props.tenant);
  const wasEnabled = before === 'enabled';
  const query = useQuery(() => ({ ...tenantDetailsQuery(id), enabled: wasEnabled }));
  // After the dialog is gone nobody hears the callbacks of `mutate`: its promise is heard.
  const enableAgain = (): void => {
    update
      .mutateAsync({ id, state: 'enabled' })
      .then(() => toastDone(t('tenancy.disableDialog.enabled', name)))
      .catch(toastProblem);
  };
  const change = (state: 'enabled' | 'disabled') =>
    update.mutate(
      { id, state },
      {
        onSuccess: () => {
          if (state === 'enabled') toastDone(t('tenancy.disableDialog.enabled', name));
          else toastDone(t('tenancy.disableDialog.done', name), { label: t('ui.undo'), run: enableAgain });
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
    <Dialog
      open={wasEnabled}
      onClose={props.onClose}
      title={t('tenancy.disableDialog.title', name)}
      testId="confirm-dialog"
    >
      <div class="grid gap-5">
        <Show when={dataOf(query)} fallback={<Bone class="h-40 w-full" />}>
          {(details) => <WhatStops branch={details().branch} />}
        </Show>
        <FormProblem error={update.error} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button look="bad-main" busy={update.isPending} onClick={() => change('disabled')} data-testid="confirm">
            {t('tenancy.disableDialog.submit')}
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
