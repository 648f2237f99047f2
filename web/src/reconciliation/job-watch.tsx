import { useQuery } from '@tanstack/solid-query';
import type { Job } from '@yunhu/api/schemas';
import { Show, createEffect, on } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { request } from '../session/request.ts';
import { dataOf } from '../ui/query.ts';

const pollMs = 700;

/** Waits for a job that the page began, and tells when it is over. */
export function JobWatch(props: { jobId: string; onDone: () => void }) {
  const query = useQuery(() => ({
    queryKey: ['job', props.jobId],
    queryFn: ({ signal }: { signal: AbortSignal }) => request<Job>('GET', `/v1/jobs/${props.jobId}`, { signal }),
    refetchInterval: ({ state }: { state: { data: Job | undefined } }) =>
      state.data?.endedAt == null ? pollMs : false,
  }));
  const job = () => dataOf(query);
  const share = () => {
    const { done = 0, total = null } = job()?.progress ?? {};
    return total === null || total === 0 ? 0 : Math.min(1, done / total);
  };
  createEffect(
    on(
      () => job()?.endedAt,
      (ended) => ended != null && props.onDone(),
    ),
  );
  return (
    <div role="status" data-testid="job" data-state={job()?.state}>
      <span class="block h-2 overflow-hidden rounded-full bg-sunken">
        <i
          class="block h-full rounded-full bg-accent transition-[width] duration-150"
          style={{ width: job()?.state === 'done' ? '100%' : `${share() * 100}%` }}
        />
      </span>
      <Show when={job()?.failure}>
        {(failure) => <p class="mt-2 text-s text-bad-ink">{failure().detail ?? failure().code}</p>}
      </Show>
      <Show when={job()?.endedAt == null}>
        <p class="mt-2 text-xs text-ink-3">{t('reconciliation.proving')}</p>
      </Show>
    </div>
  );
}
