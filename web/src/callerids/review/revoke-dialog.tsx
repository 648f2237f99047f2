import type { CallerIdReviewDetail } from '@yunhu/api/schemas';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { toastDone } from '../../ui/toast.tsx';
import { useRevoke } from '../data.ts';

/** Takes an approval away, with a reason that the customer reads. */
export function RevokeDialog(props: { detail: CallerIdReviewDetail; onClose: () => void }) {
  const revoke = useRevoke();
  const form = createForm({
    initial: { reason: '' },
    validate: ({ reason }) => (reason.trim() === '' ? { reason: t('approval.reasonMissing') } : {}),
    submit: async ({ reason }) => {
      await revoke.mutateAsync({ id: props.detail.id, reason: reason.trim() });
      toastDone(t('callerIds.review.revoked'));
      props.onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={t('callerIds.review.revokeTitle', props.detail.display)}
      lead={t('callerIds.review.revokeBody')}
      testId="revoke-dialog"
    >
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <TextField
          label={t('approval.reasonLabel')}
          name="revoke-reason"
          autofocus
          maxlength={500}
          value={form.values().reason}
          onValue={(value) => form.set('reason', value)}
          error={form.error('reason')}
        />
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="bad-main" busy={form.submitting()} data-testid="revoke-confirm">
            {t('callerIds.review.revoke')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
