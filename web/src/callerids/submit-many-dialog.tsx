import type { CallerIdBulkReport } from '@yunhu/api/schemas';
import { For, Show, createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FormProblem } from '../ui/notice.tsx';
import { Tag } from '../ui/status.tsx';
import { TextArea } from '../ui/text-area.tsx';
import { toastDone } from '../ui/toast.tsx';
import { readNumbers, useSubmitMany } from './data.ts';
import { createPapers, DocumentsField } from './documents-field.tsx';
import { numberRefusal } from './words.ts';

function NumbersField(props: { text: string; onText: (text: string) => void; onFile: (file: File) => void }) {
  const take = (files: FileList | null | undefined): void => {
    const file = files?.[0];
    if (file !== undefined) props.onFile(file);
  };
  return (
    <div class="grid gap-1.5">
      <TextArea
        label={t('callerIds.form.numbers')}
        rows={8}
        code
        value={props.text}
        onValue={props.onText}
        placeholder={'01082286688\n4008823823'}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => (event.preventDefault(), take(event.dataTransfer?.files))}
        data-testid="many-numbers"
      />
      <div class="flex flex-wrap items-center justify-between gap-2 text-xs text-ink-3">
        {t('callerIds.form.numbersHelp')}
        <label class="cursor-pointer font-medium text-accent hover:underline has-focus-visible:outline-2">
          {t('callerIds.form.readFile')}
          <input
            type="file"
            class="sr-only"
            accept=".txt,.csv,.tsv,.xlsx"
            onChange={(event) => (take(event.currentTarget.files), (event.currentTarget.value = ''))}
            data-testid="many-file"
          />
        </label>
      </div>
    </div>
  );
}

/** What each line is; the refused ones first, as they are what needs a look. */
function Report(props: { report: CallerIdBulkReport }) {
  const format = useFormat();
  const lines = () => props.report.lines.toSorted((a, b) => Number(a.refusal === null) - Number(b.refusal === null));
  return (
    <section class="grid gap-2" data-testid="many-report">
      <p class="flex gap-4 text-s">
        <Tag tone="answered">{t('callerIds.form.fit', format.count(props.report.fit))}</Tag>
        <Show when={props.report.refused > 0}>
          <Tag tone="failed">{t('callerIds.form.refused', format.count(props.report.refused))}</Tag>
        </Show>
      </p>
      <ol class="max-h-60 overflow-y-auto rounded-s border border-line text-s">
        <For each={lines()}>
          {(line) => (
            <li class="flex items-center gap-3 border-b border-line px-3 py-1.5 last:border-0">
              <span class="w-16 shrink-0 text-xs text-ink-3 tabular">
                {t('callerIds.form.line', String(line.line))}
              </span>
              <span class="code min-w-0 grow truncate">{line.display ?? line.text}</span>
              <Show when={line.refusal} fallback={<i class="size-2 rounded-[2px] bg-answered" aria-hidden="true" />}>
                {(refusal) => <span class="text-xs text-bad-ink">{numberRefusal(refusal())}</span>}
              </Show>
            </li>
          )}
        </For>
      </ol>
    </section>
  );
}

function createBulk(onDone: () => void) {
  const format = useFormat();
  const submit = useSubmitMany();
  const papers = createPapers();
  const [text, setText] = createSignal('');
  const [report, setReport] = createSignal<CallerIdBulkReport | null>(null);
  const [problem, setProblem] = createSignal<unknown>(null);
  const [busy, setBusy] = createSignal(false);
  const [missing, setMissing] = createSignal<string>();
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setProblem(null);
    await work().catch((error: unknown) => setProblem(() => error));
    setBusy(false);
  };
  const check = (list: Blob) =>
    attempt(async () => {
      const read = await readNumbers(list);
      setText(read.lines.map((line) => line.text).join('\n'));
      setReport(read);
    });
  // oxlint-disable-next-line solid/reactivity -- run by a press, never while something is tracked
  const send = (known: CallerIdBulkReport) =>
    attempt(async () => {
      const lacking = papers.isBusy() ? t('callerIds.form.checking') : papers.missing();
      setMissing(lacking);
      if (lacking !== undefined) return;
      const numbers = known.lines.filter((line) => line.refusal === null).map((line) => line.text);
      const done = await submit.mutateAsync({ numbers, documentIds: papers.ids(), note: '' });
      toastDone(t('callerIds.form.sentMany', format.count(done.fit)));
      if (done.refused === 0) return onDone();
      setReport(done);
    });
  return { papers, text, setText, report, setReport, problem, busy, missing, check, send };
}

/** Many numbers that share their documents: looked at first, then submitted, with a word on every line. */
export function SubmitManyDialog(props: { onClose: () => void }) {
  const format = useFormat();
  const { papers, text, setText, report, setReport, problem, busy, missing, check, send } = createBulk(() =>
    props.onClose(),
  );
  return (
    <Dialog open width="l" onClose={props.onClose} title={t('callerIds.form.manyTitle')} testId="submit-many-dialog">
      <div class="grid gap-5">
        <Show
          when={report()}
          fallback={<NumbersField text={text()} onText={setText} onFile={(file) => void check(file)} />}
        >
          {(known) => (
            <>
              <Report report={known()} />
              <DocumentsField papers={papers} error={missing()} />
            </>
          )}
        </Show>
        <FormProblem error={problem()} />
        <DialogActions>
          <Show when={report()} fallback={<Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>}>
            <Button onClick={() => setReport(null)}>{t('callerIds.form.back')}</Button>
          </Show>
          <Show
            when={report()}
            fallback={
              <Button
                look="main"
                busy={busy()}
                disabled={text().trim() === ''}
                onClick={() => void check(new Blob([text()]))}
                data-testid="many-check"
              >
                {t('callerIds.form.check')}
              </Button>
            }
          >
            {(known) => (
              <Button
                look="main"
                busy={busy()}
                disabled={known().fit === 0 || papers.isBusy()}
                onClick={() => void send(known())}
                data-testid="many-send"
              >
                {t('callerIds.form.sendMany', format.count(known().fit))}
              </Button>
            )}
          </Show>
        </DialogActions>
      </div>
    </Dialog>
  );
}
