// Every question about payments by card, and every change to them.
import type { Payment, PaymentDetail, PaymentState } from '@yunhu/api/schemas';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/solid-query';
import { request, withQuery } from '../../session/request.ts';
import { refreshAccounts } from '../../tenancy/data.ts';

type Page<T> = { items: T[]; nextCursor: string | null };

const paymentsPerPage = 50;
/** While a payment is open its page asks this often. */
const openRefreshMs = 2_000;
const listRefreshMs = 30_000;

/** A payment whose end is not known yet. */
export function isOpen(state: PaymentState): boolean {
  return state === 'created' || state === 'processing';
}

export const paymentsQuery = (state: PaymentState | '') =>
  infiniteQueryOptions({
    queryKey: ['payments', 'list', state],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Payment>>('GET', withQuery('/v1/payments', { state, cursor: pageParam, limit: paymentsPerPage }), {
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: listRefreshMs,
  });

export const paymentQuery = (paymentId: string) =>
  queryOptions({
    queryKey: ['payments', 'one', paymentId],
    queryFn: ({ signal }) => request<PaymentDetail>('GET', `/v1/payments/${paymentId}`, { signal }),
    refetchInterval: (query) => {
      const payment = query.state.data;
      const isUnsettled = payment?.reversals.some(({ status }) => status === 'requested' || status === 'pending');
      return payment !== undefined && (isOpen(payment.state) || isUnsettled === true) ? openRefreshMs : false;
    },
  });

/** Opens a payment; the answer says where to pay. The key belongs to one intention: sent again, it opens no second one. */
export function useOpenPayment() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ amount, idempotencyKey }: { amount: string; idempotencyKey: string }) =>
      request<PaymentDetail>('POST', '/v1/payments', {
        body: { amount },
        headers: { 'Idempotency-Key': idempotencyKey },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['payments'] }),
  }));
}

export type RefundAsk = { paymentId: string; amount: string; idempotencyKey: string };

export function useRefund() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ paymentId, amount, idempotencyKey }: RefundAsk) =>
      request<PaymentDetail>('POST', `/v1/payments/${paymentId}/refunds`, {
        body: { amount },
        headers: { 'Idempotency-Key': idempotencyKey },
      }),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ['payments'] });
      await refreshAccounts(client);
    },
  }));
}

/** Where a receipt is: a page of its own, made for print. */
export const receiptPath = (paymentId: string, locale: string): string =>
  withQuery(`/v1/payments/${paymentId}/receipt`, { locale });
