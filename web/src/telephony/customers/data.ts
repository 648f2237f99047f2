// What the page of customers' telephony asks the API, and what it changes.
import type {
  CustomerExtension,
  CustomerQueue,
  CustomerSeat,
  CustomerTelephony,
  ExtensionSecret,
  Flow,
  FlowBody,
  QueueBody,
} from '@yunhu/api/schemas';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/solid-query';
import { request } from '../../session/request.ts';

const refreshMs = 15_000;
const pathOf = (tenantId: string, rest = '') => `/v1/tenants/${tenantId}/telephony${rest}`;

export const customerTelephonyQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['customer-telephony', tenantId],
    queryFn: ({ signal }) => request<CustomerTelephony>('GET', pathOf(tenantId), { signal }),
    enabled: tenantId !== '',
    refetchInterval: refreshMs,
  });

/** Each change, with the page asked anew after it. */
export function useTelephonyChanges(tenantId: () => string) {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: ['customer-telephony', tenantId()] });
  return {
    addExtension: useMutation(() => ({
      mutationFn: (number: string) =>
        request<ExtensionSecret>('POST', pathOf(tenantId(), '/extensions'), { body: { number } }),
      onSuccess,
    })),
    enableExtension: useMutation(() => ({
      mutationFn: ({ id, enabled }: { id: string; enabled: boolean }) =>
        request<CustomerExtension>('PATCH', pathOf(tenantId(), `/extensions/${id}`), { body: { enabled } }),
      onSuccess,
    })),
    resetExtension: useMutation(() => ({
      mutationFn: (id: string) => request<ExtensionSecret>('POST', pathOf(tenantId(), `/extensions/${id}/password`)),
      onSuccess,
    })),
    saveSeat: useMutation(() => ({
      mutationFn: ({ id, name, extensionId }: { id: string | null; name: string; extensionId: string | null }) =>
        id === null
          ? request<CustomerSeat>('POST', pathOf(tenantId(), '/seats'), {
              body: { name, ...(extensionId === null ? {} : { extensionId }) },
            })
          : request<CustomerSeat>('PATCH', pathOf(tenantId(), `/seats/${id}`), { body: { name, extensionId } }),
      onSuccess,
    })),
    saveQueue: useMutation(() => ({
      mutationFn: ({ id, ...body }: QueueBody & { id: string | null }) =>
        id === null
          ? request<CustomerQueue>('POST', pathOf(tenantId(), '/queues'), { body })
          : request<CustomerQueue>('PUT', pathOf(tenantId(), `/queues/${id}`), { body }),
      onSuccess,
    })),
    saveFlow: useMutation(() => ({
      mutationFn: ({ id, ...body }: FlowBody & { id: string | null }) =>
        id === null
          ? request<Flow>('POST', pathOf(tenantId(), '/flows'), { body })
          : request<Flow>('PUT', pathOf(tenantId(), `/flows/${id}`), { body }),
      onSuccess,
    })),
    remove: useMutation(() => ({
      mutationFn: ({ kind, id }: { kind: Removable; id: string }) =>
        request('DELETE', pathOf(tenantId(), `/${kind}/${id}`)),
      onSuccess,
    })),
  };
}
/** What can be taken away, as the API's paths call it. */
export type Removable = 'extensions' | 'seats' | 'queues' | 'flows';
export type TelephonyChanges = ReturnType<typeof useTelephonyChanges>;
