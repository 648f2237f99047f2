import type { RateGroup } from '@yunhu/api/schemas';
import { Show, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { JobProgress } from '../../jobs/job-progress.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { FormProblem } from '../../ui/notice.tsx';
import { RadioCards } from '../../ui/radio-cards.tsx';
import { useExportRates } from './data.ts';

type Format = 'csv' | 'xlsx';
const formats: readonly Format[] = ['xlsx', 'csv'];

/** The rates in force as a file that can be imported again. */
export function ExportDialog(props: { group: RateGroup; onClose: () => void }) {
  const begin = useExportRates(() => props.group.id);
  const [format, setFormat] = createSignal<Format>('xlsx');
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={t('decks.exporting.title')}
      lead={t('decks.exporting.lead')}
      testId="export-dialog"
    >
      <Show
        when={begin.data}
        fallback={
          <div class="grid gap-4">
            <RadioCards
              label={t('decks.exporting.format')}
              name="format"
              options={formats.map((value) => ({
                value,
                label: t(`decks.exporting.formats.${value}`),
                help: t(`decks.exporting.formatHelps.${value}`),
              }))}
              value={format()}
              onValue={setFormat}
            />
            <FormProblem error={begin.error} />
            <DialogActions>
              <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
              <Button
                look="main"
                busy={begin.isPending}
                onClick={() => begin.mutate({ format: format() })}
                data-testid="export-rates"
              >
                {t('decks.exporting.submit')}
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
