import type { BrandDomain, BrandSettings } from '@yunhu/api/schemas';
import Copy from 'lucide-solid/icons/copy';
import { For, Show, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { Pill } from '../../ui/status.tsx';
import { toastDone, toastProblem } from '../../ui/toast.tsx';
import { useCheckDomain, useClaimDomain, useReleaseDomain } from './data.ts';

/** One's own domain: which, whether it is shown to be one's own, and what is to be done for that. */
export function DomainCard(props: { settings: BrandSettings }) {
  const [leaving, setLeaving] = createSignal(false);
  return (
    <Card label={t('branding.domain')}>
      <CardHead
        title={t('branding.domain')}
        note={props.settings.servedAt === null ? undefined : t('branding.servedAt', props.settings.servedAt)}
      />
      <div class="grid gap-4 p-4">
        <p class="text-s text-ink-2">{t('branding.domainLead')}</p>
        <Show when={props.settings.domain} fallback={<ClaimForm />}>
          {(domain) => (
            <>
              <div class="flex flex-wrap items-center gap-2.5">
                <b class="code min-w-0 break-all text-m" data-testid="domain">
                  {domain().domain}
                </b>
                <Pill
                  look={domain().state === 'verified' ? 'ok' : 'warn'}
                  live={domain().state === 'waiting'}
                  testId="domain-state"
                >
                  {t(`branding.states.${domain().state}`)}
                </Pill>
                <span class="grow" />
                <Button look="bad" size="s" onClick={() => setLeaving(true)} data-testid="domain-release">
                  {t('branding.release')}
                </Button>
              </div>
              <Show when={domain().state === 'waiting'} fallback={<Verified domain={domain()} />}>
                <Waiting domain={domain()} />
              </Show>
              <Show when={leaving()}>
                <Leave domain={domain().domain} onClose={() => setLeaving(false)} />
              </Show>
            </>
          )}
        </Show>
      </div>
    </Card>
  );
}

function ClaimForm() {
  const claim = useClaimDomain();
  const form = createForm({
    initial: { domain: '' },
    submit: async ({ domain }) => {
      await claim.mutateAsync(domain);
      toastDone(t('branding.claimed'));
    },
  });
  return (
    <form class="grid gap-3" onSubmit={form.submit} novalidate>
      <TextField
        label={t('branding.domainField')}
        value={form.values().domain}
        onValue={(value) => form.set('domain', value)}
        error={form.error('domain')}
        help={t('branding.domainHelp')}
        placeholder="calls.example.com"
        spellcheck={false}
        autocapitalize="none"
        maxlength={253}
        data-testid="domain-name"
      />
      <FormProblem error={form.problem()} />
      <div>
        <Button
          type="submit"
          busy={form.submitting()}
          disabled={form.values().domain.trim() === ''}
          data-testid="domain-claim"
        >
          {t('branding.claim')}
        </Button>
      </div>
    </form>
  );
}

function Verified(props: { domain: BrandDomain }) {
  const format = useFormat();
  return (
    <div class="grid gap-3">
      <p class="text-s text-ok-ink">
        {t(`branding.verifiedBy.${props.domain.verifiedBy ?? 'dns'}`)}
        <Show when={props.domain.verifiedAt}>
          {(at) => <span class="tabular ml-2 text-ink-3">{format.dateTime(at())}</span>}
        </Show>
      </p>
      <Show when={props.domain.checkResult}>
        {(result) => (
          <>
            <Found result={result()} />
            <p class="text-s text-ink-2">{t('branding.unproven')}</p>
            <Record record={props.domain.record} />
          </>
        )}
      </Show>
    </div>
  );
}

/** What the last check found instead. */
function Found(props: { result: NonNullable<BrandDomain['checkResult']> }) {
  return (
    <p role="status" class="rounded-s bg-warn-soft px-3 py-2 text-s text-warn-ink">
      {t(`branding.results.${props.result}`)}
    </p>
  );
}

function Waiting(props: { domain: BrandDomain }) {
  const check = useCheckDomain();
  const format = useFormat();
  const lastCheck = () => {
    const at = props.domain.checkedAt;
    return at === null ? t('branding.neverChecked') : t('branding.lastCheck', format.dateTime(at));
  };
  return (
    <div class="grid gap-3">
      <p class="text-s text-ink-2">{t('branding.recordLead')}</p>
      <Record record={props.domain.record} />
      <Show when={props.domain.checkResult}>{(result) => <Found result={result()} />}</Show>
      <div class="flex flex-wrap items-center gap-3">
        <Button
          busy={check.isPending}
          onClick={() =>
            check.mutate(undefined, {
              onSuccess: () => toastDone(t('branding.checkAsked')),
              onError: (error) => toastProblem(error),
            })
          }
          data-testid="domain-check"
        >
          {t('branding.check')}
        </Button>
        <span class="tabular text-xs text-ink-3">{lastCheck()}</span>
      </div>
    </div>
  );
}

function Leave(props: { domain: string; onClose: () => void }) {
  const release = useReleaseDomain();
  return (
    <Dialog open onClose={props.onClose} title={t('branding.release')} lead={t('branding.releaseAsk', props.domain)}>
      <FormProblem error={release.error} />
      <DialogActions>
        <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
        <Button
          look="bad-main"
          busy={release.isPending}
          onClick={() =>
            release.mutate(undefined, {
              onSuccess: () => {
                props.onClose();
                toastDone(t('branding.released'));
              },
            })
          }
        >
          {t('branding.release')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** What the DNS of the domain has to say. */
function Record(props: { record: BrandDomain['record'] }) {
  const rows = () => [
    { label: t('branding.recordType'), value: props.record.type },
    { label: t('branding.recordName'), value: props.record.name },
    { label: t('branding.recordValue'), value: props.record.value },
  ];
  return (
    <dl class="grid divide-y divide-line rounded-s border border-line bg-sunken" data-testid="domain-record">
      <For each={rows()}>
        {(row) => (
          <div class="flex items-center gap-3 px-3 py-1.5">
            <dt class="w-16 shrink-0 text-xs text-ink-3">{row.label}</dt>
            <dd class="code min-w-0 grow break-all">{row.value}</dd>
            <Button
              look="ghost"
              size="icon"
              aria-label={`${t('branding.copy')} ${row.label}`}
              onClick={() => void copyText(row.value, t('branding.copied'))}
            >
              <Copy class="size-3.5" aria-hidden="true" />
            </Button>
          </div>
        )}
      </For>
    </dl>
  );
}
