import { useQuery, useQueryClient } from '@tanstack/solid-query';
import { Show, createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { JobProgress } from '../jobs/job-progress.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ErrorState, FormProblem } from '../ui/notice.tsx';
import { PageHead } from '../ui/page.tsx';
import { dataOf } from '../ui/query.ts';
import { Pill } from '../ui/status.tsx';
import { CarrierFilesCard } from './carrier-files-card.tsx';
import { reconciliationQuery, useProve } from './data.ts';
import { InvariantsCard } from './invariants-card.tsx';
import { ProofFigures } from './proof-figures.tsx';
import { RunsStrip } from './runs-strip.tsx';

const pills = { proven: 'ok', drift: 'bad', unknown: 'plain' } as const;

/** Whether every micro-unit is accounted for: the ledger against itself, and our calls against the carriers'. */
export default function ReconciliationPage() {
  const query = useQuery(() => reconciliationQuery);
  const client = useQueryClient();
  const prove = useProve();
  const [jobId, setJobId] = createSignal('');
  const state = () => dataOf(query);
  const start = (mode: 'recent' | 'full') => prove.mutate(mode, { onSuccess: (job) => setJobId(job.jobId) });
  const refresh = () => void client.invalidateQueries({ queryKey: ['reconciliation'] });
  return (
    <>
      <PageHead
        title={t('reconciliation.title')}
        line={t('reconciliation.lead')}
        state={
          <Show when={state()}>
            {(known) => (
              <Pill look={pills[known().state]} testId="proof-state">
                {t(`reconciliation.states.${known().state}`)}
              </Pill>
            )}
          </Show>
        }
      >
        <Button onClick={() => start('full')} busy={prove.isPending}>
          {t('reconciliation.proveFull')}
        </Button>
        <Button look="main" onClick={() => start('recent')} busy={prove.isPending} data-testid="prove">
          {t('reconciliation.proveRecent')}
        </Button>
      </PageHead>
      <Show
        when={!query.isLoadingError}
        fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}
      >
        <div class="grid gap-4">
          <FormProblem error={prove.error} />
          <Show when={jobId()} keyed>
            {(id) => (
              <Card label={t('reconciliation.proving')}>
                <div class="p-4">
                  <JobProgress jobId={id} onDone={refresh} />
                </div>
              </Card>
            )}
          </Show>
          <ProofFigures state={state()} />
          <InvariantsCard state={state()} />
          <RunsStrip />
          <CarrierFilesCard />
        </div>
      </Show>
    </>
  );
}
