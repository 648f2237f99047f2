import { useQuery } from '@tanstack/solid-query';
import type { CompanyRole, Tenant } from '@yunhu/api/schemas';
import { createEffect, untrack } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { Choice, type Option } from '../../ui/choice.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { dataOf } from '../../ui/query.ts';
import { toastDone } from '../../ui/toast.tsx';
import { companyRoleWords } from './company-role-words.ts';
import { companyRolesQuery, heldQuery, useAssignCompanyRole } from './data.ts';

function optionOf(role: CompanyRole): Option<string> {
  const option = { value: role.id, label: companyRoleWords(role) };
  if (role.isDefault) return { ...option, note: t('roles.company.isDefault') };
  return role.isWhole ? { ...option, note: t('roles.company.whole') } : option;
}

/** Gives one company another company role of its kind. */
export function AssignCompanyRoleDialog(props: { tenant: Tenant; onClose: () => void }) {
  const tenant = untrack(() => props.tenant);
  const book = useQuery(() => companyRolesQuery);
  const held = useQuery(() => heldQuery(tenant.id));
  const assign = useAssignCompanyRole();
  const form = createForm({
    initial: { companyRoleId: '' },
    submit: async ({ companyRoleId }) => {
      const role = await assign.mutateAsync({ tenantId: tenant.id, companyRoleId });
      toastDone(t('roles.company.assigned', tenant.name, companyRoleWords(role)));
      props.onClose();
    },
  });
  createEffect(() => {
    const role = dataOf(held);
    if (role !== undefined) form.preset('companyRoleId', role.id);
  });
  const options = () => (dataOf(book)?.items ?? []).filter(({ kind }) => kind === tenant.kind).map(optionOf);
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={t('roles.company.assignTitle', tenant.name)}
      lead={t('roles.company.assignLead')}
      testId="assign-company-role"
    >
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <Choice
          label={t('roles.company.assign')}
          name="company-role"
          options={options()}
          value={form.values().companyRoleId}
          onValue={(value) => form.set('companyRoleId', value)}
          disabled={dataOf(held) === undefined || dataOf(book) === undefined}
        />
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button
            type="submit"
            look="main"
            busy={form.submitting()}
            disabled={!form.dirty()}
            data-testid="assign-submit"
          >
            {t('roles.company.assignSave')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
