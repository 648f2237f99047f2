import type { OrganisationUnit, UnitKind } from '@yunhu/api/schemas';
import { Show, untrack } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { ConfirmDialog, Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { toastDone } from '../../ui/toast.tsx';
import { useCreateUnit, useDeleteUnit, useUpdateUnit } from './data.ts';
import { unitRows, withinUnit } from './units.ts';

/** No department has this id. */
const top = 'top';
const isPosition = (text: string) => /^\d{1,6}$/.test(text) && Number(text) <= 100_000;

/** Where a unit may stand: in any department but itself and those below it. */
function departmentOptions(units: readonly OrganisationUnit[], self: OrganisationUnit | null) {
  const below = self === null ? new Set<string>() : withinUnit(units, self.id);
  const rows = unitRows(units).filter(({ unit }) => unit.kind === 'department' && !below.has(unit.id));
  return [
    { value: top, label: t('organisation.form.top') },
    ...rows.map(({ unit, depth }) => ({ value: unit.id, label: `${'　'.repeat(depth)}${unit.name}` })),
  ];
}

type UnitSubject = {
  kind: UnitKind;
  /** null: a new one. */
  unit: OrganisationUnit | null;
  /** Where a new one stands unless told otherwise. */
  within: string | null;
};

function useUnitForm({ kind, unit, within }: UnitSubject, { done }: { done: () => void }) {
  const create = useCreateUnit();
  const update = useUpdateUnit();
  return createForm({
    initial: {
      name: unit?.name ?? '',
      departmentId: unit?.departmentId ?? within ?? top,
      position: String(unit?.position ?? 0),
    },
    validate: ({ name, position }) => ({
      ...(name.trim() === '' && { name: t('organisation.form.nameMissing') }),
      ...(!isPosition(position) && { position: t('organisation.form.positionInvalid') }),
    }),
    submit: async ({ name, departmentId, position }) => {
      const body = {
        name: name.trim(),
        departmentId: kind === 'region' || departmentId === top ? null : departmentId,
        position: Number(position),
      };
      if (unit === null) await create.mutateAsync({ kind, ...body });
      else await update.mutateAsync({ id: unit.id, ...body });
      toastDone(t('organisation.form.saved'));
      done();
    },
  });
}

/** Adds a unit, or changes the name, order and place of one. */
export function UnitDialog(props: UnitSubject & { units: readonly OrganisationUnit[]; onClose: () => void }) {
  const { kind, unit, within } = untrack(() => props);
  const form = useUnitForm({ kind, unit, within }, { done: () => props.onClose() });
  const title = () =>
    unit === null
      ? t('organisation.form.add', t(`organisation.kinds.${kind}`))
      : t('organisation.form.edit', unit.name);
  return (
    <Dialog open onClose={props.onClose} title={title()} testId="unit-dialog">
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <TextField
          label={t('organisation.form.name')}
          name="unit-name"
          maxlength={60}
          autofocus
          value={form.values().name}
          onValue={(name) => form.set('name', name)}
          error={form.error('name')}
        />
        <Show when={kind !== 'region'}>
          <Choice
            label={t('organisation.form.within')}
            options={departmentOptions(props.units, unit)}
            value={form.values().departmentId}
            onValue={(departmentId) => form.set('departmentId', departmentId)}
          />
        </Show>
        <TextField
          label={t('organisation.form.position')}
          inputmode="numeric"
          help={t('organisation.form.positionHelp')}
          value={form.values().position}
          onValue={(position) => form.set('position', position)}
          error={form.error('position')}
        />
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()} data-testid="unit-submit">
            {t('organisation.form.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Asks before a unit goes. */
export function DeleteUnitDialog(props: { unit: OrganisationUnit; onClose: () => void }) {
  const remove = useDeleteUnit();
  const { id, name } = untrack(() => props.unit);
  return (
    <ConfirmDialog
      open
      onClose={props.onClose}
      title={t('organisation.removeDialog.title', name)}
      body={t('organisation.removeDialog.body')}
      confirm={t('organisation.remove')}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() =>
        remove.mutate(id, {
          onSuccess: () => {
            toastDone(t('organisation.removed', name));
            props.onClose();
          },
        })
      }
    />
  );
}
