import type { OrganisationMember, OrganisationUnit } from '@yunhu/api/schemas';
import { untrack } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { unitRows } from './units.ts';

/** Asks where the members are to stand. */
export function PlaceDialog(props: {
  members: readonly OrganisationMember[];
  units: readonly OrganisationUnit[];
  onPlace: (unit: OrganisationUnit) => Promise<unknown>;
  onClose: () => void;
}) {
  const options = () => [
    ...unitRows(props.units).map(({ unit, depth }) => ({
      value: unit.id,
      label: `${'　'.repeat(depth)}${unit.name}`,
      note: t(`organisation.kinds.${unit.kind}`),
    })),
    ...props.units
      .filter(({ kind }) => kind === 'region')
      .map(({ id, name }) => ({ value: id, label: name, note: t('organisation.kinds.region') })),
  ];
  const form = createForm<{ unitId: string }>({
    initial: { unitId: untrack(() => options()[0]?.value ?? '') },
    submit: async ({ unitId }) => {
      const unit = props.units.find(({ id }) => id === unitId);
      if (unit !== undefined) await props.onPlace(unit);
      props.onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={t('organisation.place.title', `${props.members.length}`)}
      testId="place-dialog"
    >
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <Choice
          label={t('organisation.place.target')}
          name="unit"
          options={options()}
          value={form.values().unitId}
          onValue={(unitId) => form.set('unitId', unitId)}
        />
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()} data-testid="place-submit">
            {t('organisation.place.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
