import { useQuery } from '@tanstack/solid-query';
import type { Accent, BrandSettings, ChangeBrandBody, SupportContact } from '@yunhu/api/schemas';
import { Show, createEffect } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { Card, CardHead } from '../../ui/card.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { dataOf } from '../../ui/query.ts';
import { toastDone, toastProblem } from '../../ui/toast.tsx';
import { ColourField, readColour } from './colour-field.tsx';
import { accentQuery, useChangeBrand } from './data.ts';
import { Whose } from './whose.tsx';

/** What is typed and not saved yet, for the preview. */
export type Draft = { readonly name: string; readonly accent: Accent | null };

const valuesOf = ({ own, shown }: BrandSettings) => {
  const support = own.includes('support') ? shown.support : null;
  return {
    name: own.includes('name') ? (shown.name ?? '') : '',
    colour: own.includes('accent') ? (shown.accent?.chosen ?? '') : '',
    email: support?.email ?? '',
    phone: support?.phone ?? '',
    note: support?.note ?? '',
  };
};
type Values = ReturnType<typeof valuesOf>;

const orNull = (text: string) => (text.trim() === '' ? null : text.trim());

function bodyOf(values: Values): Required<ChangeBrandBody> {
  const support = { email: orNull(values.email), phone: orNull(values.phone), note: orNull(values.note) };
  const isSaid = Object.values(support).some((value) => value !== null);
  return { name: orNull(values.name), accent: readColour(values.colour), support: isSaid ? support : null };
}

/** Name, colour and contact: what is left empty comes from above. */
export function BrandForm(props: { settings: BrandSettings; onDraft: (draft: Draft) => void }) {
  const change = useChangeBrand();
  const form = createForm({
    // oxlint-disable-next-line solid/reactivity -- a form begins with what is known when it is opened
    initial: valuesOf(props.settings),
    validate: ({ colour }) =>
      colour.trim() !== '' && readColour(colour) === null ? { colour: t('branding.colourBad') } : {},
    submit: async (values) => {
      const before = bodyOf(valuesOf(props.settings));
      await change.mutateAsync(bodyOf(values));
      const back = () =>
        change.mutate(before, {
          onSuccess: (settings) => fillIn(valuesOf(settings)),
          onError: (error) => toastProblem(error),
        });
      toastDone(t('branding.saved'), { label: t('ui.undo'), run: back });
    },
    fieldOfCode: { not_an_address: 'email' },
  });
  const fillIn = (values: Values): void => {
    for (const [name, value] of Object.entries(values)) form.set(name as keyof Values, value);
  };
  const inherited = () => props.settings.inherited;
  const query = useQuery(() => accentQuery(readColour(form.values().colour)));
  const accent = () => (readColour(form.values().colour) === null ? inherited().accent : (dataOf(query) ?? null));
  createEffect(() => props.onDraft({ name: form.values().name.trim(), accent: accent() }));
  const clear = (...names: (keyof Values)[]) => {
    for (const name of names) form.set(name, '');
  };
  return (
    <form class="grid gap-4" onSubmit={form.submit} novalidate data-testid="brand-form">
      <BasicsCard form={form} inherited={inherited()} accent={accent()} clear={clear} />
      <ContactCard form={form} inherited={inherited().support} clear={() => clear('email', 'phone', 'note')} />
      <FormProblem error={form.problem()} />
      <Show when={form.dirty()}>
        <div class="sticky bottom-3 z-10 flex justify-end gap-2 rounded-m border border-line bg-raised p-3 shadow-pop">
          <Button onClick={() => fillIn(valuesOf(props.settings))}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()} data-testid="brand-save">
            {t('branding.save')}
          </Button>
        </div>
      </Show>
    </form>
  );
}

type Form = ReturnType<typeof createForm<Values>>;

/** Three fields that are inherited as one. */
function ContactCard(props: { form: Form; inherited: SupportContact | null; clear: () => void }) {
  const text = (name: 'email' | 'phone' | 'note') => ({
    label: t(`branding.${name}`),
    value: props.form.values()[name],
    onValue: (value: string) => props.form.set(name, value),
    error: props.form.error(name),
  });
  return (
    <Card label={t('branding.contact')}>
      <CardHead title={t('branding.contact')} />
      <div class="grid gap-4 p-4">
        <div class="grid gap-4 sm:grid-cols-2">
          <TextField {...text('email')} type="email" placeholder={props.inherited?.email ?? ''} maxlength={254} />
          <TextField {...text('phone')} type="tel" placeholder={props.inherited?.phone ?? ''} maxlength={40} />
        </div>
        <TextField
          {...text('note')}
          placeholder={props.inherited?.note ?? t('branding.noteHint')}
          help={t('branding.contactHelp')}
          maxlength={200}
        />
        <Whose
          own={bodyOf(props.form.values()).support !== null}
          isDefault={props.inherited === null}
          clear={() => props.clear()}
        />
      </div>
    </Card>
  );
}

/** Name and colour, each inherited by itself. */
function BasicsCard(props: {
  form: Form;
  inherited: BrandSettings['inherited'];
  accent: Accent | null;
  clear: (...names: (keyof Values)[]) => void;
}) {
  return (
    <Card label={t('branding.basics')}>
      <CardHead title={t('branding.basics')} />
      <div class="grid gap-5 p-4">
        <div class="grid gap-2">
          <TextField
            label={t('branding.name')}
            value={props.form.values().name}
            onValue={(value) => props.form.set('name', value)}
            error={props.form.error('name')}
            help={t('branding.nameHelp')}
            placeholder={props.inherited.name ?? t('shell.brand')}
            maxlength={40}
            data-testid="brand-name"
          />
          <Whose
            own={props.form.values().name.trim() !== ''}
            isDefault={props.inherited.name === null}
            clear={() => props.clear('name')}
          />
        </div>
        <div class="grid gap-2">
          <ColourField
            value={props.form.values().colour}
            onValue={(value) => props.form.set('colour', value)}
            error={props.form.error('colour')}
            placeholder={props.inherited.accent?.chosen ?? '#4353c9'}
            accent={props.accent}
          />
          <Whose
            own={props.form.values().colour.trim() !== ''}
            isDefault={props.inherited.accent === null}
            clear={() => props.clear('colour')}
          />
        </div>
      </div>
    </Card>
  );
}
