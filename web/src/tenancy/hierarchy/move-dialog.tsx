import { useQuery } from '@tanstack/solid-query';
import type { MovePreview, Tenant } from '@yunhu/api/schemas';
import ArrowRight from 'lucide-solid/icons/arrow-right';
import { For, Show, createEffect, createSignal, on, untrack } from 'solid-js';
import { BelowCostProblem } from '../../billing/prices/below-cost-problem.tsx';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { Bone } from '../../ui/bone.tsx';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { createForm } from '../../ui/form.ts';
import { EmptyState, FormProblem } from '../../ui/notice.tsx';
import { dataOf } from '../../ui/query.ts';
import { toastDone } from '../../ui/toast.tsx';
import { TenantPicker } from '../tenant-picker.tsx';
import { possibleParents } from '../tree.ts';
import { BranchFacts } from './branch-facts.tsx';
import { movePreviewQuery, useMoveTenant } from './data.ts';

/** Of the choice of a price list: to buy at nothing yet. */
const noGroup = 'none';

type Values = { parentId: string; rateGroupId: string };

/** What follows from the move, one line each: only what there is. */
function Consequences(props: { preview: MovePreview; to: string; rateGroupId: string }) {
  const format = useFormat();
  const lines = (): string[] => {
    const { branch, creditMicros, requests, supportSessions, parent } = props.preview;
    const below = branch.agents + branch.customers;
    return [
      below > 0 ? t('hierarchy.move.withBelow', format.count(below)) : t('hierarchy.move.alone'),
      t('hierarchy.move.money'),
      props.rateGroupId === noGroup ? t('hierarchy.move.noRate', props.to) : t('hierarchy.move.rate', props.to),
      ...(creditMicros === '0' ? [] : [t('hierarchy.move.credit', format.money(creditMicros), parent.name, props.to)]),
      ...(requests === 0 ? [] : [t('hierarchy.move.requests', format.count(requests))]),
      ...(branch.runningTasks === 0 ? [] : [t('hierarchy.move.tasks', format.count(branch.runningTasks))]),
      ...(supportSessions === 0 ? [] : [t('hierarchy.move.support')]),
      t('hierarchy.move.sees', parent.name, props.to),
    ];
  };
  return (
    <ul class="grid list-disc gap-1 pl-5 text-s text-ink-2" data-testid="move-consequences">
      <For each={lines()}>{(line) => <li>{line}</li>}</For>
    </ul>
  );
}

function Preview(props: { preview: MovePreview; to: string; rateGroupId: string }) {
  const blockers = () => props.preview.obstacles.filter((obstacle) => obstacle !== 'tasks_running');
  return (
    <section class="grid gap-3" aria-label={t('hierarchy.move.preview')}>
      <p class="flex min-w-0 items-center gap-2 text-s">
        <span class="truncate text-ink-2">{props.preview.parent.name}</span>
        <ArrowRight class="size-4 shrink-0 text-ink-3" aria-hidden="true" />
        <b class="truncate font-semibold">{props.to}</b>
      </p>
      <BranchFacts branch={props.preview.branch} />
      <Consequences {...props} />
      <For each={blockers()}>
        {(obstacle) => (
          <p role="alert" class="rounded-s bg-warn-soft px-3 py-2.5 text-s text-warn-ink" data-testid="move-obstacle">
            {t(`hierarchy.move.obstacles.${obstacle}`)}
          </p>
        )}
      </For>
    </section>
  );
}

function createMoveForm(tenant: Tenant, parents: () => readonly Tenant[], onDone: () => void) {
  const move = useMoveTenant();
  const [accepted, setAccepted] = createSignal('');
  const choiceOf = ({ parentId, rateGroupId }: Values) => `${parentId} ${rateGroupId}`;
  const form = createForm<Values>({
    initial: { parentId: '', rateGroupId: '' },
    fieldOfCode: { currency_mismatch: 'parentId', too_deep: 'parentId' },
    validate: ({ parentId, rateGroupId }) => ({
      ...(parentId === '' && { parentId: t('hierarchy.move.parentMissing') }),
      ...(rateGroupId === '' && { rateGroupId: t('tenancy.rateDialog.missing') }),
    }),
    submit: async (values) => {
      await move.mutateAsync({
        id: tenant.id,
        parentId: values.parentId,
        rateGroupId: values.rateGroupId === noGroup ? null : values.rateGroupId,
        pauseTasks: true,
        downstreamLossesAccepted: accepted() === choiceOf(values),
      });
      const to = parents().find((parent) => parent.id === values.parentId)?.name ?? '';
      toastDone(t('hierarchy.move.done', tenant.name, to));
      onDone();
    },
  });
  return { form, accept: () => setAccepted(choiceOf(form.values())) };
}

