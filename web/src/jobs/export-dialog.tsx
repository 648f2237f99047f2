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

function ExportDialog(props: { path: string; filter: object; onClose: () => void }) {
  const ask = useAskForFile(() => props.path);
  const [format, setFormat] = createSignal<FileFormat>('xlsx');
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={t('books.export.title')}
      lead={t('books.export.lead')}
      testId="export-dialog"
    >
      <Show
        when={ask.data}
        fallback={
          <div class="grid gap-4">
            <RadioCards
              label={t('books.export.format')}
              name="format"
              options={formats.map((value) => ({
                value,
                label: t(`books.export.formats.${value}`),
                help: t(`books.export.helps.${value}`),
              }))}
              value={format()}
              onValue={setFormat}
            />
            <FormProblem error={ask.error} />
            <DialogActions>
              <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
              <Button
                look="main"
                busy={ask.isPending}
                onClick={() => ask.mutate({ ...props.filter, format: format(), language: fileLanguage() })}
                data-testid="export-submit"
              >
                {t('books.export.submit')}
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
