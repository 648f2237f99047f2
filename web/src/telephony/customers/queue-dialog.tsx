import type { CustomerQueue, CustomerTelephony } from '@yunhu/api/schemas';
import { untrack } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { toastDone } from '../../ui/toast.tsx';
import type { TelephonyChanges } from './data.ts';
import { QueueMembers } from './queue-members.tsx';
import { RemoveButton } from './removal.tsx';

const mostSeconds = 600;

type DialogProps = {
  queue: CustomerQueue | null;
  telephony: CustomerTelephony;
  changes: TelephonyChanges;
  onClose: () => void;
  onRemove: (queue: CustomerQueue) => void;
};

const isSeconds = (text: string) => /^[0-9]{1,3}$/.test(text) && Number(text) <= mostSeconds;

function createQueueForm(props: DialogProps) {
  const queue = untrack(() => props.queue);
  return createForm({
    initial: {
      name: queue?.name ?? '',
      seatIds: (queue?.seats ?? []).map((seat) => seat.id),
      wrapUpSeconds: String(queue?.wrapUpSeconds ?? 0),
      ringbackAudioId: queue?.ringback?.id ?? '',
    },
    validate: ({ name, wrapUpSeconds }) => ({
      ...(name.trim() === '' ? { name: t('customerTelephony.nameMissing') } : {}),
      ...(isSeconds(wrapUpSeconds) ? {} : { wrapUpSeconds: t('customerTelephony.queues.wrapUpWrong') }),
    }),
    submit: async ({ name, seatIds, wrapUpSeconds, ringbackAudioId }) => {
      await props.changes.saveQueue.mutateAsync({
        id: queue?.id ?? null,
        name: name.trim(),
        seatIds,
        wrapUpSeconds: Number(wrapUpSeconds),
        ringbackAudioId: ringbackAudioId === '' ? null : ringbackAudioId,
      });
      toastDone(t('customerTelephony.saved'));
      props.onClose();
    },
  });
}

/** What a transfer may play; what the queue has already, it may keep. */
function ringbackOptions(queue: CustomerQueue | null, { ringbacks }: CustomerTelephony) {
  const kept = queue?.ringback;
  const all = kept && !ringbacks.some(({ id }) => id === kept.id) ? [kept, ...ringbacks] : ringbacks;
  return [
    { value: '', label: t('customerTelephony.queues.noRingback') },
    ...all.map(({ id, name }) => ({ value: id, label: name })),
  ];
}

/** Makes a queue, or changes one. */
export function QueueDialog(props: DialogProps) {
  const form = createQueueForm(props);
  const title = () => (props.queue === null ? t('customerTelephony.queues.add') : t('customerTelephony.queues.edit'));
  return (
    <Dialog open onClose={props.onClose} title={title()} testId="queue-dialog" width="l">
      <form class="grid gap-4" onSubmit={form.submit} noValidate>
        <TextField
          label={t('customerTelephony.queues.name')}
          maxLength={60}
          value={form.values().name}
          onValue={(name) => form.set('name', name)}
          error={form.error('name')}
          data-testid="queue-name"
        />
        <QueueMembers
          telephony={props.telephony}
          seatIds={form.values().seatIds}
          onSeats={(seatIds) => form.set('seatIds', seatIds)}
        />
        <div class="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
          <TextField
            label={t('customerTelephony.queues.wrapUp')}
            help={t('customerTelephony.queues.wrapUpHelp')}
            inputMode="numeric"
            suffix={t('customerTelephony.queues.seconds')}
            value={form.values().wrapUpSeconds}
            onValue={(seconds) => form.set('wrapUpSeconds', seconds)}
            error={form.error('wrapUpSeconds')}
            data-testid="queue-wrap-up"
          />
          <Choice
            label={t('customerTelephony.queues.ringback')}
            options={ringbackOptions(props.queue, props.telephony)}
            value={form.values().ringbackAudioId}
            onValue={(id) => form.set('ringbackAudioId', id)}
          />
        </div>
        <FormProblem error={form.problem()} />
        <DialogActions>
          <RemoveButton kind="queues" what={props.queue} onRemove={props.onRemove} />
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()} data-testid="queue-submit">
            {t('customerTelephony.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