/** Another parent for an account with everybody below it: where to, at which price, and what follows, before anything happens. */
export function MoveTenantDialog(props: { tenant: Tenant; tenants: readonly Tenant[]; onClose: () => void }) {
  const tenant = untrack(() => props.tenant);
  const parents = () => possibleParents(props.tenants, tenant);
  const { form, accept } = createMoveForm(tenant, parents, () => props.onClose());
  const [element, setElement] = createSignal<HTMLFormElement>();
  const query = useQuery(() => movePreviewQuery(tenant.id, form.values().parentId));
  const preview = () => (form.values().parentId === '' ? undefined : dataOf(query));
  const to = () => parents().find((parent) => parent.id === form.values().parentId)?.name ?? '';
  // The one price list that there is, is chosen already.
  createEffect(
    on(
      () =>
        preview()
          ?.rateGroups.map((group) => group.id)
          .join(' '),
      () => {
        const groups = preview()?.rateGroups;
        if (groups === undefined || form.values().rateGroupId !== '') return;
        if (groups.length < 2) form.set('rateGroupId', groups[0]?.id ?? noGroup);
      },
    ),
  );
  const groupOptions = () => [
    ...(preview()?.rateGroups ?? []).map((group) => ({ value: group.id, label: group.name })),
    { value: noGroup, label: t('hierarchy.move.noGroup'), note: t('hierarchy.move.noGroupNote') },
  ];
  const isBlocked = () => (preview()?.obstacles ?? []).some((obstacle) => obstacle !== 'tasks_running');
  return (
    <Dialog
      open
      width="l"
      onClose={props.onClose}
      title={t('hierarchy.move.title', tenant.name)}
      lead={t('hierarchy.move.lead')}
      testId="move-dialog"
    >
      <Show when={parents().length > 0} fallback={<EmptyState text={t('hierarchy.move.nowhere')} />}>
        <form ref={setElement} class="grid gap-4" onSubmit={form.submit} novalidate data-testid="move-form">
          <TenantPicker
            label={t('hierarchy.move.parent')}
            help={form.error('parentId') ?? t('hierarchy.move.parentHelp')}
            tenants={parents()}
            value={form.values().parentId}
            onValue={(id) => {
              if (id !== form.values().parentId) form.set('rateGroupId', '');
              form.set('parentId', id);
            }}
          />
          <Show when={form.values().parentId !== ''}>
            <Show
              when={preview()}
              fallback={
                <Show when={!query.isError} fallback={<FormProblem error={query.error} />}>
                  <Bone class="h-56 w-full" />
                </Show>
              }
            >
              {(known) => (
                <>
                  <Choice
                    name="move-rate-group"
                    label={t('tenancy.rateDialog.group')}
                    help={t('hierarchy.move.groupHelp', to())}
                    options={groupOptions()}
                    value={form.values().rateGroupId}
                    onValue={(id) => form.set('rateGroupId', id)}
                    error={form.error('rateGroupId')}
                  />
                  <Preview preview={known()} to={to()} rateGroupId={form.values().rateGroupId} />
                </>
              )}
            </Show>
          </Show>
          <BelowCostProblem
            error={form.problem()}
            busy={form.submitting()}
            onAccept={() => {
              accept();
              element()?.requestSubmit();
            }}
          />
          <DialogActions>
            <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
            <Button type="submit" look="main" busy={form.submitting()} disabled={isBlocked()} data-testid="move-submit">
              {(preview()?.branch.runningTasks ?? 0) > 0
                ? t('hierarchy.move.pauseAndMove')
                : t('hierarchy.move.submit')}
            </Button>
          </DialogActions>
        </form>
      </Show>
    </Dialog>
  );
}
