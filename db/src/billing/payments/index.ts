export { applyNews } from './apply-news.ts';
export {
  type Checkout,
  findOpenCheckouts,
  findRequestedRefunds,
  findWaitingEvents,
  type OpenCheckout,
  recordCheckout,
  recordRefundRefused,
  recordRefundTaken,
  type RequestedRefund,
  takeTurnToAsk,
  type WaitingEvent,
} from './checkout.ts';
export {
  type FoldedPayment,
  foldPayment,
  type PaymentFacts,
  type Posting,
  type ReversalFacts,
} from './fold-payment.ts';
export {
  getPayment,
  type ListedPayment,
  type ListedReversal,
  listPayments,
  type PaymentDetail,
  type PaymentFilter,
} from './get-payment.ts';
export { fromMinorUnits, type PaymentBounds, paymentBounds, toMinorUnits } from './minor-units.ts';
export { type NewPayment, openPayment } from './open-payment.ts';
export { type PaymentNews, paymentNews } from './payment-news.ts';
export type { PaymentPlace } from './payment-row.ts';
export { openStates, type PaymentState, paymentStates, paymentTransitions } from './payment-state.ts';
export { findPaymentOf, recordEvent, type RecordedEvent, type ServiceEvent } from './record-event.ts';
export { type NewRefund, requestRefund } from './request-refund.ts';
