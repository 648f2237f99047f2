// The state of the dialog that moves an account: what is chosen, and what the API says would come of it.
import { useQuery } from '@tanstack/solid-query';
import type { MovePreview, Tenant } from '@yunhu/api/schemas';
import { createEffect, createSignal, on } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { movePreviewQuery, useMoveTenant } from '../../tenancy/hierarchy/data.ts';
import { createForm } from '../../ui/form.ts';
import { dataOf } from '../../ui/query.ts';
import { toastDone } from '../../ui/toast.tsx';

/** Of the choice of a price list: to buy at nothing yet. */
export const noGroup = 'none';

type Values = { parentId: string; rateGroupId: string };

/** Running tasks are in nobody's way: the move pauses them. */
export const isObstacle = (obstacle: MovePreview['obstacles'][number]) => obstacle !== 'tasks_running';

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

/** A move of `tenant` below one of `parents`, with what it would do now. */
export function createMove(tenant: Tenant, parents: () => readonly Tenant[], onDone: () => void) {
  const { form, accept } = createMoveForm(tenant, parents, onDone);
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
  return { form, accept, query, preview, parents, to };
}

export type Move = ReturnType<typeof createMove>;
