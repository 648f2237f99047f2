import { A } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import type { AssignedTaskType, BoughtRateGroup, RateGroup, Tenant } from '@yunhu/api/schemas';
import { Show, createSignal, untrack } from 'solid-js';
import { rateGroupsQuery } from './data.ts';
import { BelowCostProblem } from './prices/below-cost-problem.tsx';
import { boughtQuery, useAllowBelowCost } from './prices/data.ts';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { pages } from '../shell/pages.ts';
import { Bone } from '../ui/bone.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { createForm } from '../ui/form.ts';
import { EmptyState } from '../ui/notice.tsx';
import { dataOf } from '../ui/query.ts';
import { toastDone } from '../ui/toast.tsx';
import { useAssignRateGroup } from '../tenancy/data.ts';

type RateFormProps = {
  tenant: Tenant;
  onDone: () => void;
  secondary: { label: string; run: () => void };
  submit: string;
};

const assignedTaskTypes = ['any', 'broadcast', 'predictive', 'preview'] as const;

function noteOf(name: string | undefined): string {
  return name === undefined ? t('prices.assign.none') : t('prices.assign.current', name);
}

type RateValues = { rateGroupId: string; taskType: AssignedTaskType };
/** What was accepted to lose further below holds for this choice only. */
const choiceOf = ({ rateGroupId, taskType }: RateValues) => `${taskType} ${rateGroupId}`;
type RateChoicesProps = {
  form: ReturnType<typeof createForm<RateValues>>;
  groups: readonly RateGroup[];
  bought: readonly BoughtRateGroup[];
};

/** For which tasks, and at which group. */
function RateChoices(props: RateChoicesProps) {
  const format = useFormat();
  const values = () => props.form.values();
  const groupFor = (type: AssignedTaskType) => props.bought.find((row) => row.taskType === type)?.rateGroup;
  const chooseType = (type: AssignedTaskType): void => {
    props.form.set('taskType', type);
    props.form.set('rateGroupId', groupFor(type)?.id ?? '');
  };
  return (
    <>
      <Choice
        name="task-type"
        label={t('prices.assign.taskType')}
        help={values().taskType === 'any' ? t('prices.anyHelp') : undefined}
        options={assignedTaskTypes.map((type) => ({
          value: type,
          label: t(`prices.taskTypes.${type}`),
          note: noteOf(groupFor(type)?.name),
        }))}
        value={values().taskType}
        onValue={chooseType}
      />
      <Choice
        name="rate-group"
        label={t('tenancy.rateDialog.group')}
        help={t('tenancy.rateDialog.help')}
        options={props.groups.map((group) => ({
          value: group.id,
          label: group.name,
          note:
            group.rateCount === null
              ? t('prices.pricing.rule')
              : t('tenancy.rateDialog.rateCount', format.count(group.rateCount)),
        }))}
        value={values().rateGroupId}
        onValue={(id) => props.form.set('rateGroupId', id)}
        error={props.form.error('rateGroupId')}
      />
    </>
  );
}

function NoGroups() {
  return (
    <EmptyState text={t('tenancy.rateDialog.none')}>
      <A href={`${pages.rateGroups.path}?create=1`} class={buttonClass('main')}>
        {t('tenancy.rateDialog.create')}
      </A>
    </EmptyState>
  );
}

/** Which of one's own price lists an account pays; also the second step of opening one. */
export function RateForm(props: RateFormProps) {
  const query = useQuery(() => rateGroupsQuery);
  const assign = useAssignRateGroup();
  const groups = () => dataOf(query)?.items.filter((group) => group.owner === 'self');
  const bought = useQuery(() => boughtQuery(props.tenant.id));
  const allow = useAllowBelowCost();
  const [element, setElement] = createSignal<HTMLFormElement>();
  const [accepted, setAccepted] = createSignal('');
  const form = createForm<RateValues>({
    initial: { rateGroupId: untrack(() => props.tenant.rateGroup?.id ?? ''), taskType: 'any' },
    validate: (values) => (values.rateGroupId === '' ? { rateGroupId: t('tenancy.rateDialog.missing') } : {}),
    submit: async (values) => {
      const { rateGroupId } = values;
      const downstreamLossesAccepted = accepted() === choiceOf(values);
      await assign.mutateAsync({ id: props.tenant.id, ...values, downstreamLossesAccepted });
      const name = groups()?.find((group) => group.id === rateGroupId)?.name ?? '';
      toastDone(t('tenancy.rateDialog.done', props.tenant.name, name));
      props.onDone();
    },
  });
  const allowAndGo = async (prefixes: string[]): Promise<void> => {
    await allow.mutateAsync({ id: form.values().rateGroupId, prefixes });
    element()?.requestSubmit();
  };
  return (
    <form ref={setElement} class="grid gap-4" onSubmit={form.submit} novalidate data-testid="rate-form">
      <Show when={groups()} fallback={<Bone class="h-[38px] w-full" />}>
        {(known) => (
          <Show when={known().length > 0} fallback={<NoGroups />}>
            <RateChoices form={form} groups={known()} bought={dataOf(bought)?.items ?? []} />
          </Show>
        )}
      </Show>
      <BelowCostProblem
        error={form.problem() ?? allow.error ?? (query.isLoadingError ? query.error : null)}
        busy={allow.isPending}
        onAllow={(prefixes) => void allowAndGo(prefixes).catch(() => undefined)}
        onAccept={() => {
          setAccepted(choiceOf(form.values()));
          element()?.requestSubmit();
        }}
      />
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
