import { useQuery } from '@tanstack/solid-query';
import type { Tenant, TenantDetails, UpdateTenantBody } from '@yunhu/api/schemas';
import { For, Show, untrack } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Bone } from '../../ui/bone.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { ErrorState, FormProblem } from '../../ui/notice.tsx';
import { dataOf } from '../../ui/query.ts';
import { toastDone, toastProblem } from '../../ui/toast.tsx';
import { useUpdateTenant } from '../data.ts';
import { tenantDetailsQuery } from './data.ts';

type Values = { name: string; timeZone: string; contactName: string; contactPhone: string; contactEmail: string };

const timeZones = Intl.supportedValuesOf('timeZone');

function isTimeZone(name: string): boolean {
  try {
    // Refuses with a RangeError what it does not know.
    Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    return false;
  }
  return /^[A-Z]/.test(name);
}

function validate({ name, timeZone, contactPhone, contactEmail }: Values): Partial<Record<keyof Values, string>> {
  return {
    ...(name.trim() === '' && { name: t('tenancy.create.nameMissing') }),
    ...(!isTimeZone(timeZone.trim()) && { timeZone: t('hierarchy.edit.timeZoneInvalid') }),
    ...(!/^([0-9+() -]{3,40})?$/.test(contactPhone.trim()) && { contactPhone: t('hierarchy.edit.phoneInvalid') }),
    ...(!/^([^\s@]+@[^\s@]+\.[^\s@]+)?$/.test(contactEmail.trim()) && {
      contactEmail: t('hierarchy.edit.emailInvalid'),
    }),
  };
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

function bodyOf(values: Values): UpdateTenantBody {
  return {
    name: values.name.trim(),
    timeZone: values.timeZone.trim(),
    contactName: orNull(values.contactName),
    contactPhone: orNull(values.contactPhone),
    contactEmail: orNull(values.contactEmail),
  };
}

function valuesOf(tenant: Tenant, details: TenantDetails): Values {
  return {
    name: tenant.name,
    timeZone: details.timeZone,
    contactName: details.contactName ?? '',
    contactPhone: details.contactPhone ?? '',
    contactEmail: details.contactEmail ?? '',
  };
}

function createEditForm(id: string, before: Values, onDone: () => void) {
  const update = useUpdateTenant();
  return createForm<Values>({
    initial: before,
    validate,
    submit: async (values) => {
      await update.mutateAsync({ id, ...bodyOf(values) });
      toastDone(t('hierarchy.edit.done', values.name.trim()), {
        label: t('ui.undo'),
        run: () => void update.mutateAsync({ id, ...bodyOf(before) }).catch(toastProblem),
      });
      onDone();
    },
  });
}

function EditForm(props: { tenant: Tenant; details: TenantDetails; onClose: () => void }) {
  const form = untrack(() =>
    createEditForm(props.tenant.id, valuesOf(props.tenant, props.details), () => props.onClose()),
  );
  const field = (name: keyof Values) => ({
    value: form.values()[name],
    onValue: (value: string) => form.set(name, value),
    error: form.error(name),
  });
  return (
    <form class="grid gap-4" onSubmit={form.submit} novalidate data-testid="edit-tenant-form">
      <TextField label={t('tenancy.create.name')} autofocus maxlength={100} {...field('name')} />
      <TextField
        label={t('hierarchy.timeZone')}
        help={t('hierarchy.edit.timeZoneHelp')}
        list="time-zones"
        autocomplete="off"
        spellcheck={false}
        maxlength={60}
        {...field('timeZone')}
      />
      <datalist id="time-zones">
        <For each={timeZones}>{(zone) => <option value={zone} />}</For>
      </datalist>
      <div class="grid grid-cols-2 items-start gap-4 max-sm:grid-cols-1">
        <TextField label={t('hierarchy.contactName')} optional maxlength={100} {...field('contactName')} />
        <TextField label={t('hierarchy.contactPhone')} optional type="tel" maxlength={40} {...field('contactPhone')} />
      </div>
      <TextField
        label={t('hierarchy.contactEmail')}
        help={t('hierarchy.edit.contactHelp')}
        optional
        type="email"
        maxlength={254}
        {...field('contactEmail')}
      />
      <FormProblem error={form.problem()} />
      <DialogActions>
        <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
        <Button type="submit" look="main" busy={form.submitting()} data-testid="edit-submit">
          {t('hierarchy.edit.submit')}
        </Button>
      </DialogActions>
    </form>
  );
}

/** What an account is called and how it is reached. */
export function EditTenantDialog(props: { tenant: Tenant; onClose: () => void }) {
  const query = useQuery(() => ({ ...tenantDetailsQuery(props.tenant.id), refetchInterval: false as const }));
  return (
    <Dialog open onClose={props.onClose} title={t('hierarchy.edit.title')} testId="edit-tenant-dialog">
      <Show
        when={!query.isLoadingError}
        fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}
      >
        <Show when={dataOf(query)} fallback={<Bone class="h-80 w-full" />}>
          {(details) => <EditForm tenant={props.tenant} details={details()} onClose={props.onClose} />}
        </Show>
      </Show>
    </Dialog>
  );
}
