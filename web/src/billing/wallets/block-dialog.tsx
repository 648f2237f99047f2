import type { Tenant } from '@yunhu/api/schemas';
import { untrack } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { toastDone } from '../../ui/toast.tsx';
import { useBlockWallet } from './data.ts';

/** Blocks a wallet, or lifts the block that its seller set; says what that means. */
export function BlockDialog(props: { tenant: Tenant; onClose: () => void }) {
  const change = useBlockWallet();
  // What was asked about; the list may be refreshed meanwhile.
  const { id, name, walletBlocked } = untrack(() => props.tenant);
  const block = walletBlocked !== 'by_seller';
  const verb = block ? 'block' : 'unblock';
  const form = createForm({
    initial: { reason: '' },
    submit: async ({ reason }) => {
      const wallet = await change.mutateAsync({ id, block, reason: reason.trim() });
      toastDone(
        wallet.state === 'blocked' && !block
          ? t('wallets.block.stillBlocked', name)
          : t(`wallets.block.done.${verb}`, name),
      );
      props.onClose();
    },
  });
  return (
    <Dialog open onClose={props.onClose} title={t(`wallets.block.titles.${verb}`, name)} testId="block-dialog">
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <p class="text-s leading-6 text-ink-2">{t(`wallets.block.body.${verb}`)}</p>
        <TextField
          label={t('wallets.block.reason')}
          optional
          maxlength={300}
          autofocus
          value={form.values().reason}
          onValue={(value) => form.set('reason', value)}
          error={form.error('reason')}
        />
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look={block ? 'bad-main' : 'main'} busy={form.submitting()} data-testid="confirm">
            {t(`wallets.actions.${verb}`)}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
