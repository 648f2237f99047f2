import type { Tenant } from '@yunhu/api/schemas';
import { untrack } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { createForm } from '../ui/form.ts';
import { FormProblem } from '../ui/notice.tsx';
import { toastDone } from '../ui/toast.tsx';
import { useUpdateTenant } from './data.ts';

export function RenameDialog(props: { tenant: Tenant; onClose: () => void }) {
  const update = useUpdateTenant();
  const form = createForm({
    initial: { name: untrack(() => props.tenant.name) },
    validate: ({ name }) => (name.trim() === '' ? { name: t('tenancy.create.nameMissing') } : {}),
    submit: async ({ name }) => {
      await update.mutateAsync({ id: props.tenant.id, name: name.trim() });
      toastDone(t('tenancy.renameDialog.done'));
      props.onClose();
    },
  });
  return (
    <Dialog open onClose={props.onClose} title={t('tenancy.renameDialog.title')}>
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <TextField
          label={t('tenancy.create.name')}
          autofocus
          maxlength={100}
          value={form.values().name}
          onValue={(value) => form.set('name', value)}
          error={form.error('name')}
        />
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()}>
            {t('tenancy.renameDialog.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
