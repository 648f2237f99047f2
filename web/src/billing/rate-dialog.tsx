import { A } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import type { Tenant } from '@yunhu/api/schemas';
import { Show, untrack } from 'solid-js';
import { rateGroupsQuery } from './data.ts';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { pages } from '../shell/pages.ts';
import { Bone } from '../ui/bone.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { createForm } from '../ui/form.ts';
import { EmptyState, FormProblem } from '../ui/notice.tsx';
import { dataOf } from '../ui/query.ts';
import { toastDone } from '../ui/toast.tsx';
import { useAssignRateGroup } from '../tenancy/data.ts';

type RateFormProps = {
  tenant: Tenant;
  onDone: () => void;
  secondary: { label: string; run: () => void };
  submit: string;
};

/** Which of one's own price lists an account pays; also the second step of opening one. */
export function RateForm(props: RateFormProps) {
  const query = useQuery(() => rateGroupsQuery);
  const assign = useAssignRateGroup();
  const format = useFormat();
  const groups = () => dataOf(query)?.items.filter((group) => group.owner === 'self');
  const form = createForm({
    initial: { rateGroupId: untrack(() => props.tenant.rateGroup?.id ?? '') },
    validate: (values) => (values.rateGroupId === '' ? { rateGroupId: t('tenancy.rateDialog.missing') } : {}),
    submit: async ({ rateGroupId }) => {
      await assign.mutateAsync({ id: props.tenant.id, rateGroupId });
      const name = groups()?.find((group) => group.id === rateGroupId)?.name ?? '';
      toastDone(t('tenancy.rateDialog.done', props.tenant.name, name));
      props.onDone();
    },
  });
  return (
    <form class="grid gap-4" onSubmit={form.submit} novalidate data-testid="rate-form">
      <Show when={groups()} fallback={<Bone class="h-[38px] w-full" />}>
        {(known) => (
          <Show
            when={known().length > 0}
            fallback={
              <EmptyState text={t('tenancy.rateDialog.none')}>
                <A href={`${pages.rateGroups.path}?create=1`} class={buttonClass('main')}>
                  {t('tenancy.rateDialog.create')}
                </A>
              </EmptyState>
            }
          >
            <Choice
              name="rate-group"
              label={t('tenancy.rateDialog.group')}
              help={t('tenancy.rateDialog.help')}
              options={known().map((group) => ({
                value: group.id,
                label: group.name,
                note: t('tenancy.rateDialog.rateCount', format.count(group.rateCount)),
              }))}
              value={form.values().rateGroupId}
              onValue={(id) => form.set('rateGroupId', id)}
              error={form.error('rateGroupId')}
            />
          </Show>
        )}
      </Show>
      <FormProblem error={form.problem() ?? (query.isLoadingError ? query.error : null)} />
      <DialogActions>
        <Button onClick={() => props.secondary.run()}>{props.secondary.label}</Button>
        <Show when={(groups()?.length ?? 0) > 0}>
          <Button type="submit" look="main" busy={form.submitting()} data-testid="rate-submit">
            {props.submit}
          </Button>
        </Show>
      </DialogActions>
    </form>
  );
}

export function RateDialog(props: { tenant: Tenant; onClose: () => void }) {
  return (
    <Dialog open onClose={props.onClose} title={t('tenancy.rateDialog.title', props.tenant.name)} testId="rate-dialog">
      <RateForm
        tenant={props.tenant}
        onDone={props.onClose}
        secondary={{ label: t('ui.cancel'), run: props.onClose }}
        submit={t('tenancy.rateDialog.submit')}
      />
    </Dialog>
  );
}
