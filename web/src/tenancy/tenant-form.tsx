import { passwordLength, type Tenant } from '@yunhu/api/schemas';
import { Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useSession } from '../session/session.ts';
import { Button } from '../ui/button.tsx';
import { DialogActions } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { createForm } from '../ui/form.ts';
import { FormProblem } from '../ui/notice.tsx';
import { RadioCards } from '../ui/radio-cards.tsx';
import { useCreateTenant } from './data.ts';
import { generatePassword } from './generate-password.ts';
import { TenantPicker } from './tenant-picker.tsx';
import { possibleSellers } from './tree.ts';

type Kind = 'agent' | 'customer';
type TenantValues = {
  kind: Kind;
  parentId: string;
  name: string;
  loginName: string;
  password: string;
  mustChangePassword: boolean;
};

const kinds: readonly Kind[] = ['customer', 'agent'];

function createTenantForm(tenants: () => readonly Tenant[], selfId: string, onCreated: (tenant: Tenant) => void) {
  const create = useCreateTenant();
  return createForm<TenantValues>({
    initial: { kind: 'customer', parentId: selfId, name: '', loginName: '', password: '', mustChangePassword: true },
    fieldOfCode: { login_name_taken: 'loginName' },
    validate: ({ name, loginName, password }) => ({
      ...(name.trim() === '' && { name: t('tenancy.create.nameMissing') }),
      ...(!/^[A-Za-z0-9]{3,32}$/.test(loginName) && { loginName: t('tenancy.create.loginNameInvalid') }),
      ...(password.length < passwordLength.least && { password: t('tenancy.create.passwordShort') }),
    }),
    submit: async (values) => {
      const parentId = tenants().some((tenant) => tenant.id === values.parentId) ? values.parentId : selfId;
      onCreated(await create.mutateAsync({ ...values, parentId, name: values.name.trim() }));
    },
  });
}

type TenantFormState = ReturnType<typeof createTenantForm>;

function LoginFields(props: { form: TenantFormState }) {
  return (
    <div class="grid grid-cols-2 items-start gap-4 max-sm:grid-cols-1">
      <TextField
        label={t('tenancy.create.loginName')}
        name="tenant-login"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        maxlength={32}
        value={props.form.values().loginName}
        onValue={(value) => props.form.set('loginName', value)}
        error={props.form.error('loginName')}
        help={t('tenancy.create.loginNameHelp')}
      />
      <TextField
        label={t('tenancy.create.password')}
        name="tenant-password"
        class="code"
        autocomplete="new-password"
        spellcheck={false}
        maxlength={200}
        value={props.form.values().password}
        onValue={(value) => props.form.set('password', value)}
        error={props.form.error('password')}
        help={t('tenancy.create.passwordHelp')}
        suffix={
          <Button look="ghost" size="s" onClick={() => props.form.set('password', generatePassword())}>
            {t('tenancy.create.generate')}
          </Button>
        }
      />
      <label class="flex items-center gap-2.5 text-s sm:col-span-2">
        <input
          type="checkbox"
          class="size-4 accent-accent"
          checked={props.form.values().mustChangePassword}
          onChange={(event) => props.form.set('mustChangePassword', event.currentTarget.checked)}
          data-testid="tenant-must-change"
        />
        {t('account.mustChange')}
      </label>
    </div>
  );
}

const kindOptions = () =>
  kinds.map((value) => ({ value, label: t(`shell.kinds.${value}`), help: t(`tenancy.create.kindHelp.${value}`) }));

/** The first step of opening an account: who it is and how it signs in. */
export function TenantForm(props: {
  tenants: readonly Tenant[];
  onCreated: (tenant: Tenant) => void;
  onCancel: () => void;
}) {
  const session = useSession();
  const selfId = session().tenant.id;
  const form = createTenantForm(
    () => props.tenants,
    selfId,
    (tenant) => props.onCreated(tenant),
  );
  const sellers = () => possibleSellers(props.tenants);
  const seller = () => sellers().find((tenant) => tenant.id === form.values().parentId);
  const sellerHelp = () =>
    form.values().parentId === selfId
      ? t('tenancy.create.parentHelp')
      : t('tenancy.create.ratesLater', seller()?.name ?? '');
  return (
    <form class="grid gap-4" onSubmit={form.submit} novalidate data-testid="tenant-form">
      <RadioCards
        label={t('tenancy.create.kind')}
        name="kind"
        options={kindOptions()}
        value={form.values().kind}
        onValue={(kind) => form.set('kind', kind)}
      />
      <Show when={sellers().length > 1}>
        <TenantPicker
          label={t('tenancy.create.parent')}
          help={sellerHelp()}
          tenants={sellers()}
          value={form.values().parentId}
          onValue={(id) => form.set('parentId', id)}
        />
      </Show>
      <TextField
        label={t('tenancy.create.name')}
        name="tenant-name"
        placeholder={t('tenancy.create.namePlaceholder')}
        autocomplete="off"
        autofocus
        maxlength={100}
        value={form.values().name}
        onValue={(value) => form.set('name', value)}
        error={form.error('name')}
      />
      <LoginFields form={form} />
      <FormProblem error={form.problem()} />
      <DialogActions>
        <Button onClick={() => props.onCancel()}>{t('ui.cancel')}</Button>
        <Button type="submit" look="main" busy={form.submitting()} data-testid="create-submit">
          {t('tenancy.create.submit')}
        </Button>
      </DialogActions>
    </form>
  );
}
