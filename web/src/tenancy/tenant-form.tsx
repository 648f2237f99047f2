import type { Tenant } from '@yunhu/api/schemas';
import { For, Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useSession } from '../session/session.ts';
import { Button } from '../ui/button.tsx';
import { DialogActions } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { createForm } from '../ui/form.ts';
import { FormProblem } from '../ui/notice.tsx';
import { useCreateTenant } from './data.ts';
import { TenantPicker } from './tenant-picker.tsx';
import { possibleSellers } from './tree.ts';

type Kind = 'agent' | 'customer';
type TenantValues = { kind: Kind; parentId: string; name: string; loginName: string; password: string };

const kinds: readonly Kind[] = ['customer', 'agent'];
const passwordLetters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const passwordLength = 14;

/** A password without letters that look alike. Bytes above the last whole multiple are thrown away: no letter is likelier. */
function generatePassword(): string {
  const fair = 256 - (256 % passwordLetters.length);
  let password = '';
  while (password.length < passwordLength) {
    for (const byte of crypto.getRandomValues(new Uint8Array(passwordLength))) {
      if (byte < fair && password.length < passwordLength) password += passwordLetters[byte % passwordLetters.length];
    }
  }
  return password;
}

function KindChoice(props: { value: Kind; onValue: (kind: Kind) => void }) {
  return (
    <fieldset class="grid gap-1.5">
      <legend class="mb-1.5 text-s text-ink-2">{t('tenancy.create.kind')}</legend>
      <div class="grid grid-cols-2 gap-2 max-sm:grid-cols-1">
        <For each={kinds}>
          {(kind) => (
            <label class="grid cursor-pointer gap-0.5 rounded-s border border-line-strong px-3 py-2.5 transition-colors duration-150 has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent">
              <input
                type="radio"
                name="kind"
                class="sr-only"
                value={kind}
                checked={props.value === kind}
                onChange={() => props.onValue(kind)}
              />
              <span class="text-m font-medium">{t(`shell.kinds.${kind}`)}</span>
              <span class="text-xs text-ink-2">{t(`tenancy.create.kindHelp.${kind}`)}</span>
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
}

function createTenantForm(tenants: () => readonly Tenant[], selfId: string, onCreated: (tenant: Tenant) => void) {
  const create = useCreateTenant();
  return createForm<TenantValues>({
    initial: { kind: 'customer', parentId: selfId, name: '', loginName: '', password: '' },
    fieldOfCode: { login_name_taken: 'loginName' },
    validate: ({ name, loginName, password }) => ({
      ...(name.trim() === '' && { name: t('tenancy.create.nameMissing') }),
      ...(!/^[A-Za-z0-9]{3,32}$/.test(loginName) && { loginName: t('tenancy.create.loginNameInvalid') }),
      ...(password.length < 8 && { password: t('tenancy.create.passwordShort') }),
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
    </div>
  );
}

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
      <KindChoice value={form.values().kind} onValue={(kind) => form.set('kind', kind)} />
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
