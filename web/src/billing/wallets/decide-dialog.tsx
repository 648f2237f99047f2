import type { TransferRequest } from '@yunhu/api/schemas';
import { For, Show, untrack } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { toastDone } from '../../ui/toast.tsx';
import { useDecide } from './data.ts';
import { requestAmountWords, requestKindWords } from './request-columns.tsx';

function Story(props: { request: TransferRequest }) {
  const format = useFormat();
  const lines = () => [
    [t('wallets.requests.columns.amount'), requestAmountWords(props.request, (micros) => format.money(micros))],
    [t('wallets.requests.columns.requestedBy'), props.request.requestedBy.name],
    [t('wallets.requests.columns.time'), format.dateTime(props.request.requestedAt)],
    ...(props.request.note === null ? [] : [[t('wallets.requests.columns.note'), props.request.note]]),
  ];
  return (
    <dl class="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 rounded-s bg-sunken px-3 py-2.5 text-s">
      <For each={lines()}>
        {(line) => (
          <>
            <dt class="text-ink-2">{line[0]}</dt>
            <dd class="text-right break-words tabular">{line[1]}</dd>
          </>
        )}
      </For>
    </dl>
  );
}

/** What is approved or rejected, once more before it happens; a rejection says why. */
export function DecideDialog(props: { verb: 'approve' | 'reject'; request: TransferRequest; onClose: () => void }) {
  const decide = useDecide();
  const { verb, request } = untrack(() => ({ verb: props.verb, request: props.request }));
  const isApproval = verb === 'approve';
  const form = createForm({
    initial: { reason: '' },
    validate: ({ reason }) =>
      !isApproval && reason.trim() === '' ? { reason: t('wallets.requests.reasonMissing') } : {},
    submit: async ({ reason }) => {
      await decide.mutateAsync({ id: request.id, verb, reason: reason.trim() });
      toastDone(t(isApproval ? 'wallets.requests.approved' : 'wallets.requests.rejected'));
      props.onClose();
    },
  });
  const title = () =>
    t(
      isApproval ? 'wallets.requests.approveTitle' : 'wallets.requests.rejectTitle',
      requestKindWords(request),
      request.tenant.name,
    );
  return (
    <Dialog open onClose={props.onClose} title={title()} testId="decide-dialog">
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <Story request={request} />
        <Show when={isApproval}>
          <p class="text-s text-ink-2">
            {t(
              request.kind === 'approval_limit' ? 'wallets.requests.approveLimitBody' : 'wallets.requests.approveBody',
            )}
          </p>
        </Show>
        <TextField
          label={t('wallets.requests.reason')}
          optional={isApproval}
          maxlength={300}
          autofocus
          value={form.values().reason}
          onValue={(value) => form.set('reason', value)}
          error={form.error('reason')}
          data-testid="decide-reason"
        />
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button
            type="submit"
            look={isApproval ? 'main' : 'bad-main'}
            busy={form.submitting()}
            data-testid="decide-submit"
          >
            {t(isApproval ? 'wallets.requests.approve' : 'wallets.requests.reject')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
