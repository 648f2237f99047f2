// What the bell asks the API, and what it changes.
import type { Alert, AlertPage } from '@yunhu/api/schemas';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/solid-query';
import { request, withQuery } from '../../session/request.ts';

const shownAtOnce = 30;
const refreshMs = 20_000;

/** The open alerts, newest first, and how many of all nobody has seen. */
export const alertsQuery = queryOptions({
  queryKey: ['alerts'],
  queryFn: ({ signal }) => request<AlertPage>('GET', withQuery('/v1/alerts', { limit: shownAtOnce }), { signal }),
  refetchInterval: refreshMs,
});

/** Says that alerts were seen, one after the other; the bell counts less at once. */
export function useAcknowledge() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: async (alerts: readonly Alert[]) => {
      for (const { id } of alerts) await request<Alert>('POST', `/v1/alerts/${id}/acknowledge`, { body: {} });
    },
    onSettled: () => client.invalidateQueries({ queryKey: alertsQuery.queryKey }),
  }));
}
