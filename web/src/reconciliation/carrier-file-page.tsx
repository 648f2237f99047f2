import { useNavigate, useParams } from '@solidjs/router';
import { useQuery, useQueryClient } from '@tanstack/solid-query';
import type { CarrierFile, CarrierMatchSettings, Job } from '@yunhu/api/schemas';
import { Show, createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { JobProgress } from '../jobs/job-progress.tsx';
import { useFormat } from '../session/format.ts';
import { pages } from '../shell/pages.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { ErrorState } from '../ui/notice.tsx';
import { PageBones, PageHead } from '../ui/page.tsx';
import { dataOf } from '../ui/query.ts';
import { toastDone } from '../ui/toast.tsx';
import { CarrierResult } from './carrier-result.tsx';
import { CarrierSettingsForm } from './carrier-settings-form.tsx';
import { carrierFileQuery, carrierPreviewQuery, useDeleteCarrierFile, useMatchCarrierFile } from './data.ts';
import { DifferencesCard } from './differences-card.tsx';

function DeleteButton(props: { fileId: string }) {
  const [asking, setAsking] = createSignal(false);
  const remove = useDeleteCarrierFile();
  const navigate = useNavigate();
  const confirm = () =>
    remove.mutate(props.fileId, {
      onSuccess: () => {
        toastDone(t('reconciliation.carrier.deleted'));
        navigate(pages.reconciliation.path);
      },
    });
  return (
    <>
      <Button look="bad" onClick={() => setAsking(true)}>
        {t('reconciliation.carrier.delete')}
      </Button>
      <ConfirmDialog
        open={asking()}
        onClose={() => setAsking(false)}
        title={t('reconciliation.carrier.deleteTitle')}
        body={t('reconciliation.carrier.deleteBody')}
        confirm={t('reconciliation.carrier.delete')}
        busy={remove.isPending}
        error={remove.error}
        onConfirm={confirm}
      />
    </>
  );
}

function SetUp(props: { file: CarrierFile; onMatch: (settings: CarrierMatchSettings) => Promise<unknown> }) {
  const preview = useQuery(() => carrierPreviewQuery(props.file.id));
  return (
    <Show
      when={!preview.isLoadingError}
      fallback={<ErrorState error={preview.error} retry={() => void preview.refetch()} />}
    >
      <Show when={dataOf(preview)} fallback={<PageBones />}>
        {(known) => <CarrierSettingsForm file={props.file} preview={known()} onMatch={props.onMatch} />}
      </Show>
    </Show>
  );
}

function FileBody(props: { file: CarrierFile; onChanged: () => void }) {
  const match = useMatchCarrierFile(() => props.file.id);
  const [jobId, setJobId] = createSignal('');
  const [isOpen, setIsOpen] = createSignal(false);
  const start = async (settings: CarrierMatchSettings) => {
    const job = await match.mutateAsync(settings);
    setIsOpen(false);
    setJobId(job.jobId);
  };
  // What it found stands below; only a failure stays.
  const finish = (job: Job) => {
    if (job.state === 'done') setJobId('');
    props.onChanged();
  };
  return (
    <div class="grid gap-4">
      <Show when={jobId()} keyed>
        {(id) => (
          <Card label={t('reconciliation.carrier.match')}>
            <div class="p-4">
              <JobProgress jobId={id} onDone={finish} />
            </div>
          </Card>
        )}
      </Show>
      <Show when={props.file.summary} fallback={<SetUp file={props.file} onMatch={start} />}>
        {(summary) => (
          <>
            <CarrierResult summary={summary()} />
            <DifferencesCard fileId={props.file.id} summary={summary()} />
            <Show
              when={isOpen()}
              fallback={
                <div>
                  <Button onClick={() => setIsOpen(true)}>{t('reconciliation.carrier.again')}</Button>
                </div>
              }
            >
              <SetUp file={props.file} onMatch={start} />
            </Show>
          </>
        )}
      </Show>
    </div>
  );
}

/** One carrier file: how it is read, and on which calls the carrier and we differ. */
export default function CarrierFilePage() {
  const params = useParams<{ fileId: string }>();
  const query = useQuery(() => carrierFileQuery(params.fileId));
  const client = useQueryClient();
  const format = useFormat();
  const line = (file: CarrierFile) =>
    [
      file.trunk?.name,
      file.summary?.period &&
        `${format.shortDateTime(file.summary.period.from)} – ${format.shortDateTime(file.summary.period.to)}`,
    ]
      .filter((part) => typeof part === 'string')
      .join(' · ');
  return (
    <Show when={!query.isLoadingError} fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}>
      <Show when={dataOf(query)} fallback={<PageBones />}>
        {(file) => (
          <>
            <PageHead title={file().fileName} line={line(file())}>
              <a class="text-s text-accent" href={pages.reconciliation.path}>
                {t('reconciliation.carrier.back')}
              </a>
              <DeleteButton fileId={file().id} />
            </PageHead>
            <FileBody file={file()} onChanged={() => void client.invalidateQueries({ queryKey: ['reconciliation'] })} />
          </>
        )}
      </Show>
    </Show>
  );
}
