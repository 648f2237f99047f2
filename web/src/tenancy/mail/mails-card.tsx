import { useQuery } from '@tanstack/solid-query';
import type { Mail } from '@yunhu/api/schemas';
import { For, Show, createSignal } from 'solid-js';
import { locale, t, tMaybe } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { useSession } from '../../session/session.ts';
import { Button } from '../../ui/button.tsx';
import { Card, CardHead } from '../../ui/card.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { dataOf } from '../../ui/query.ts';
import { Tag, type Tone } from '../../ui/status.tsx';
import { toastDone } from '../../ui/toast.tsx';
import { mailsQuery, useSendTest } from './data.ts';

const tones: Readonly<Record<Mail['state'], Tone>> = {
  waiting: 'queued',
  sending: 'ringing',
  sent: 'answered',
  failed: 'failed',
};
const shown = 12;

/** The last mails to one's own people; the operator tries out whether mails arrive. */
export function MailsCard() {
  const session = useSession();
  const query = useQuery(() => mailsQuery);
  const [testing, setTesting] = createSignal(false);
  const mails = () => (dataOf(query)?.enabled === true ? dataOf(query)?.items : undefined);
  return (
    <Show when={mails()}>
      {(items) => (
        <Card label={t('branding.mails.title')}>
          <CardHead title={t('branding.mails.title')} note={t('branding.mails.lead')}>
            <Show when={session().tenant.kind === 'operator'}>
              <Button size="s" onClick={() => setTesting(true)} data-testid="mail-test">
                {t('branding.mails.test')}
              </Button>
            </Show>
          </CardHead>
          <ul class="divide-y divide-line" data-testid="mails">
            <For
              each={items().slice(0, shown)}
              fallback={<li class="px-4 py-6 text-center text-s text-ink-2">{t('branding.mails.empty')}</li>}
            >
              {(mail) => <MailRow mail={mail} />}
            </For>
          </ul>
          <Show when={testing()}>
            <TestDialog onClose={() => setTesting(false)} />
          </Show>
        </Card>
      )}
    </Show>
  );
}

function MailRow(props: { mail: Mail }) {
  const format = useFormat();
  const reason = () => props.mail.reason && tMaybe('branding.mails.reasons', props.mail.reason, props.mail.reason);
  return (
    <li class="grid gap-0.5 px-4 py-2 text-s">
      <div class="flex flex-wrap items-center gap-x-4 gap-y-0.5">
        <span class="w-20 shrink-0">
          <Tag tone={tones[props.mail.state]}>{t(`branding.mails.states.${props.mail.state}`)}</Tag>
        </span>
        <span class="shrink-0 text-ink-2">{t(`branding.mails.kinds.${props.mail.kind}`)}</span>
        <span class="min-w-0 grow truncate">{props.mail.address}</span>
        <span class="tabular shrink-0 text-xs text-ink-3">{format.dateTime(props.mail.createdAt)}</span>
      </div>
      <Show when={reason()}>{(words) => <p class="text-xs break-words text-bad-ink sm:pl-24">{words()}</p>}</Show>
    </li>
  );
}

function TestDialog(props: { onClose: () => void }) {
  const send = useSendTest();
  const form = createForm({
    initial: { email: '' },
    submit: async ({ email }) => {
      await send.mutateAsync({ email: email.trim(), locale: locale() === 'en' ? 'en' : 'zh' });
      toastDone(t('branding.mails.testSent'));
      props.onClose();
    },
  });
  return (
    <Dialog open onClose={props.onClose} title={t('branding.mails.test')}>
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <TextField
          label={t('branding.mails.testTo')}
          type="email"
          value={form.values().email}
          onValue={(value) => form.set('email', value)}
          error={form.error('email')}
          maxlength={254}
          data-testid="mail-test-to"
        />
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()} data-testid="mail-test-send">
            {t('branding.mails.test')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
