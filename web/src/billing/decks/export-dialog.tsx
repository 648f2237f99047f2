import type { RateGroup } from '@yunhu/api/schemas';
import { t } from '../../i18n/translate.ts';
import { FormatDialog } from '../../jobs/export-dialog.tsx';
import { useExportRates } from './data.ts';

/** The rates in force as a file that can be imported again. */
export function ExportDialog(props: { group: RateGroup; onClose: () => void }) {
  const begin = useExportRates(() => props.group.id);
  return (
    <FormatDialog
      title={t('decks.exporting.title')}
      lead={t('decks.exporting.lead')}
      formatLabel={t('decks.exporting.format')}
      words={(format) => ({
        label: t(`decks.exporting.formats.${format}`),
        help: t(`decks.exporting.formatHelps.${format}`),
      })}
      submit={t('decks.exporting.submit')}
      submitTestId="export-rates"
      asked={begin.data}
      busy={begin.isPending}
      error={begin.error}
      onSubmit={(format) => begin.mutate({ format })}
      onClose={props.onClose}
    />
  );
}
