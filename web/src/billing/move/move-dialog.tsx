import type { MovePreview, Tenant } from '@yunhu/api/schemas';
import { Show, createSignal, untrack } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { TenantPicker } from '../../tenancy/tenant-picker.tsx';
import { possibleParents } from '../../tenancy/tree.ts';
import { Bone } from '../../ui/bone.tsx';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { EmptyState, FormProblem } from '../../ui/notice.tsx';
import { BelowCostProblem } from '../prices/below-cost-problem.tsx';
import { type Move, createMove, isObstacle, noGroup } from './create-move.ts';
import { MovePreviewFacts } from './move-preview.tsx';

function ParentPicker(props: { move: Move }) {
  const { form, parents } = untrack(() => props.move);
  return (
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
  );
}

function GroupChoice(props: { move: Move; preview: MovePreview }) {
  const { form, to } = untrack(() => props.move);
  const options = () => [
    ...props.preview.rateGroups.map((group) => ({ value: group.id, label: group.name })),
    { value: noGroup, label: t('hierarchy.move.noGroup'), note: t('hierarchy.move.noGroupNote') },
  ];
  return (
    <Choice
      name="move-rate-group"
      label={t('tenancy.rateDialog.group')}
      help={t('hierarchy.move.groupHelp', to())}
      options={options()}
      value={form.values().rateGroupId}
      onValue={(id) => form.set('rateGroupId', id)}
      error={form.error('rateGroupId')}
    />
  );
}

/** At which price, and what follows, once it is known where to. */
function Outcome(props: { move: Move }) {
  const { form, preview, query, to } = untrack(() => props.move);
  return (
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
          <GroupChoice move={props.move} preview={known()} />
          <MovePreviewFacts preview={known()} to={to()} rateGroupId={form.values().rateGroupId} />
        </>
      )}
    </Show>
  );
}

function MoveForm(props: { move: Move; onClose: () => void }) {
  const { form, accept, preview } = untrack(() => props.move);
  const [element, setElement] = createSignal<HTMLFormElement>();
  const isBlocked = () => (preview()?.obstacles ?? []).some(isObstacle);
  return (
    <form ref={setElement} class="grid gap-4" onSubmit={form.submit} novalidate data-testid="move-form">
      <ParentPicker move={props.move} />
      <Show when={form.values().parentId !== ''}>
        <Outcome move={props.move} />
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
          {(preview()?.branch.runningTasks ?? 0) > 0 ? t('hierarchy.move.pauseAndMove') : t('hierarchy.move.submit')}
        </Button>
      </DialogActions>
    </form>
  );
}

/** Another parent for an account with everybody below it: where to, at which price, and what follows, before anything happens. */
export function MoveTenantDialog(props: { tenant: Tenant; tenants: readonly Tenant[]; onClose: () => void }) {
  const tenant = untrack(() => props.tenant);
  const parents = () => possibleParents(props.tenants, tenant);
  const move = createMove(tenant, parents, () => props.onClose());
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
        <MoveForm move={move} onClose={props.onClose} />
      </Show>
    </Dialog>
  );
}
