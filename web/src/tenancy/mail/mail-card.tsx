import { useQuery } from '@tanstack/solid-query';
import type { OwnMail } from '@yunhu/api/schemas';
import { Show, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { Card, CardHead } from '../../ui/card.tsx';
import { Choice } from '../../ui/choice.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { dataOf } from '../../ui/query.ts';
import { toastDone, toastProblem } from '../../ui/toast.tsx';
import { ownMailQuery, useAskForAddress, useChangeOwnMail, useRemoveAddress } from './data.ts';

/** Where and in which language one is written to. Not there where this installation sends no mails. */
export function MailCard() {
  const query = useQuery(() => ownMailQuery);
  const own = () => (dataOf(query)?.enabled === true ? dataOf(query) : undefined);
  return (
    <Show when={own()}>
      {(mail) => (
        <Card label={t('branding.mail.title')}>
          <CardHead title={t('branding.mail.title')} note={t('branding.mail.lead')} />
          <div class="grid gap-4 p-4" data-testid="mail-card">
            <Address mail={mail()} />
            <Show when={mail().email}>
              <Preferences mail={mail()} />
            </Show>
          </div>
        </Card>
      )}
    </Show>
  );
}

function Address(props: { mail: OwnMail }) {
  const [changing, setChanging] = createSignal(false);
  const remove = useRemoveAddress();
  const drop = () =>
    remove.mutate(undefined, {
      onSuccess: () => toastDone(t('branding.mail.removed')),
      onError: (error) => toastProblem(error),
    });
  const isKnown = () => props.mail.email !== null || props.mail.pending !== null;
  return (
    <>
      <Show when={isKnown()}>
        <div class="flex flex-wrap items-center gap-2.5">
          <b class="min-w-0 break-all font-medium" data-testid="own-email">
            {props.mail.email ?? t('branding.mail.none')}
          </b>
          <span class="grow" />
          <Button size="s" onClick={() => setChanging(true)}>
            {t('branding.mail.change')}
          </Button>
          <Button size="s" look="bad" busy={remove.isPending} onClick={drop}>
            {t('branding.mail.remove')}
          </Button>
        </div>
      </Show>
      <Show when={props.mail.pending}>
        {(pending) => (
          <p
            role="status"
            class="rounded-s bg-warn-soft px-3 py-2 text-s break-words text-warn-ink"
            data-testid="pending-email"
          >
            {t('branding.mail.pending', pending().email)}
          </p>
        )}
      </Show>
      <Show when={!isKnown() || changing()}>
        <AskForm onDone={() => setChanging(false)} />
      </Show>
    </>
  );
}

function AskForm(props: { onDone: () => void }) {
  const ask = useAskForAddress();
  const form = createForm({
    initial: { email: '' },
    submit: async ({ email }) => {
      await ask.mutateAsync(email.trim());
      toastDone(t('branding.mail.asked', email.trim()));
      props.onDone();
    },
  });
  return (
    <form class="grid max-w-[420px] gap-3" onSubmit={form.submit} novalidate>
      <TextField
        label={t('branding.mail.address')}
        type="email"
        autocomplete="email"
        value={form.values().email}
        onValue={(value) => form.set('email', value)}
        error={form.error('email')}
        maxlength={254}
        data-testid="email"
      />
      <FormProblem error={form.problem()} />
      <div>
        <Button
          type="submit"
          busy={form.submitting()}
          disabled={form.values().email.trim() === ''}
          data-testid="email-ask"
        >
          {t('branding.mail.ask')}
        </Button>
      </div>
    </form>
  );
}

function Preferences(props: { mail: OwnMail }) {
  const change = useChangeOwnMail();
  const set = (body: Parameters<typeof change.mutate>[0]) =>
    change.mutate(body, {
      onSuccess: () => toastDone(t('branding.mail.saved')),
      onError: (error) => toastProblem(error),
    });
  return (
    <div class="grid gap-4 sm:grid-cols-2">
      <label class="flex items-center gap-2.5 text-s">
        <input
          type="checkbox"
          class="size-4 accent-accent"
          checked={props.mail.wantsMail}
          onChange={(event) => set({ wantsMail: event.currentTarget.checked })}
        />
        {t('branding.mail.wants')}
      </label>
      <Choice
        label={t('branding.mail.language')}
        value={props.mail.locale}
        onValue={(locale) => set({ locale })}
        options={(['zh', 'en'] as const).map((value) => ({ value, label: t(`branding.mail.${value}`) }))}
        name="mail-locale"
      />
    </div>
  );
}
