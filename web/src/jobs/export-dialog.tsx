import type { FileFormat, FileLanguage } from '@yunhu/api/schemas';
import { useMutation, useQueryClient } from '@tanstack/solid-query';
import Download from 'lucide-solid/icons/download';
import { Show, createSignal } from 'solid-js';
import { locale, t } from '../i18n/translate.ts';
import { request } from '../session/request.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FormProblem } from '../ui/notice.tsx';
import { RadioCards } from '../ui/radio-cards.tsx';
import { JobProgress } from './job-progress.tsx';

const formats: readonly FileFormat[] = ['xlsx', 'csv'];

/** The language that files are written in: that of the page. */
export const fileLanguage = (): FileLanguage => (locale() === 'en' ? 'en' : 'zh');

/** Asks for a job and follows it from then on. */
export function useAskForFile(path: () => string) {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (body: object) => request<{ jobId: string }>('POST', path(), { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['jobs'] }),
  }));
}

interface FormatDialogProps {
  readonly title: string;
  readonly lead: string;
  readonly formatLabel: string;
  readonly words: (format: FileFormat) => { readonly label: string; readonly help: string };
  readonly submit: string;
  readonly submitTestId: string;
  /** The job, once it was asked for. */
  readonly asked: { readonly jobId: string } | undefined;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onSubmit: (format: FileFormat) => void;
  readonly onClose: () => void;
}

/** Asks in which format a file is wanted, and follows the job that makes it. */
export function FormatDialog(props: FormatDialogProps) {
  const [format, setFormat] = createSignal<FileFormat>('xlsx');
  return (
    <Dialog open onClose={props.onClose} title={props.title} lead={props.lead} testId="export-dialog">
      <Show
        when={props.asked}
        fallback={
          <div class="grid gap-4">
            <RadioCards
              label={props.formatLabel}
              name="format"
              options={formats.map((value) => ({ value, ...props.words(value) }))}
              value={format()}
              onValue={setFormat}
            />
            <FormProblem error={props.error} />
            <DialogActions>
              <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
              <Button
                look="main"
                busy={props.busy}
                onClick={() => props.onSubmit(format())}
                data-testid={props.submitTestId}
              >
                {props.submit}
              </Button>
            </DialogActions>
          </div>
        }
      >
        {(asked) => <JobProgress jobId={asked().jobId} />}
      </Show>
    </Dialog>
  );
}

function ExportDialog(props: { path: string; filter: object; onClose: () => void }) {
  const ask = useAskForFile(() => props.path);
  return (
    <FormatDialog
      title={t('books.export.title')}
      lead={t('books.export.lead')}
      formatLabel={t('books.export.format')}
      words={(format) => ({ label: t(`books.export.formats.${format}`), help: t(`books.export.helps.${format}`) })}
      submit={t('books.export.submit')}
      submitTestId="export-submit"
      asked={ask.data}
      busy={ask.isPending}
      error={ask.error}
      onSubmit={(format) => ask.mutate({ ...props.filter, format, language: fileLanguage() })}
      onClose={props.onClose}
    />
  );
}

/** Everything that a list's filter leaves, as a file: a job with its progress. */
export function ExportAll(props: { path: string; filter: object; disabled?: boolean }) {
  const [open, setOpen] = createSignal(false);
  return (
    <>
      <Button
        look="ghost"
        size="s"
        disabled={props.disabled ?? false}
        onClick={() => setOpen(true)}
        data-testid="export-all"
      >
        <Download class="size-3.5" aria-hidden="true" />
        {t('books.export.button')}
      </Button>
      <Show when={open()}>
        <ExportDialog path={props.path} filter={props.filter} onClose={() => setOpen(false)} />
      </Show>
    </>
  );
}
