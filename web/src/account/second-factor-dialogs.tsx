import { useQueryClient } from '@tanstack/solid-query';
import type { SecondFactorSeed } from '@yunhu/api/schemas';
import { Match, Show, Switch, createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { PasswordField } from '../session/password-field.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { createForm } from '../ui/form.ts';
import { FormProblem } from '../ui/notice.tsx';
import { toastDone } from '../ui/toast.tsx';
import { useBeginSecondFactor, useConfirmSecondFactor, useNewRecoveryCodes, useRemoveSecondFactor } from './data.ts';
import { QrCode } from './qr-code.tsx';
import { RecoveryCodeList } from './recovery-codes.tsx';

function PasswordStep(props: { onSeed: (seed: SecondFactorSeed) => void; onClose: () => void }) {
  const begin = useBeginSecondFactor();
  const form = createForm({
    initial: { currentPassword: '' },
    fieldOfCode: { invalid_credentials: 'currentPassword' },
    validate: ({ currentPassword }) =>
      currentPassword === '' ? { currentPassword: t('account.password.currentMissing') } : {},
    submit: async (values) => props.onSeed(await begin.mutateAsync(values)),
  });
  return (
    <form class="grid gap-4" onSubmit={form.submit} novalidate>
      <PasswordField
        label={t('account.password.current')}
        autocomplete="current-password"
        testId="prove-password"
        autofocus
        value={form.values().currentPassword}
        onValue={(value) => form.set('currentPassword', value)}
        error={form.error('currentPassword')}
      />
      <FormProblem error={form.problem()} />
      <DialogActions>
        <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
        <Button type="submit" look="main" busy={form.submitting()} data-testid="prove-submit">
          {t('account.secondFactor.next')}
        </Button>
      </DialogActions>
    </form>
  );
}

function CodeStep(props: { seed: SecondFactorSeed; onCodes: (codes: string[]) => void; onClose: () => void }) {
  const confirm = useConfirmSecondFactor();
  const form = createForm({
    initial: { code: '' },
    fieldOfCode: { invalid_code: 'code' },
    validate: ({ code }) => (code.trim() === '' ? { code: t('session.codeMissing') } : {}),
    submit: async (values) => props.onCodes((await confirm.mutateAsync(values)).codes),
  });
  return (
    <form class="grid gap-4" onSubmit={form.submit} novalidate>
      <div class="flex flex-wrap items-start gap-4">
        <QrCode text={props.seed.uri} label={t('account.secondFactor.qr')} />
        <div class="grid min-w-44 flex-1 gap-1.5 text-s text-ink-2">
          <p>{t('account.secondFactor.scan')}</p>
          <p class="mt-1 text-xs text-ink-3">{t('account.secondFactor.byHand')}</p>
          <p class="code break-all select-all" data-testid="seed">
            {props.seed.seed.replaceAll(/(.{4})(?=.)/g, '$1 ')}
          </p>
        </div>
      </div>
      <TextField
        label={t('session.code')}
        class="code"
        inputmode="numeric"
        autocomplete="one-time-code"
        maxlength={10}
        autofocus
        value={form.values().code}
        onValue={(value) => form.set('code', value)}
        error={form.error('code')}
        data-testid="confirm-code"
      />
      <FormProblem error={form.problem()} />
      <DialogActions>
        <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
        <Button type="submit" look="main" busy={form.submitting()} data-testid="confirm-submit">
          {t('account.secondFactor.turnOn')}
        </Button>
      </DialogActions>
    </form>
  );
}

/** Password, then the seed with a first code, then the recovery codes. */
export function SetUpDialog(props: { onClose: () => void }) {
  const client = useQueryClient();
  const [seed, setSeed] = createSignal<SecondFactorSeed | null>(null);
  const [codes, setCodes] = createSignal<string[] | null>(null);
  const close = () => {
    props.onClose();
    // Now, and not while the codes stood there: where it was a duty, the page that they stood on goes away.
    if (codes() === null) return;
    for (const key of ['second-factor', 'session', 'sign-in-policy', 'staff'])
      void client.invalidateQueries({ queryKey: [key] });
    toastDone(t('account.secondFactor.isOn'));
  };
  return (
    <Dialog
      open
      onClose={close}
      title={codes() === null ? t('account.secondFactor.setUp') : t('account.recovery.title')}
      lead={codes() === null ? t('account.secondFactor.lead') : t('account.recovery.lead')}
      testId="second-factor-dialog"
    >
      <Switch>
        <Match when={codes()}>{(found) => <RecoveryCodeList codes={found()} onDone={close} />}</Match>
        <Match when={seed()}>{(found) => <CodeStep seed={found()} onCodes={setCodes} onClose={close} />}</Match>
        <Match when={seed() === null}>
          <PasswordStep onSeed={setSeed} onClose={close} />
        </Match>
      </Switch>
    </Dialog>
  );
}

type ProofProps = {
  submit: (proof: { currentPassword: string; code: string }) => Promise<unknown>;
  word: string;
  bad?: boolean;
  onDone?: () => void;
  onClose: () => void;
};

function ProofForm(props: ProofProps) {
  const form = createForm({
    initial: { currentPassword: '', code: '' },
    fieldOfCode: { invalid_credentials: 'currentPassword', invalid_code: 'code' },
    validate: ({ currentPassword, code }) => ({
      ...(currentPassword === '' && { currentPassword: t('account.password.currentMissing') }),
      ...(code.trim() === '' && { code: t('session.codeMissing') }),
    }),
    submit: async (values) => {
      await props.submit(values);
      props.onDone?.();
    },
  });
  return (
    <form class="grid gap-4" onSubmit={form.submit} novalidate>
      <PasswordField
        label={t('account.password.current')}
        autocomplete="current-password"
        autofocus
        value={form.values().currentPassword}
        onValue={(value) => form.set('currentPassword', value)}
        error={form.error('currentPassword')}
      />
      <TextField
        label={t('account.secondFactor.codeOrRecovery')}
        class="code"
        autocomplete="one-time-code"
        maxlength={40}
        value={form.values().code}
        onValue={(value) => form.set('code', value)}
        error={form.error('code')}
      />
      <FormProblem error={form.problem()} />
      <DialogActions>
        <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
        <Button type="submit" look={props.bad === true ? 'bad-main' : 'main'} busy={form.submitting()}>
          {props.word}
        </Button>
      </DialogActions>
    </form>
  );
}

/** New recovery codes in the place of the old ones. */
export function NewCodesDialog(props: { onClose: () => void }) {
  const renew = useNewRecoveryCodes();
  const [codes, setCodes] = createSignal<string[] | null>(null);
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={t('account.recovery.title')}
      lead={codes() === null ? t('account.recovery.renewLead') : t('account.recovery.lead')}
    >
      <Show
        when={codes()}
        fallback={
          <ProofForm
            word={t('account.recovery.renew')}
            submit={(proof) => renew.mutateAsync(proof)}
            onDone={() => setCodes(renew.data?.codes ?? null)}
            onClose={props.onClose}
          />
        }
      >
        {(found) => <RecoveryCodeList codes={found()} onDone={props.onClose} />}
      </Show>
    </Dialog>
  );
}

export function RemoveDialog(props: { onClose: () => void }) {
  const remove = useRemoveSecondFactor();
  const done = () => {
    toastDone(t('account.secondFactor.isOff'));
    props.onClose();
  };
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={t('account.secondFactor.remove')}
      lead={t('account.secondFactor.removeLead')}
    >
      <ProofForm
        word={t('account.secondFactor.turnOff')}
        bad
        submit={(proof) => remove.mutateAsync(proof)}
        onDone={done}
        onClose={props.onClose}
      />
    </Dialog>
  );
}
