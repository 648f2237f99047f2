import { useNavigate } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import type { CarrierFile } from '@yunhu/api/schemas';
import Upload from 'lucide-solid/icons/upload';
import { Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { buttonClass } from '../ui/button.tsx';
import { Card, CardHead } from '../ui/card.tsx';
import { FormProblem } from '../ui/notice.tsx';
import { dataOf } from '../ui/query.ts';
import { QueryTable } from '../ui/query-table.tsx';
import { Tag } from '../ui/status.tsx';
import type { Column } from '../ui/table-model.ts';
import { carrierFilesQuery, useUploadCarrierFile } from './data.ts';

function differencesIn(file: CarrierFile): number | undefined {
  if (file.summary === null) return undefined;
  const { onlyOurs, onlyTheirs, duration, amount } = file.summary.counts;
  return onlyOurs + onlyTheirs + duration + amount;
}

function columnsOf(format: ReturnType<typeof useFormat>): Column<CarrierFile>[] {
  return [
    {
      id: 'file',
      head: () => t('reconciliation.carrier.columns.file'),
      grow: true,
      always: true,
      cell: (row) => <span class="block max-w-80 truncate font-medium">{row().fileName}</span>,
    },
    {
      id: 'trunk',
      head: () => t('reconciliation.carrier.columns.trunk'),
      from: 'md',
      cell: (row) => row().trunk?.name ?? '—',
    },
    {
      id: 'period',
      head: () => t('reconciliation.carrier.columns.period'),
      from: 'lg',
      cell: (row) => (
        <Show when={row().summary?.period} fallback="—">
          {(period) => (
            <span class="tabular">
              {format.date(period().from)} – {format.date(period().to)}
            </span>
          )}
        </Show>
      ),
    },
    {
      id: 'result',
      head: () => t('reconciliation.carrier.columns.result'),
      cell: (row) => {
        const count = () => differencesIn(row());
        return (
          <Show
            when={count() !== undefined}
            fallback={<Tag tone="queued">{t('reconciliation.carrier.notMatched')}</Tag>}
          >
            <Tag tone={count() === 0 ? 'answered' : 'busy'}>
              {count() === 0
                ? t('reconciliation.carrier.agrees')
                : t('reconciliation.carrier.differences', format.count(count() ?? 0))}
            </Tag>
          </Show>
        );
      },
    },
    {
      id: 'uploaded',
      head: () => t('reconciliation.carrier.columns.uploaded'),
      from: 'sm',
      cell: (row) => <span class="text-ink-2 tabular">{format.shortDateTime(row().createdAt)}</span>,
    },
  ];
}

function UploadButton(props: { busy: boolean; onFile: (file: File) => void }) {
  return (
    <label
      class={`${buttonClass('plain')} cursor-pointer has-focus-visible:outline-2 has-focus-visible:outline-accent`}
      title={t('reconciliation.carrier.uploadHint')}
    >
      <Upload class="size-4" aria-hidden="true" />
      {props.busy ? t('reconciliation.carrier.uploading') : t('reconciliation.carrier.upload')}
      <input
        type="file"
        class="sr-only"
        accept=".csv,.tsv,.txt,.xlsx"
        disabled={props.busy}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file !== undefined) props.onFile(file);
        }}
        data-testid="carrier-file"
      />
    </label>
  );
}

/** The carriers' files with what their comparison found, and the way to send one more. */
export function CarrierFilesCard() {
  const query = useQuery(() => carrierFilesQuery);
  const upload = useUploadCarrierFile();
  const navigate = useNavigate();
  const columns = columnsOf(useFormat());
  const open = (file: CarrierFile) => navigate(`/reconciliation/carrier-files/${file.id}`);
  const button = () => (
    <UploadButton busy={upload.isPending} onFile={(file) => upload.mutate(file, { onSuccess: open })} />
  );
  return (
    <Card label={t('reconciliation.carrier.title')}>
      <CardHead title={t('reconciliation.carrier.title')} note={t('reconciliation.carrier.note')}>
        {button()}
      </CardHead>
      <Show when={upload.error}>
        {(error) => (
          <div class="p-4">
            <FormProblem error={error()} />
          </div>
        )}
      </Show>
      <QueryTable
        label={t('reconciliation.carrier.title')}
        testId="carrier-files"
        query={query}
        columns={columns}
        rows={dataOf(query)?.items}
        rowKey={(file) => file.id}
        onOpen={open}
        emptyText={t('reconciliation.carrier.empty')}
        emptyAction={button()}
      />
    </Card>
  );
}
