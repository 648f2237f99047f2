import type { CallerIdDetail } from '@yunhu/api/schemas';
import { createSignal, untrack } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { createForm } from '../ui/form.ts';
import { FormProblem } from '../ui/notice.tsx';
import { toastDone } from '../ui/toast.tsx';
import { Problem } from '../session/problem.ts';
import { useResubmitCallerId, useSubmitCallerId } from './data.ts';
import { createPapers, DocumentsField } from './documents-field.tsx';
import { refusalText } from './words.ts';

const maxNote = 500;

function createSubmission(again: CallerIdDetail | undefined, onDone: (id: string) => void) {
  const submit = useSubmitCallerId();
  const resubmit = useResubmitCallerId();
  const papers = createPapers(again?.documents ?? []);
  const [missing, setMissing] = createSignal<string>();
  const [refused, setRefused] = createSignal<string>();
  const form = createForm({
    initial: { number: again?.display ?? '', note: '' },
    validate: ({ number }) => {
      setRefused(undefined);
      setMissing(papers.isBusy() ? t('callerIds.form.checking') : papers.missing());
      const wrong = number.trim() === '' ? { number: t('callerIds.form.numberMissing') } : {};
      return missing() === undefined ? wrong : { note: '', ...wrong };
    },
    submit: async ({ number, note }) => {
      const rest = { documentIds: papers.ids(), note: note.trim() };
      const send = () =>
        again === undefined ? submit.mutateAsync({ number, ...rest }) : resubmit.mutateAsync({ id: again.id, ...rest });
      const done = await send().catch((error: unknown) => {
        if (error instanceof Problem && error.fields[0]?.field === 'number') setRefused(refusalText(error));
        throw error;
      });
      toastDone(again === undefined ? t('callerIds.form.sent', done.display) : t('callerIds.form.resent'));
      onDone(done.id);
    },
  });
  return { form, papers, missing, refused, setRefused };
}

/** A number with its documents: a new one, or one that is put before the reviewers again. */
export function SubmitDialog(props: { again?: CallerIdDetail; onClose: () => void; onDone: (id: string) => void }) {
  const again = untrack(() => props.again);
  const { form, papers, missing, refused, setRefused } = createSubmission(again, (id) => props.onDone(id));
  return (
    <Dialog
      open
      width="l"
      onClose={props.onClose}
      title={again === undefined ? t('callerIds.form.title') : t('callerIds.form.resubmitTitle', again.display)}
      lead={again?.reason === undefined || again.reason === '' ? t('callerIds.form.lead') : again.reason}
      testId="submit-caller-id"
    >
      <form class="grid gap-5" onSubmit={form.submit} novalidate>
        <TextField
          label={t('callerIds.form.number')}
          name="caller-number"
          class="code"
          inputmode="tel"
          autocomplete="off"
          autofocus={again === undefined}
          disabled={again !== undefined}
          maxlength={64}
          value={form.values().number}
          onValue={(value) => (setRefused(undefined), form.set('number', value))}
          error={refused() ?? form.error('number')}
          help={t('callerIds.form.numberHelp')}
        />
        <DocumentsField papers={papers} error={missing()} />
        <TextField
          label={t('callerIds.form.note')}
          optional
          maxlength={maxNote}
          value={form.values().note}
          onValue={(value) => form.set('note', value)}
        />
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button
            type="submit"
            look="main"
            busy={form.submitting()}
            disabled={papers.isBusy()}
            data-testid="caller-id-send"
          >
            {t('callerIds.form.send')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
