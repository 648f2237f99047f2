import { useQuery } from '@tanstack/solid-query';
import { Show, createMemo, untrack } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { tenantsQuery } from '../data.ts';
import { TenantPicker } from '../tenant-picker.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { dataOf } from '../../ui/query.ts';
import { TextArea } from '../../ui/text-area.tsx';
import { Chips } from '../../ui/toolbar.tsx';
import { useOpenSupport } from './data.ts';

const lengths = ['15', '30', '60', '240'] as const;
const leastReason = 10;

type Minutes = (typeof lengths)[number];

function MinutesField(props: { value: Minutes; onValue: (minutes: Minutes) => void }) {
  const format = useFormat();
  return (
    <div class="grid gap-1.5">
      <span class="text-s text-ink-2">{t('support.form.minutes')}</span>
      <Chips
        label={t('support.form.minutes')}
        value={props.value}
        onValue={props.onValue}
        chips={lengths.map((value) => ({ value, label: t('support.minutes', format.count(Number(value))) }))}
      />
    </div>
  );
}

/** Asks whom, why and for how long; the customer is told all three. */
export function OpenSupportDialog(props: { tenantId: string; onClose: () => void }) {
  const open = useOpenSupport();
  const tenants = useQuery(() => tenantsQuery);
  const customers = createMemo(() => (dataOf(tenants)?.items ?? []).filter((tenant) => tenant.kind === 'customer'));
  const chosen = untrack(() => props.tenantId);
  const form = createForm<{ tenantId: string; reason: string; minutes: Minutes }>({
    initial: { tenantId: chosen, reason: '', minutes: '30' },
    validate: ({ tenantId, reason }) => ({
      ...(tenantId === '' ? { tenantId: t('support.form.chooseTenant') } : {}),
      ...(reason.trim().length < leastReason ? { reason: t('support.form.reasonShort') } : {}),
    }),
    submit: ({ tenantId, reason, minutes }) =>
      open.mutateAsync({ tenantId, reason: reason.trim(), minutes: Number(minutes) }),
  });
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={t('support.form.title')}
      lead={t('support.form.lead')}
      testId="open-support"
    >
      <form class="grid gap-4" onSubmit={form.submit} noValidate>
        <div class="grid gap-1.5">
          <TenantPicker
            label={t('support.form.tenant')}
            tenants={customers()}
            value={form.values().tenantId}
            onValue={(id) => form.set('tenantId', id)}
          />
          <Show when={form.error('tenantId')}>{(error) => <p class="text-xs text-bad-ink">{error()}</p>}</Show>
        </div>
        <TextArea
          label={t('support.form.reason')}
          help={t('support.form.reasonHelp')}
          error={form.error('reason')}
          maxlength={500}
          value={form.values().reason}
          onValue={(reason) => form.set('reason', reason)}
          data-testid="support-reason"
        />
        <MinutesField value={form.values().minutes} onValue={(minutes) => form.set('minutes', minutes)} />
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()} data-testid="support-submit">
            {t('support.form.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
