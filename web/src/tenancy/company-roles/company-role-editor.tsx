import type { CompanyRole, CompanyRoleBook, Permission, TenantKind } from '@yunhu/api/schemas';
import { Show, untrack } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { toastDone } from '../../ui/toast.tsx';
import { Choice } from '../../ui/choice.tsx';
import { PermissionPicker } from '../roles/permission-picker.tsx';
import { boundsOf, companyRoleWords } from './company-role-words.ts';
import { useCreateCompanyRole, useUpdateCompanyRole } from './data.ts';

const kinds: readonly TenantKind[] = ['customer', 'agent', 'operator'];

/** Ticked for good: without it a company could not look after its own people. */
const fixedIn = (book: CompanyRoleBook, kind: TenantKind) => (permission: Permission) =>
  boundsOf(book, kind).kept.includes(permission) ? t('roles.company.kept') : null;

function NameField(props: { value: string; onValue: (value: string) => void; error: string | undefined }) {
  return (
    <TextField
      label={t('roles.editor.name')}
      name="company-role-name"
      maxlength={100}
      placeholder={t('roles.company.editor.namePlaceholder')}
      value={props.value}
      onValue={(value) => props.onValue(value)}
      error={props.error}
    />
  );
}

function Foot(props: {
  form: { problem: () => unknown; submitting: () => boolean };
  words: string;
  disabled: boolean;
  onClose: () => void;
}) {
  return (
    <>
      <FormProblem error={props.form.problem()} />
      <DialogActions>
        <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
        <Button
          type="submit"
          look="main"
          busy={props.form.submitting()}
          disabled={props.disabled}
          data-testid="company-role-submit"
        >
          {props.words}
        </Button>
      </DialogActions>
    </>
  );
}

/** A new company role, from all that a kind may have or from another one. */
export function CreateCompanyRoleDialog(props: {
  book: CompanyRoleBook;
  from: CompanyRole | null;
  onClose: () => void;
}) {
  const create = useCreateCompanyRole();
  const { book, from } = untrack(() => ({ book: props.book, from: props.from }));
  const form = createForm<{ kind: TenantKind; name: string; permissions: Permission[] }>({
    initial: {
      kind: from?.kind ?? 'customer',
      name: from === null ? '' : t('roles.editor.copyName', companyRoleWords(from)),
      permissions: from?.permissions ?? boundsOf(book, 'customer').permissions,
    },
    fieldOfCode: { name_taken: 'name' },
    validate: ({ name }) => (name.trim() === '' ? { name: t('roles.editor.nameMissing') } : {}),
    submit: async ({ name, ...values }) => {
      const made = await create.mutateAsync({ ...values, name: name.trim() });
      toastDone(t('roles.editor.created', companyRoleWords(made)));
      props.onClose();
    },
  });
  const chooseKind = (kind: TenantKind) => {
    form.set('kind', kind);
    form.set('permissions', boundsOf(book, kind).permissions);
  };
  return (
    <Dialog
      open
      width="l"
      onClose={props.onClose}
      title={
        from === null ? t('roles.company.editor.createTitle') : t('roles.editor.copyTitle', companyRoleWords(from))
      }
      testId="company-role-dialog"
    >
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <Show when={from === null}>
          <Choice
            label={t('roles.company.editor.kind')}
            name="kind"
            options={kinds.map((value) => ({ value, label: t(`roles.company.kinds.${value}`) }))}
            value={form.values().kind}
            onValue={chooseKind}
          />
        </Show>
        <NameField value={form.values().name} onValue={(value) => form.set('name', value)} error={form.error('name')} />
        <PermissionPicker
          all={boundsOf(book, form.values().kind).permissions}
          value={form.values().permissions}
          onValue={(value) => form.set('permissions', value)}
          fixed={fixedIn(book, form.values().kind)}
          defaults={null}
        />
        <Foot form={form} words={t('roles.editor.create')} disabled={false} onClose={props.onClose} />
      </form>
    </Dialog>
  );
}

/** What a company role holds, and its name where it is one's own. */
export function EditCompanyRoleDialog(props: { book: CompanyRoleBook; role: CompanyRole; onClose: () => void }) {
  const update = useUpdateCompanyRole();
  const format = useFormat();
  const { book, role } = untrack(() => ({ book: props.book, role: props.role }));
  const bounds = boundsOf(book, role.kind);
  const form = createForm<{ name: string; permissions: Permission[] }>({
    initial: { name: role.name ?? '', permissions: role.permissions },
    fieldOfCode: { name_taken: 'name' },
    validate: ({ name }) => (role.name !== null && name.trim() === '' ? { name: t('roles.editor.nameMissing') } : {}),
    submit: async ({ name, permissions }) => {
      const saved = await update.mutateAsync({
        id: role.id,
        revision: role.revision,
        permissions,
        ...(role.name === null ? {} : { name: name.trim() }),
      });
      toastDone(t('roles.editor.saved', companyRoleWords(saved)));
      props.onClose();
    },
  });
  return (
    <Dialog
      open
      width="l"
      onClose={props.onClose}
      title={t('roles.editor.editTitle', companyRoleWords(role))}
      lead={
        role.tenants === 0
          ? t('roles.company.noTenants')
          : t('roles.company.editor.affects', format.count(role.tenants))
      }
      testId="company-role-dialog"
    >
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <Show when={role.name !== null}>
          <NameField
            value={form.values().name}
            onValue={(value) => form.set('name', value)}
            error={form.error('name')}
          />
        </Show>
        <PermissionPicker
          all={bounds.permissions}
          value={form.values().permissions}
          onValue={(value) => form.set('permissions', value)}
          fixed={fixedIn(book, role.kind)}
          defaults={role.name === null ? bounds.permissions : null}
        />
        <Foot form={form} words={t('roles.editor.save')} disabled={!form.dirty()} onClose={props.onClose} />
      </form>
    </Dialog>
  );
}
